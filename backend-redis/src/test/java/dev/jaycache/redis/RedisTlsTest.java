package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.config.ConfigurationException;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@ServerTest
@Timeout(120)
class RedisTlsTest {
  private static void use(RedisProcess server, String settings) {
    try (Backend backend = TestBackends.connect(server, settings)) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      String large = "v".repeat(300_000);
      assertEquals(Effect.STORED, Mutations.put(store, "k", large));
      assertArrayEquals(Bodies.text(large), Mutations.read(store, "k"));
      server.cli("CLIENT", "KILL", "TYPE", "normal");
      assertEquals(Effect.STORED, Mutations.put(store, "k", "v"));
    }
  }

  private static String fails(RedisProcess server, String settings) {
    try (Backend backend = TestBackends.connect(server, settings)) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      StoreException e =
          assertThrows(StoreException.class, () -> Mutations.put(store, "k", "VALUE"));
      return String.valueOf(e.getMessage());
    }
  }

  private static String ca(RedisProcess server) {
    return "redis.tls.ca = \"" + server.tls().certificate() + '"';
  }

  @Test
  void trustedServer_isTalkedTo() {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withTls())) {
      use(server, ca(server));
    }
  }

  @Test
  void unknownAuthority_isRefused() {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withTls())) {
      String message = fails(server, "");
      assertTrue(message.contains("TLS failed") && message.contains("redis.tls.ca"), message);
    }
  }

  @Test
  void certificateOfAnotherHost_isRefusedUnlessAllowed() {
    RedisOptions elsewhere = RedisOptions.PLAIN.withTls("dns:elsewhere.example");
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, elsewhere)) {
      String message = fails(server, ca(server));
      assertTrue(message.contains("redis.tls.verify-host"), message);
      use(server, ca(server) + ", redis.tls.verify-host = false");
    }
  }

  @Test
  void missingCertificateFile_isAConfigurationError() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> TestBackends.connect("rediss://localhost", "redis.tls.ca = /no/such/file.pem"));
    assertTrue(String.valueOf(e.getMessage()).contains("redis.tls.ca"), e::toString);
  }

  @Test
  void plainServer_isNotTakenForOneWithTls() {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS)) {
      String uri = server.uri().toString().replace("redis:", "rediss:");
      try (Backend backend = TestBackends.connect(uri, "command-timeout = 2 s")) {
        Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
        assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
      }
    }
  }
}

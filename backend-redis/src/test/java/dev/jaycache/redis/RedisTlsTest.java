package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.config.ConfigurationException;
import dev.jaycache.redis.cache.KilledClients;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ServerTest
@Timeout(120)
class RedisTlsTest {
  private static void use(RedisProcess server, String settings) {
    try (Backend backend = TestBackends.connect(server, settings)) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      String large = "v".repeat(300_000);
      assertEquals(Effect.STORED, Mutations.put(store, "k", large));
      assertArrayEquals(Bodies.text(large), Mutations.read(store, "k"));
      KilledClients.idle(server);
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
  void folderOfAuthorities_isRead(@TempDir Path folder) throws IOException {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withTls())) {
      Files.writeString(folder.resolve("readme.txt"), "no certificate");
      Files.copy(server.tls().certificate(), folder.resolve("authority.pem"));
      use(server, "redis.tls.ca = \"" + folder + '"');
    }
  }

  @Test
  void clientCertificate_isShownWhereTheServerAsksForOne() {
    RedisOptions strict = RedisOptions.PLAIN.withTls().with("tls-auth-clients", "yes");
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, strict)) {
      String own =
          ", redis.tls.certificate = \""
              + server.tls().certificate()
              + "\", redis.tls.key = \""
              + server.tls().key()
              + '"';
      use(server, ca(server) + own);
      fails(server, ca(server));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.tls.certificate = CERTIFICATE",
        "redis.tls.key = KEY",
        "redis.tls.certificate = CERTIFICATE, redis.tls.key = CERTIFICATE",
        "redis.tls.certificate = KEY, redis.tls.key = KEY",
      })
  void certificateAndKeyThatDontFit_areAConfigurationError(String settings, @TempDir Path folder) {
    TlsFiles files = TlsFiles.create(folder);
    String lines =
        settings
            .replace("CERTIFICATE", '"' + files.certificate().toString() + '"')
            .replace("KEY", '"' + files.key().toString() + '"');
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class, () -> TestBackends.connect("rediss://localhost", lines));
    assertTrue(String.valueOf(e.getMessage()).contains("redis.tls."), e::toString);
    assertFalse(String.valueOf(e.getMessage()).contains("BEGIN"), e::toString);
  }

  @Test
  void unixSocket_leavesTlsOut(@TempDir Path folder) {
    Path socket = folder.resolve("redis.sock");
    RedisOptions options = RedisOptions.PLAIN.with("unixsocket", socket.toString());
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, options);
        Backend backend =
            TestBackends.connect("rediss://" + server.host() + "?socket=" + socket, "")) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      assertEquals(Effect.STORED, Mutations.put(store, "k", "v"));
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

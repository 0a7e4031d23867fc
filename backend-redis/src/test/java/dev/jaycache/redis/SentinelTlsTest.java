package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RedisSentinels;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.TlsFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sentinels, a master and its replica that talk TLS only. */
@ServerTest
@Timeout(180)
class SentinelTlsTest {
  @Test
  void masterAndReplica_areFoundAndFollowed(@TempDir Path folder) {
    TlsFiles files = TlsFiles.create(folder);
    String trust = "redis.tls.ca = \"" + files.certificate() + '"';
    try (RedisSentinels group = RedisSentinels.start(Flavor.REDIS, 1, 3, files)) {
      String uri = group.uri() + "?tls=1";
      refuse(uri, "", "TLS failed");
      refuse(group.uri(), trust, "sentinel");
      try (Backend backend = TestBackends.connect(uri + "&role=replica", trust)) {
        Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
        Mutations.put(store, "k", "v");
        RedisProcess replica = group.replicas().get(0);
        while (!replica.cli("DBSIZE").equals("1")) {
          Thread.onSpinWait();
        }
        try (CommandCounter counter = new CommandCounter(replica)) {
          counter.reset();
          assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
          assertEquals(1, counter.calls().get("get"));
        }
        RedisProcess after = group.failover();
        while (!after.cli("DBSIZE").equals("2")) {
          put(store, "l");
        }
        assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
      }
    }
  }

  /** Writes that come while roles change may fail. */
  private static void put(Store<byte[], byte[]> store, String key) {
    try {
      Mutations.put(store, key, "v");
    } catch (StoreException again) {
      Thread.onSpinWait();
    }
  }

  private static void refuse(String uri, String lines, String said) {
    try (Backend backend = TestBackends.connect(uri, lines + "\ncommand-timeout = 2 s")) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      StoreException e =
          assertThrows(
              StoreException.class, () -> store.apply(Mutations.key("k"), Mutation.read()));
      assertTrue(String.valueOf(e.getMessage()).contains(said), e::toString);
    }
  }
}

package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.net.URI;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who writes tells by the master that has the key, and each master is listened to. */
@ServerTest
@Timeout(120)
class NearChannelClusterTest {
  private static final int KEYS = 30;
  private static final MutableConfiguration<String, String> STRINGS =
      new MutableConfiguration<String, String>()
          .setTypes(String.class, String.class)
          .setStatisticsEnabled(true);

  private final TestManagers managers = new TestManagers();
  private final URI uri = URI.create(SharedServers.cluster().uri());
  private final String namespace =
      "namespace=kit" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
  private final Cache<String, String> near =
      managers.cache(
          uri,
          STRINGS,
          namespace,
          "cache-defaults.near.enabled=true",
          "cache-defaults.near.source=channel",
          "cache-defaults.near.ttl=1 d",
          "cache-defaults.near.max-staleness=1 d");
  private final Cache<String, String> other =
      managers.cache(uri, STRINGS, namespace, "cache-defaults.near.source=channel");

  @AfterEach
  void close() {
    other.clear();
    managers.close();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Test
  void keysOfAllMasters_areTold() {
    await(() -> near.unwrap(CacheStatistics.class).storeCounters().get("near-proof-age-ms") >= 0);
    for (int i = 0; i < KEYS; i++) {
      String key = "k" + i;
      other.put(key, "a");
      assertEquals("a", near.get(key));
      other.put(key, "b");
      await(() -> "b".equals(near.get(key)));
    }
    other.clear();
    for (int i = 0; i < KEYS; i++) {
      String key = "k" + i;
      await(() -> near.get(key) == null);
    }
  }
}

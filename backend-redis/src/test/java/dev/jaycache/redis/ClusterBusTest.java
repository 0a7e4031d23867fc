package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.server.Awaiting;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bus on a cluster: it takes messages also while it serves nobody. */
@ServerTest
@Timeout(60)
class ClusterBusTest {
  private static final StoreSpace SPACE = new StoreSpace("test", "cache", ConfigFactory.empty());

  private final RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 1, 0, RedisOptions.PLAIN);
  private final RedisProcess node = cluster.nodes().get(0);
  private final InvalidationBus bus =
      RedisBus.of(cluster.uri(), TestBackends.settings("command-timeout = 10 s"));

  @AfterEach
  void close() {
    bus.close();
    cluster.close();
  }

  @Test
  void messageToAClusterThatServesNobody_countsAsNotToldAndIsNotWaitedFor() {
    bus.publishAll(SPACE);
    // Of no slot that the channel is in.
    int slot = (cluster.slot("test:%near:cache") + 1) % SlotTable.SLOTS;
    node.cli("CLUSTER", "DELSLOTS", String.valueOf(slot));
    Awaiting.until(
        "it serves nobody", () -> node.cli("CLUSTER", "INFO").contains("cluster_state:fail"));
    node.cli("CONFIG", "RESETSTAT");
    StoreException e = assertThrows(StoreException.class, () -> bus.publishAll(SPACE));
    assertTrue(String.valueOf(e.getMessage()).contains("serves nobody"), e::toString);
    String stats = node.cli("INFO", "commandstats");
    assertTrue(stats.contains("cmdstat_publish:calls=1,"), stats);
    assertTrue(stats.matches("(?s).*cmdstat_get:[^\\n]*rejected_calls=1,.*"), stats);
    node.cli("CLUSTER", "ADDSLOTS", String.valueOf(slot));
    cluster.awaitAgreement();
    bus.publishAll(SPACE);
  }
}

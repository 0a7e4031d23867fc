package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.Set;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events of other managers while slots of a cluster move. */
@ServerTest
@Timeout(120)
class RemoteEventsClusterTest {
  @Test
  void slotThatMoves_isHeardOnAndToldAsAGap() {
    RedisOptions options = RedisOptions.PLAIN.with("cluster-node-timeout", "15000");
    try (RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 2, 0, options);
        TestManagers managers = new TestManagers()) {
      URI uri = URI.create(cluster.uri());
      Cache<String, String> writer = RemoteEventsTest.open(managers, uri);
      HeardEvents heard = new HeardEvents();
      RemoteEventsTest.open(managers, uri).registerCacheEntryListener(heard.registered());
      int slot = cluster.slot("way");
      RedisProcess from = cluster.owner(slot);
      RedisProcess to =
          cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
      writer.put("{way}", "a");
      assertEquals("CREATED {way}: null to a", heard.next());
      cluster.beginMove(slot, to);
      cluster.moveKeys(slot, from, to);
      writer.put("{way}", "b");
      assertEquals("UPDATED {way}: a to b", heard.next());
      cluster.endMove(slot, from, to);
      writer.put("{way}", "c");
      assertEquals(Set.of("UPDATED {way}: b to c", "gap"), Set.copyOf(heard.next(2)));
      writer.put("{way}", "d");
      assertEquals("UPDATED {way}: c to d", heard.next());
    }
  }
}

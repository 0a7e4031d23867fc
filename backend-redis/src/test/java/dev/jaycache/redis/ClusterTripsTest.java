package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.store.Backend;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often the store waits for the nodes of a cluster, counted outside: a proxy before each. */
@ServerTest
@Timeout(120)
class ClusterTripsTest {
  private static final Ttl HOUR = Ttl.ofMillis(3_600_000);

  /** For bulks: a slow machine may pause so long between two parts of one. */
  private static final Duration LONG_HOLD = Duration.ofMillis(100);

  private final RedisCluster cluster =
      RedisCluster.start(
          Flavor.REDIS, 3, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000"));
  private final List<RoundTripCounter> proxies = new ArrayList<>();
  private final Backend backend;
  private final Store<byte[], byte[]> store;

  ClusterTripsTest() {
    for (RedisProcess node : cluster.nodes()) {
      RoundTripCounter proxy =
          new RoundTripCounter(node.host(), node.port(), Duration.ofMillis(10));
      proxies.add(proxy);
      node.cli("CONFIG", "SET", "cluster-announce-port", Integer.toString(proxy.port()));
    }
    // Each node learns from the others where they are to be reached.
    for (RedisProcess node : cluster.nodes()) {
      for (RoundTripCounter proxy : proxies) {
        while (!node.cli("CLUSTER", "SHARDS").contains("\n" + proxy.port() + "\n")) {
          Thread.onSpinWait();
        }
      }
    }
    backend = TestBackends.connect("redis://127.0.0.1:" + proxies.get(0).port(), "");
    store = TestBackends.open(backend, "cache");
  }

  @BeforeEach
  void warmUp() {
    bulk(i -> Mutations.scriptedPut(Guard.any(), "up"));
  }

  @AfterEach
  void close() {
    backend.close();
    proxies.forEach(RoundTripCounter::close);
    cluster.close();
  }

  private List<Long> during(Runnable work) {
    List<Long> before = proxies.stream().map(RoundTripCounter::trips).toList();
    work.run();
    List<Long> trips = new ArrayList<>();
    for (int i = 0; i < proxies.size(); i++) {
      trips.add(proxies.get(i).trips() - before.get(i));
    }
    return trips;
  }

  private List<Long> bulk(IntFunction<Mutation<byte[]>> mutation) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(new Request<>(Mutations.key("k" + i), mutation.apply(i)));
    }
    return during(() -> assertEquals(100, store.applyAll(requests).size()));
  }

  @Test
  void singleOperation_isOneTrip() {
    List<Mutation<byte[]>> kinds =
        List.of(
            Mutation.read(),
            Mutations.put("v"),
            Mutations.putIfAbsent("v"),
            Mutations.scriptedPut(Guard.any(), "v"),
            Mutation.access(HOUR),
            Mutation.remove(Guard.any(), Want.PREVIOUS));
    for (Mutation<byte[]> mutation : kinds) {
      for (int i = 0; i < 6; i++) {
        byte[] key = Mutations.key("k" + i);
        List<Long> trips = during(() -> store.apply(key, mutation));
        assertEquals(1, trips.stream().mapToLong(Long::longValue).sum(), mutation::toString);
      }
    }
  }

  @Test
  void hundredMutations_areOneTripToEachNode() {
    proxies.forEach(proxy -> proxy.holdFor(LONG_HOLD));
    List<Long> each = List.of(1L, 1L, 1L);
    Mutation<byte[]> finite = Mutation.put(Guard.any(), Bodies.text("v"), HOUR, HOUR, Want.NOTHING);
    assertEquals(each, bulk(i -> Mutations.put("v")));
    assertEquals(each, bulk(i -> finite));
    assertEquals(each, bulk(i -> Mutation.read()));
    assertEquals(each, bulk(i -> Mutations.scriptedPut(Guard.any(), "v")));
    assertEquals(each, bulk(i -> i % 2 == 0 ? finite : Mutation.access(HOUR)));
    assertEquals(each, bulk(i -> Mutation.remove(Guard.any(), Want.NOTHING)));
  }

  @Test
  void walk_visitsEachNode() {
    proxies.forEach(proxy -> proxy.holdFor(LONG_HOLD));
    List<Long> walked =
        during(
            () -> {
              int found = 0;
              try (EntryPages<byte[], byte[]> pages = store.entries(Mutation.read())) {
                while (pages.hasNext()) {
                  found += pages.next().size();
                }
              }
              assertEquals(100, found);
            });
    // One to scan, one to read what was found, which goes together with the scan of the next.
    assertEquals(List.of(2L, 2L, 2L), walked);
    assertEquals(List.of(2L, 2L, 2L), during(store::clear));
    assertEquals(List.of(1L, 1L, 1L), during(store::clear));
  }
}

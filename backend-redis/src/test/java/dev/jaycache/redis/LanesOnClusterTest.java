package dev.jaycache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jaycache.store.Backend;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;

/**
 * Callers that use several nodes at a time, with one connection to each: nobody waits in a circle.
 * Those who do would fail when their deadline is over.
 */
@ServerTest
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanesOnClusterTest {
  private static final int KEYS = 30;
  private static final int ROUNDS = 120;

  private final RedisCluster cluster =
      RedisCluster.start(
          Flavor.REDIS, 3, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000"));

  @AfterAll
  void close() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.connections = lanes, redis.lanes.count = 1",
        "redis.connections = lanes, redis.lanes.count = 1, redis.pool.max-connections = 1",
        "redis.connections = pool, redis.pool.max-connections = 1",
      })
  void bulksAndWalks_dontWaitInACircle(String settings) {
    try (Backend backend = TestBackends.connect(cluster.uri(), settings);
        Workers workers = new Workers(10)) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      bulk(store, "v");
      for (int i = 0; i < 5; i++) {
        boolean large = i == 0;
        workers.run(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                // What is too large for lanes has connections of its own.
                bulk(store, large && round % 20 == 0 ? "v".repeat(40_000) : "v");
              }
              return null;
            });
        workers.run(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                assertEquals(KEYS, walk(store));
              }
              return null;
            });
      }
      workers.join();
    }
  }

  /** A link whose walks come to a halt where they have sent something to the first server. */
  private record Halting(RedisLink link, Runnable halt) implements RedisLink {
    @Override
    public List<RedisLink> shards(long deadline) {
      List<RedisLink> shards = new ArrayList<>(link.shards(deadline));
      shards.set(0, new Halting(shards.get(0), halt));
      return shards;
    }

    @Override
    public Supplier<List<@Nullable Object>> launch(
        List<Command> commands, long sentBy, long deadline) {
      Supplier<List<@Nullable Object>> launched = link.launch(commands, sentBy, deadline);
      halt.run();
      return launched;
    }

    @Override
    public @Nullable Object call(Command command, long deadline) {
      return link.call(command, deadline);
    }

    @Override
    public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
      return link.pipeline(commands, deadline);
    }

    @Override
    public boolean isSlotted(long deadline) {
      return link.isSlotted(deadline);
    }

    @Override
    public long deadline() {
      return link.deadline();
    }

    @Override
    public Capabilities capabilities() {
      return link.capabilities();
    }

    @Override
    public String place() {
      return link.place();
    }

    @Override
    public void close() {
      link.close();
    }
  }

  @Test
  void walkAtABorder_doesNotWaitForABulkThatWaitsForIt() {
    Config settings = TestBackends.settings("redis.connections = lanes, redis.lanes.count = 1");
    RedisTarget target =
        TargetReader.read(List.of(cluster.uri()), settings.getConfig("redis")).get(0);
    DeadlineWatch watch = new DeadlineWatch("lanes", 1_000_000_000);
    try (RedisPlace place = new RedisPlace(target, RedisSettings.of(settings), watch);
        Workers workers = new Workers(1)) {
      ChoosingLink link = place.link();
      List<NodeLink> masters = link.masters(link.deadline());
      List<Command> gets = List.of(get(link, masters.get(0)), get(link, masters.get(1)));
      link.call(put(gets.get(0)), link.deadline());
      Runnable bulkThatWaits =
          () -> {
            workers.run(() -> link.pipeline(gets, link.deadline()));
            while (masters.get(0).use().lanes().waiting() == 0
                || masters.get(1).use().lanes().inUse() == 0) {
              Thread.onSpinWait();
            }
          };
      KeyScan scan =
          KeyScan.matching(new Halting(link, bulkThatWaits), "border*".getBytes(US_ASCII), 1_000);
      List<byte[]> keys = scan.page(scan.run(List.of()));
      assertEquals(1, keys.size());
      List<@Nullable Object> replies = scan.run(scan.all(Protocol.Command.GET, keys));
      assertArrayEquals("v".getBytes(US_ASCII), (byte[]) replies.get(0));
      workers.join();
    } finally {
      watch.close();
    }
  }

  /** Reads a key of a node. */
  private static Command get(ChoosingLink link, NodeLink node) {
    for (int i = 0; ; i++) {
      Command get = MutationCommands.get(("border" + i).getBytes(US_ASCII));
      if (link.owner(get, link.deadline()) == node) {
        return get;
      }
    }
  }

  private static Command put(Command get) {
    byte[] key = Objects.requireNonNull(get.key());
    Command put = new Command(Protocol.Command.SET, Form.PLAIN, key, 0);
    put.add(key).add("v");
    return put;
  }

  private static void bulk(Store<byte[], byte[]> store, String text) {
    List<Request<byte[], byte[]>> puts = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      puts.add(new Request<>(Mutations.key("k" + i), Mutations.scriptedPut(Guard.any(), text)));
    }
    assertTrue(store.applyAll(puts).stream().allMatch(outcome -> outcome.effect().isWrite()));
  }

  private static int walk(Store<byte[], byte[]> store) {
    int found = 0;
    try (EntryPages<byte[], byte[]> pages = store.entries(Mutation.read())) {
      while (pages.hasNext()) {
        found += pages.next().size();
      }
    }
    return found;
  }
}

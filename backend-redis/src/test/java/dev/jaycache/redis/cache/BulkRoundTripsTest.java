package dev.jaycache.redis.cache;

import static dev.jaycache.redis.cache.CacheKind.EXCLUSIVE;
import static dev.jaycache.redis.cache.CacheKind.LOADER;
import static dev.jaycache.redis.cache.CacheKind.PLAIN;
import static dev.jaycache.redis.cache.CacheKind.WRITER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.processor.Processors;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How often each operation on many keys waits for the server, counted by a proxy outside: a table
 * of operations and kinds of caches, which the test prints. With the default {@code bulk-size} of
 * 500 each step takes one trip per 500 keys; an operation has one step, or two where code of the
 * user runs in between.
 */
@ServerTest
class BulkRoundTripsTest {
  private static final int BULK = 500;
  private static final Set<Policies> IN_ALL_KINDS = Set.of(Policies.UNSET, Policies.OPAQUE);

  /** How many steps an operation takes. */
  private interface Expected {
    int steps(Policies policy, CacheKind kind);
  }

  private record Line(
      String name,
      boolean present,
      Expected expected,
      BiConsumer<Cache<String, Long>, Map<String, Long>> work) {
    String before() {
      return present ? "present" : "absent";
    }
  }

  private record Column(Policies policy, CacheKind kind, Cache<String, Long> cache) {
    String name() {
      return kind == PLAIN ? policy.toString() : policy + " " + kind;
    }
  }

  private static final Expected ONE = (policy, kind) -> 1;
  private static final Expected TWO = (policy, kind) -> 2;
  private static final Expected LOADS = (policy, kind) -> kind == LOADER ? 2 : 1;
  private static final Expected ASKS = (policy, kind) -> policy.isConstant() ? 1 : 2;
  private static final Expected READS =
      (policy, kind) -> policy.touches() || kind == WRITER || kind == EXCLUSIVE ? 2 : 1;

  private static final List<Line> LINES =
      List.of(
          absent("getAll", LOADS, (cache, all) -> cache.getAll(all.keySet())),
          present("getAll", ASKS, (cache, all) -> cache.getAll(all.keySet())),
          absent("putAll", ASKS, Cache::putAll),
          present("putAll", ASKS, Cache::putAll),
          absent("removeAll(keys)", ONE, (cache, all) -> cache.removeAll(all.keySet())),
          present("removeAll(keys)", ONE, (cache, all) -> cache.removeAll(all.keySet())),
          absent("invokeAll: set", TWO, BulkRoundTripsTest::setAll),
          present("invokeAll: set", TWO, BulkRoundTripsTest::setAll),
          present("invokeAll: read", READS, BulkRoundTripsTest::readAll),
          present("invokeAll: increment", TWO, BulkRoundTripsTest::incrementAll));

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final RoundTripCounter counter =
      new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(30));
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    counter.close();
    server.close();
  }

  private static Line absent(
      String name, Expected expected, BiConsumer<Cache<String, Long>, Map<String, Long>> work) {
    return new Line(name, false, expected, work);
  }

  private static Line present(
      String name, Expected expected, BiConsumer<Cache<String, Long>, Map<String, Long>> work) {
    return new Line(name, true, expected, work);
  }

  private static void setAll(Cache<String, Long> cache, Map<String, Long> all) {
    Object results =
        cache.invokeAll(
            all.keySet(),
            (entry, more) -> {
              entry.setValue(2L);
              return 1;
            });
    assertEquals(all.size(), ((Map<?, ?>) results).size());
  }

  private static void readAll(Cache<String, Long> cache, Map<String, Long> all) {
    Map<String, ?> results = cache.invokeAll(all.keySet(), (entry, more) -> entry.getValue());
    assertEquals(all.size(), results.size());
  }

  private static void incrementAll(Cache<String, Long> cache, Map<String, Long> all) {
    Map<String, ?> results = cache.invokeAll(all.keySet(), Processors.increment(1L));
    assertEquals(all.size(), results.size());
  }

  private static Map<String, Long> entries(int count) {
    Map<String, Long> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("key " + i, (long) i);
    }
    return entries;
  }

  private Cache<String, Long> cache(Policies policy, CacheKind kind) {
    Cache<String, Long> cache =
        managers.cache(
            server.uri(counter.port()),
            kind.configuration(policy),
            kind.setting(),
            "command-timeout=60 s");
    // Now the connection is made, and the script is known to the server.
    cache.put("warm", 1L);
    cache.replace("warm", 1L, 3L);
    cache.remove("warm");
    return cache;
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (CacheKind kind : CacheKind.values()) {
      for (Policies policy : Policies.values()) {
        if (kind == PLAIN || IN_ALL_KINDS.contains(policy)) {
          columns.add(new Column(policy, kind, cache(policy, kind)));
        }
      }
    }
    return columns;
  }

  @Test
  void eachOperation_takesOneTripPerStepAnd500Keys() {
    Cache<String, Long> preparing =
        managers.cache(server.uri(), PLAIN.configuration(Policies.UNSET), "command-timeout=60 s");
    List<Column> columns = columns();
    Table table = new Table("operation", "before", "keys");
    columns.forEach(column -> table.column(column.name()));
    List<String> wrong = new ArrayList<>();
    for (Line line : LINES) {
      for (int count : new int[] {100, 2 * BULK}) {
        Map<String, Long> all = entries(count);
        table.line(line.name(), line.before(), String.valueOf(count));
        for (Column column : columns) {
          if (count > BULK && column.kind() != PLAIN) {
            table.cell("");
            continue;
          }
          prepare(preparing, line, all);
          long trips = counter.during(() -> line.work().accept(column.cache(), all));
          table.cell(trips);
          int steps = line.expected().steps(column.policy(), column.kind());
          if (trips != (long) steps * (count > BULK ? 2 : 1)) {
            wrong.add(line.name() + ", " + column.name() + ", " + count + " keys: " + trips);
          }
        }
      }
    }
    System.out.println(table);
    assertEquals(List.of(), wrong);
  }

  private static void prepare(Cache<String, Long> cache, Line line, Map<String, Long> all) {
    if (line.present()) {
      cache.putAll(all);
    } else {
      cache.removeAll(all.keySet());
    }
  }

  @Test
  void wholeCache_takesOneTripPer100KeysAtMost() {
    int keys = 4 * BULK;
    Table table = new Table("operation", "keys", "trips");
    for (Policies policy : Policies.values()) {
      if (policy.isConstant()) {
        Cache<String, Long> cache = cache(policy, PLAIN);
        long trips = whole(table, "iterator, " + policy, cache, keys, BulkRoundTripsTest::walk);
        assertTrue(trips <= keys / 100, policy + ": " + trips);
      }
    }
    for (CacheKind kind : CacheKind.values()) {
      Cache<String, Long> cache = cache(Policies.UNSET, kind);
      long clear = whole(table, "clear(), " + kind, cache, keys, Cache::clear);
      long remove = whole(table, "removeAll(), " + kind, cache, keys, Cache::removeAll);
      assertTrue(clear <= keys / 100, kind + ": " + clear);
      assertTrue(remove <= keys / 100, kind + ": " + remove);
    }
    System.out.println(table);
  }

  @Test
  void iteratorUnderAPolicyThatIsAskedPerEntry_takesATripForEachNewExpiry() {
    Table table = new Table("operation", "keys", "trips");
    Cache<String, Long> cache = cache(Policies.OPAQUE, PLAIN);
    assertEquals(102, whole(table, "iterator", cache, 100, BulkRoundTripsTest::walk));
  }

  private static void walk(Cache<String, Long> cache) {
    int[] count = new int[1];
    cache.forEach(entry -> count[0]++);
    assertTrue(count[0] > 0);
  }

  private long whole(
      Table table,
      String name,
      Cache<String, Long> cache,
      int keys,
      Consumer<Cache<String, Long>> work) {
    cache.putAll(entries(keys));
    long trips = counter.during(() -> work.accept(cache));
    table.line(name, String.valueOf(keys), String.valueOf(trips));
    return trips;
  }

  @Test
  void loadAll_takesAStepForWhatIsThereAndOneForWhatIsLoaded() throws Exception {
    for (Policies policy : Policies.values()) {
      Cache<String, Long> cache = cache(policy, LOADER);
      cache.clear();
      Set<String> keys = entries(100).keySet();
      assertEquals(2, loadAll(cache, keys, false), policy + ", absent");
      assertEquals(1, loadAll(cache, keys, false), policy + ", present");
      assertEquals(policy.isConstant() ? 1 : 2, loadAll(cache, keys, true), policy + ", replaced");
    }
  }

  private long loadAll(Cache<String, Long> cache, Set<String> keys, boolean replace)
      throws Exception {
    long before = counter.trips();
    CompletionListenerFuture done = new CompletionListenerFuture();
    cache.loadAll(keys, replace, done);
    done.get();
    return counter.trips() - before;
  }
}

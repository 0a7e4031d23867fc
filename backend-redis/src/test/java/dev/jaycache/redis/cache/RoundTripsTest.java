package dev.jaycache.redis.cache;

import static dev.jaycache.redis.cache.CacheKind.EXCLUSIVE;
import static dev.jaycache.redis.cache.CacheKind.LOADER;
import static dev.jaycache.redis.cache.CacheKind.PLAIN;
import static dev.jaycache.redis.cache.CacheKind.WRITER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.processor.Processors;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How often each operation on one key waits for the server, counted by a proxy outside: a table of
 * operations and kinds of caches, which the test prints together with the commands that the server
 * ran. One trip for what needs no code of the user in between, two for what does.
 */
@ServerTest
class RoundTripsTest {
  private static final Set<Policies> IN_ALL_KINDS =
      Set.of(Policies.UNSET, Policies.ACCESSED, Policies.OPAQUE);

  /** How many trips an operation takes. */
  private interface Expected {
    int trips(Policies policy, CacheKind kind);
  }

  private record Line(
      String name, boolean present, Expected expected, Consumer<Cache<String, Long>> work) {
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

  /** The loader runs in between. */
  private static final Expected LOADS = (policy, kind) -> kind == LOADER ? 2 : 1;

  /** A policy that is not constant is asked after the entry was seen. */
  private static final Expected ASKS = (policy, kind) -> policy.isConstant() ? 1 : 2;

  /** And the writer is called only for what is going to happen. */
  private static final Expected ASKS_AND_WRITES =
      (policy, kind) -> policy.isConstant() && kind != WRITER ? 1 : 2;

  /** The condition does not hold: what may take a second trip is a new expiry. */
  private static final Expected MISMATCH =
      (policy, kind) -> policy.touches() && (!policy.isConstant() || kind == WRITER) ? 2 : 1;

  /** A processor that changes nothing: only a lease that was taken is to be given back. */
  private static final Expected NOTHING =
      (policy, kind) -> kind == WRITER || kind == EXCLUSIVE ? 2 : 1;

  /** A processor that reads an entry: an access may give it a new expiry. */
  private static final Expected READS =
      (policy, kind) -> policy.touches() ? 2 : NOTHING.trips(policy, kind);

  /** A processor that reads nothing, or what is loaded. */
  private static final Expected READS_ABSENT =
      (policy, kind) -> kind == LOADER ? 2 : NOTHING.trips(policy, kind);

  /** The store adds, unless user code has its say or wants to be told. */
  private static final Expected ADDS =
      (policy, kind) -> policy.isConstant() && (kind == PLAIN || kind == EXCLUSIVE) ? 1 : 2;

  private static final List<Line> LINES =
      List.of(
          absent("containsKey", ONE, cache -> cache.containsKey("k")),
          present("containsKey", ONE, cache -> cache.containsKey("k")),
          absent("get", LOADS, cache -> cache.get("k")),
          present("get", ASKS, cache -> cache.get("k")),
          absent("put", ASKS, cache -> cache.put("k", 2L)),
          present("put", ASKS, cache -> cache.put("k", 2L)),
          absent("getAndPut", ASKS, cache -> cache.getAndPut("k", 2L)),
          present("getAndPut", ASKS, cache -> cache.getAndPut("k", 2L)),
          absent("putIfAbsent", ASKS_AND_WRITES, cache -> cache.putIfAbsent("k", 2L)),
          present("putIfAbsent", ONE, cache -> cache.putIfAbsent("k", 2L)),
          absent("replace(k,v)", ONE, cache -> cache.replace("k", 2L)),
          present("replace(k,v)", ASKS_AND_WRITES, cache -> cache.replace("k", 2L)),
          absent("getAndReplace", ONE, cache -> cache.getAndReplace("k", 2L)),
          present("getAndReplace", ASKS_AND_WRITES, cache -> cache.getAndReplace("k", 2L)),
          absent("replace(k,o,n)", ONE, cache -> cache.replace("k", 1L, 2L)),
          present("replace(k,o,n)", ASKS_AND_WRITES, cache -> cache.replace("k", 1L, 2L)),
          present("replace(k,x,n)", MISMATCH, cache -> cache.replace("k", 7L, 2L)),
          absent("remove(k)", ONE, cache -> cache.remove("k")),
          present("remove(k)", ONE, cache -> cache.remove("k")),
          absent("getAndRemove", ONE, cache -> cache.getAndRemove("k")),
          present("getAndRemove", ONE, cache -> cache.getAndRemove("k")),
          absent("remove(k,o)", ONE, cache -> cache.remove("k", 1L)),
          present("remove(k,o)", ASKS_AND_WRITES, cache -> cache.remove("k", 1L)),
          present("remove(k,x)", MISMATCH, cache -> cache.remove("k", 7L)),
          absent("invoke: set", TWO, cache -> cache.invoke("k", RoundTripsTest::set)),
          present("invoke: set", TWO, cache -> cache.invoke("k", RoundTripsTest::set)),
          absent("invoke: remove", NOTHING, cache -> cache.invoke("k", RoundTripsTest::remove)),
          present("invoke: remove", TWO, cache -> cache.invoke("k", RoundTripsTest::remove)),
          absent("invoke: read", READS_ABSENT, cache -> cache.invoke("k", RoundTripsTest::read)),
          present("invoke: read", READS, cache -> cache.invoke("k", RoundTripsTest::read)),
          present("invoke: nothing", NOTHING, cache -> cache.invoke("k", (entry, more) -> 1)),
          absent("increment", ADDS, cache -> cache.invoke("k", Processors.increment(1L))),
          present("increment", ADDS, cache -> cache.invoke("k", Processors.increment(1L))));

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final RoundTripCounter counter = new RoundTripCounter(server.host(), server.port());
  private final CommandCounter commands = new CommandCounter(server);
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    commands.close();
    counter.close();
    server.close();
  }

  private static Line absent(String name, Expected expected, Consumer<Cache<String, Long>> work) {
    return new Line(name, false, expected, work);
  }

  private static Line present(String name, Expected expected, Consumer<Cache<String, Long>> work) {
    return new Line(name, true, expected, work);
  }

  private static int set(MutableEntry<String, Long> entry, Object... more) {
    entry.setValue(2L);
    return 1;
  }

  private static int remove(MutableEntry<String, Long> entry, Object... more) {
    entry.remove();
    return 1;
  }

  private static String read(MutableEntry<String, Long> entry, Object... more) {
    return String.valueOf(entry.getValue());
  }

  @Test
  void eachOperation_takesTheTripsOfTheTable() {
    Cache<String, Long> preparing =
        managers.cache(server.uri(), PLAIN.configuration(Policies.UNSET));
    List<Column> columns = columns();
    Table table = new Table("operation", "before");
    columns.forEach(column -> table.column(column.name()));
    table.column("commands at the server, " + columns.get(0).name());
    List<String> wrong = new ArrayList<>();
    for (Line line : LINES) {
      table.line(line.name(), line.before());
      for (Column column : columns) {
        prepare(preparing, line);
        long trips = counter.during(() -> line.work().accept(column.cache()));
        table.cell(trips);
        int expected = line.expected().trips(column.policy(), column.kind());
        if (trips != expected) {
          wrong.add(
              line.name()
                  + ", "
                  + line.before()
                  + ", "
                  + column.name()
                  + ": "
                  + trips
                  + " trips and not "
                  + expected);
        }
      }
      prepare(preparing, line);
      commands.reset();
      line.work().accept(columns.get(0).cache());
      table.cell(commands.calls());
    }
    System.out.println(table);
    assertEquals(List.of(), wrong);
  }

  private static void prepare(Cache<String, Long> cache, Line line) {
    if (line.present()) {
      cache.put("k", 1L);
    } else {
      cache.remove("k");
    }
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (CacheKind kind : CacheKind.values()) {
      for (Policies policy : Policies.values()) {
        if (kind == PLAIN || IN_ALL_KINDS.contains(policy)) {
          Cache<String, Long> cache =
              managers.cache(
                  server.uri(counter.port()),
                  kind.configuration(policy),
                  kind.setting(),
                  "command-timeout=30 s");
          // Now the connection is made, and the script is known to the server.
          cache.invoke("warm", RoundTripsTest::set);
          cache.replace("warm", 2L, 3L);
          columns.add(new Column(policy, kind, cache));
        }
      }
    }
    return columns;
  }
}

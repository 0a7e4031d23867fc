package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Action;
import dev.jaycache.store.Backend;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the store waits for the server, counted outside, and what the server runs. */
@ServerTest
class RedisTripsTest {
  private static final Ttl HOUR = Ttl.ofMillis(3_600_000);

  /** For bulks: a slow machine may pause so long between two parts of one. */
  private static final Duration LONG_HOLD = Duration.ofMillis(100);

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final RoundTripCounter trips =
      new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(10));
  private final Backend backend = TestBackends.connect(server.uri(trips.port()).toString(), "");
  private final Store<byte[], byte[]> store = TestBackends.open(backend, "cache");

  @BeforeEach
  void warmUp() {
    store.apply(Mutations.key("warm"), Mutations.scriptedPut(Guard.any(), "up"));
  }

  @AfterEach
  void close() {
    backend.close();
    trips.close();
    server.close();
  }

  private static List<Mutation<byte[]>> everyKind() {
    List<Mutation<byte[]>> kinds = new ArrayList<>();
    byte[] body = Bodies.ofInt(1);
    List<Guard<byte[]>> guards =
        List.of(
            Guard.any(),
            Guard.absent(),
            Guard.present(),
            new Guard.Version<>(Stamps.next()),
            new Guard.Value<>(body));
    for (Guard<byte[]> guard : guards) {
      for (Action action : Action.values()) {
        for (Ttl ttl : List.of(Ttl.KEEP, Ttl.NOW, HOUR, Ttl.ETERNAL)) {
          for (Want want : Want.values()) {
            Ttl create = ttl.isKeep() ? Ttl.ETERNAL : ttl;
            byte[] value = action.isWrite() ? body : null;
            kinds.add(
                new Mutation<>(guard, action, value, create, ttl, Ttl.KEEP, want, Lease.NONE));
          }
        }
      }
    }
    long token = Stamps.next();
    kinds.add(Mutation.<byte[]>read().withLease(Lease.take(token, 60_000)));
    kinds.add(Mutations.put("v").withLease(Lease.giveBack(token)));
    kinds.add(Mutation.<byte[]>read().withLease(Lease.RESPECT));
    return kinds;
  }

  @Test
  void eachMutation_isOneTrip() {
    byte[] key = Mutations.key("k");
    for (Mutation<byte[]> mutation : everyKind()) {
      assertEquals(1, trips.during(() -> store.apply(key, mutation)), mutation::toString);
      Mutation<byte[]> put = Mutation.put(Guard.any(), Bodies.ofInt(1), HOUR, HOUR, Want.NOTHING);
      assertEquals(1, trips.during(() -> store.apply(key, put)));
      assertEquals(1, trips.during(() -> store.apply(key, mutation)), mutation::toString);
    }
  }

  private long bulk(IntFunction<Mutation<byte[]>> mutation) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(new Request<>(Mutations.key("k" + i), mutation.apply(i)));
    }
    return trips.during(() -> assertEquals(100, store.applyAll(requests).size()));
  }

  @Test
  void hundredMutations_areOneTrip() {
    trips.holdFor(LONG_HOLD);
    Mutation<byte[]> finite = Mutation.put(Guard.any(), Bodies.text("v"), HOUR, HOUR, Want.NOTHING);
    Mutation<byte[]> scripted = Mutations.scriptedPut(Guard.any(), "v");
    assertEquals(1, bulk(i -> finite));
    assertEquals(1, bulk(i -> Mutations.put("v")));
    assertEquals(1, bulk(i -> scripted));
    assertEquals(1, bulk(i -> i % 2 == 0 ? finite : scripted));
    assertEquals(1, bulk(i -> Mutation.read()));
    assertEquals(1, bulk(i -> Mutation.access(HOUR)));
    assertEquals(1, bulk(i -> Mutation.remove(Guard.any(), Want.EFFECT)));
    assertEquals(1, bulk(i -> Mutation.remove(Guard.any(), Want.NOTHING)));
  }

  private Map<String, Long> bulkCommands(IntFunction<Mutation<byte[]>> mutation) {
    try (CommandCounter counter = new CommandCounter(server)) {
      counter.reset();
      bulk(mutation);
      Map<String, Long> calls = counter.calls();
      assertNotNull(calls);
      return calls;
    }
  }

  @Test
  void hundredMutationsThatNobodyWantsToHearOf_areOneCommand() {
    assertEquals(Map.of("mset", 1L), bulkCommands(i -> Mutations.put("v")));
    assertEquals(
        Map.of("unlink", 1L), bulkCommands(i -> Mutation.remove(Guard.any(), Want.NOTHING)));
    assertEquals(
        Map.of("unlink", 50L, "set", 50L),
        bulkCommands(
            i -> i % 2 == 0 ? Mutation.remove(Guard.any(), Want.NOTHING) : Mutations.put("v")));
  }

  @Test
  void entries_areOneTripPer500KeysAndOneMore() {
    trips.holdFor(LONG_HOLD);
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      requests.add(new Request<>(Mutations.key("k" + i), Mutations.put("v")));
    }
    store.applyAll(requests);
    AtomicInteger found = new AtomicInteger();
    long walked =
        trips.during(
            () -> {
              try (EntryPages<byte[], byte[]> pages = store.entries(Mutation.read())) {
                while (pages.hasNext()) {
                  found.addAndGet(pages.next().size());
                }
              }
            });
    assertEquals(2_001, found.get());
    // SCAN gives about as many keys as it was asked for.
    assertTrue(walked <= 6, () -> walked + " trips");
  }

  private Map<String, Long> commands(Mutation<byte[]> mutation) {
    try (CommandCounter counter = new CommandCounter(server)) {
      counter.reset();
      store.apply(Mutations.key("k"), mutation);
      Map<String, Long> calls = counter.calls();
      assertNotNull(calls);
      return calls;
    }
  }

  @Test
  void frequentMutations_areOneCommand() {
    byte[] body = Bodies.text("v");
    List<Ttl> same = List.of(HOUR, HOUR);
    assertEquals(Map.of("get", 1L), commands(Mutation.read()));
    assertEquals(Map.of("getex", 1L), commands(Mutation.access(HOUR)));
    assertEquals(
        Map.of("getrange", 1L), commands(Mutation.keep(Guard.present(), Ttl.KEEP, Want.EFFECT)));
    for (Want want : Want.values()) {
      for (Guard<byte[]> guard :
          List.<Guard<byte[]>>of(Guard.any(), Guard.absent(), Guard.present())) {
        Mutation<byte[]> put = Mutation.put(guard, body, same.get(0), same.get(1), want);
        assertEquals(Map.of("set", 1L), commands(put), put::toString);
      }
    }
    assertEquals(Map.of("unlink", 1L), commands(Mutation.remove(Guard.any(), Want.NOTHING)));
    assertEquals(Map.of("getdel", 1L), commands(Mutation.remove(Guard.any(), Want.EFFECT)));
    assertEquals(Map.of("getdel", 1L), commands(Mutation.remove(Guard.present(), Want.PREVIOUS)));
  }

  @Test
  void clear_isOneTripPerThousandKeysAndOneMore() {
    trips.holdFor(LONG_HOLD);
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      requests.add(new Request<>(Mutations.key("k" + i), Mutations.put("v")));
    }
    store.applyAll(requests);
    assertEquals(2, trips.during(store::clear));
    assertEquals(1, trips.during(store::clear));
  }
}

package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jaycache.store.Action;
import dev.jaycache.store.Backend;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counting by the server itself: trips, what stands there, and generations of several JVMs. */
@ServerTest
class ServerCountsTest {
  private static final Ttl HOUR = Ttl.ofMillis(3_600_000);

  private final MemcachedProcess server = SharedServers.memcached(1).get(0);
  private final RoundTripCounter trips =
      new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(10));
  private final StoreSpace space = Entries.space("cache", "counters = true");
  private final List<AutoCloseable> open = new ArrayList<>(List.of(trips));
  private final Map<Store<byte[], byte[]>, WatchedLink> links = new IdentityHashMap<>();

  private static Wire wire(boolean binary) {
    return binary ? new BinaryWire() : new TextWire();
  }

  /** A store as another JVM has it: with a memory of generations of its own. */
  private Store<byte[], byte[]> jvm(boolean binary) {
    List<ServerAddress> addresses = List.of(new ServerAddress("127.0.0.1", trips.port(), 1));
    WatchedLink link = new WatchedLink(TestLinks.open(addresses, wire(binary)));
    Backend backend = TestLinks.backend(link, addresses, wire(binary), TestClock.real());
    open.add(0, backend);
    Store<byte[], byte[]> store = backend.open(space);
    links.put(store, link);
    store.apply(Entries.key("warm"), Mutation.read());
    return store;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static Mutation<byte[]> count(Action action, long by, @Nullable Long initial) {
    return new Mutation<>(
        initial == null ? Guard.present() : Guard.any(),
        action,
        Bodies.ofLong(by),
        initial == null ? null : Bodies.ofLong(initial),
        HOUR,
        Ttl.KEEP,
        Ttl.KEEP,
        Want.RESULT,
        Lease.NONE,
        0);
  }

  private static @Nullable Long number(Store<byte[], byte[]> store, String key) {
    StoredEntry<byte[]> entry = store.apply(Entries.key(key), Mutation.read()).previous();
    return entry == null ? null : Bodies.number(entry.value());
  }

  private Outcome<byte[]> once(Store<byte[], byte[]> store, String key, Mutation<byte[]> mutation) {
    List<Outcome<byte[]>> outcome = new ArrayList<>();
    List<String> sent = new ArrayList<>();
    WatchedLink link = links.get(store);
    long taken =
        trips.during(
            () ->
                sent.addAll(
                    link.during(() -> outcome.add(store.apply(Entries.key(key), mutation)))));
    assertEquals(1, taken, () -> key + " by " + sent + ": " + outcome);
    return outcome.get(0);
  }

  private static void assertCounted(long expected, Effect effect, Outcome<byte[]> outcome) {
    assertEquals(effect, outcome.effect());
    assertArrayEquals(Bodies.ofLong(expected), outcome.result());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countingAndNewEnds_areOneTrip(boolean binary) {
    Store<byte[], byte[]> store = jvm(binary);
    assertEquals(Outcome.absent(), once(store, "k", count(Action.ADD, 1, null)));
    assertEquals(Outcome.absent(), once(store, "k", count(Action.SUBTRACT, 1, null)));
    assertEquals(
        Outcome.absent(), once(store, "k", Mutation.keep(Guard.present(), HOUR, Want.EFFECT)));
    assertCounted(9, Effect.CREATED, once(store, "k", count(Action.ADD, 1, 9L)));
    assertCounted(10, Effect.UPDATED, once(store, "k", count(Action.ADD, 1, 9L)));
    assertCounted(8, Effect.UPDATED, once(store, "k", count(Action.SUBTRACT, 2, null)));
    assertCounted(0, Effect.UPDATED, once(store, "k", count(Action.SUBTRACT, 9, 9L)));
    assertEquals(
        Effect.TOUCHED,
        once(store, "k", Mutation.keep(Guard.present(), HOUR, Want.EFFECT)).effect());
    assertEquals(
        Effect.TOUCHED,
        once(store, "k", Mutation.keep(Guard.present(), Ttl.ETERNAL, Want.EFFECT)).effect());
    assertEquals(1, trips.during(() -> assertEquals(0, number(store, "k"))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numbersThatWerePut_areCountedInOneTripToo(boolean binary) {
    Store<byte[], byte[]> store = jvm(binary);
    store.apply(
        Entries.key("k"), Mutation.put(Guard.any(), Bodies.ofLong(5), HOUR, HOUR, Want.NOTHING));
    assertCounted(4, Effect.UPDATED, once(store, "k", count(Action.SUBTRACT, 1, null)));
    assertCounted(7, Effect.UPDATED, once(store, "k", count(Action.ADD, 3, null)));
    Entries.put(store, "text", "1");
    Outcome<byte[]> refused = store.apply(Entries.key("text"), count(Action.ADD, 1, 1L));
    assertEquals(new Outcome<byte[]>(false, true, Effect.NONE, null), refused);
    assertArrayEquals(Bodies.text("1"), Entries.read(store, "text"));
    assertEquals(
        Effect.TOUCHED,
        store
            .apply(Entries.key("text"), Mutation.keep(Guard.present(), HOUR, Want.EFFECT))
            .effect());
  }

  /**
   * Behind a number of 2^63 or more, memcached 1.6.18 goes on to look for a minus sign, in what is
   * left there of an earlier item, and takes it for no number then.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numbersOfSixtyFourBits_areCountedWhateverStoodThereBefore(boolean binary) {
    Store<byte[], byte[]> store = jvm(binary);
    for (int length = 1; length <= 60; length++) {
      Entries.put(store, "k", "-".repeat(length));
      // What was there the first time is free then, and next in turn.
      Entries.put(store, "k", "-".repeat(length));
      store.apply(
          Entries.key("k"), Mutation.put(Guard.any(), Bodies.ofLong(-1), HOUR, HOUR, Want.NOTHING));
      assertCounted(
          -2, Effect.UPDATED, store.apply(Entries.key("k"), count(Action.SUBTRACT, 1, null)));
      assertCounted(1, Effect.UPDATED, store.apply(Entries.key("k"), count(Action.ADD, 3, null)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numberAtTheServer_isDecimalText(boolean binary) {
    Store<byte[], byte[]> store = jvm(binary);
    store.apply(Entries.key("k"), count(Action.ADD, 1, 12L));
    try (MemcachedLink link = TestLinks.open(TestLinks.addresses(List.of(server)), wire(binary))) {
      WireKeys keys = new WireKeys(space, "MD5", true);
      Generations generations = new Generations(link, new MemcachedErrors(link), keys.generation());
      Long generation = generations.begin(Set.of(0), link.deadline()).get(0);
      EntryCells.Place place = new EntryCells(link, keys).place(new CasStep.Read(Entries.key("k")));
      Command get = new Command.Get(0, List.of(place.key().in(generation)));
      Reply reply = link.run(List.of(get), link.deadline()).get(0);
      Item item = ((Reply.Items) reply).items().get(0);
      assertNotNull(item);
      assertEquals("12", new String(item.value(), StandardCharsets.US_ASCII));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void counterOfAClearedCache_isNotCountedByAnyJvm(boolean binary) {
    Store<byte[], byte[]> one = jvm(binary);
    Store<byte[], byte[]> other = jvm(binary);
    for (long round = 1; round <= 20; round++) {
      Store<byte[], byte[]> counting = round % 2 == 0 ? one : other;
      Store<byte[], byte[]> clearing = round % 2 == 0 ? other : one;
      assertCounted(
          round, Effect.CREATED, counting.apply(Entries.key("k"), count(Action.ADD, 1, round)));
      assertCounted(
          round + 1, Effect.UPDATED, clearing.apply(Entries.key("k"), count(Action.ADD, 1, 0L)));
      clearing.clear();
      // The one that did not clear still knows the old generation.
      assertEquals(Outcome.absent(), counting.apply(Entries.key("k"), count(Action.ADD, 1, null)));
      assertEquals(
          Outcome.absent(),
          counting.apply(Entries.key("k"), Mutation.keep(Guard.present(), HOUR, Want.EFFECT)));
      assertNull(number(one, "k"));
      assertNull(number(other, "k"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longKeys_areCountedByCompareAndSet(boolean binary) {
    Store<byte[], byte[]> store = jvm(binary);
    String key = "k".repeat(300);
    assertCounted(5, Effect.CREATED, store.apply(Entries.key(key), count(Action.ADD, 1, 5L)));
    assertEquals(
        2,
        trips.during(
            () ->
                assertCounted(
                    6, Effect.UPDATED, store.apply(Entries.key(key), count(Action.ADD, 1, 5L)))));
    assertEquals(6, number(store, key));
  }
}

package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code large-values = chunk}: values above the item limit, whole or not at all. */
@ServerTest
@Timeout(120)
class LargeValuesTest {
  private static final int LIMIT = 1 << 20;
  private static final String CHUNK = "large-values = chunk";

  private static MemcachedProcess server;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestClock clock = TestClock.manual();
  private final StoreSpace space = Entries.space("c", CHUNK);
  private final WireKeys keys = new WireKeys(space, "MD5");
  private final Random random = new Random(7);

  @BeforeAll
  static void start() {
    server = MemcachedProcess.start("-m", "512");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.add(resource);
    return resource;
  }

  private Store<byte[], byte[]> store(int port, Wire wire, StoreSpace in) {
    Backend backend =
        closing(TestLinks.backend(List.of(new ServerAddress("127.0.0.1", port, 1)), wire, clock));
    return closing(backend.open(in));
  }

  private Store<byte[], byte[]> store() {
    return store(server.port(), new TextWire(), space);
  }

  private MemcachedLink link() {
    return closing(TestLinks.open(TestLinks.addresses(List.of(server)), new TextWire()));
  }

  private static Mutation<byte[]> put(Guard<byte[]> guard, byte[] value, Want want) {
    return Mutation.put(guard, value, Ttl.ETERNAL, Ttl.ETERNAL, want);
  }

  private static void put(Store<byte[], byte[]> store, String key, byte[] value) {
    store.apply(Entries.key(key), put(Guard.any(), value, Want.NOTHING));
  }

  private static @Nullable Item item(MemcachedLink link, String key) {
    Reply reply = link.run(List.of(new Command.Get(0, List.of(key))), link.deadline()).get(0);
    return ((Reply.Items) reply).items().get(0);
  }

  private String wireKey(MemcachedLink link, String key) {
    return new EntryCells(link, keys).place(new CasStep.Read(Entries.key(key))).key().text();
  }

  private @Nullable Head head(MemcachedLink link, String key) {
    Item item = item(link, wireKey(link, key));
    return EntryCells.head(new Reply.Items(Arrays.asList(item)));
  }

  /** The longest value that is in one item. */
  private int fitting(MemcachedLink link, String key) {
    // Format, flags, version, expiry, generation, checksum.
    int envelope = 10 + 8 + 8 + 4;
    return LIMIT - ItemLimits.OVERHEAD - wireKey(link, key).length() - envelope;
  }

  private byte[] body(int length) {
    return Bodies.random(length, random);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void valuesAroundTheLimit_comeBackWhole(boolean binary) {
    Store<byte[], byte[]> store =
        store(server.port(), binary ? new BinaryWire() : new TextWire(), space);
    MemcachedLink link = link();
    int fitting = fitting(link, "k");
    put(store, "k", body(fitting + 1));
    int piece = Objects.requireNonNull(head(link, "k")).pieceLength();
    List<Integer> lengths =
        List.of(
            fitting - 1,
            fitting,
            fitting + 1,
            2 * piece - 1,
            2 * piece,
            2 * piece + 1,
            1_500_000,
            10_000_000);
    for (int length : lengths) {
      byte[] value = body(length);
      assertEquals(
          Effect.STORED,
          store.apply(Entries.key("k"), put(Guard.any(), value, Want.NOTHING)).effect());
      Head head = head(link, "k");
      assertEquals(length > fitting, head != null, "pieces of " + length);
      assertEquals(
          length > fitting ? (length + piece - 1) / piece : 0, head == null ? 0 : head.pieces());
      assertArrayEquals(value, Entries.read(store, "k"));
      byte[] other = body(length);
      Outcome<byte[]> replaced =
          store.apply(Entries.key("k"), put(new Guard.Value<>(value), other, Want.PREVIOUS));
      assertTrue(replaced.matched());
      assertArrayEquals(value, replaced.previousValue());
      assertEquals(
          Effect.NONE,
          store
              .apply(Entries.key("k"), put(new Guard.Value<>(value), other, Want.EFFECT))
              .effect());
      assertEquals(
          Effect.NONE,
          store.apply(Entries.key("k"), put(Guard.absent(), value, Want.EFFECT)).effect());
      assertArrayEquals(
          other,
          store
              .apply(Entries.key("k"), Mutation.remove(Guard.any(), Want.PREVIOUS))
              .previousValue());
      assertNull(Entries.read(store, "k"));
    }
  }

  @Test
  void bulkOfSmallAndLarge_comesBackAndIsListedOnce() {
    Store<byte[], byte[]> store = store();
    List<Request<byte[], byte[]>> puts = new ArrayList<>();
    List<Request<byte[], byte[]>> reads = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] value = body(i % 3 == 0 ? 2_500_000 : 10 + i);
      puts.add(new Request<>(Entries.key("k" + i), put(Guard.any(), value, Want.NOTHING)));
      reads.add(new Request<>(Entries.key("k" + i), Mutation.read()));
    }
    store.applyAll(puts);
    List<Outcome<byte[]>> read = store.applyAll(reads);
    for (int i = 0; i < puts.size(); i++) {
      assertArrayEquals(puts.get(i).mutation().value(), read.get(i).previousValue());
    }
    int listed = 0;
    try (KeyPages<byte[]> pages = store.keys()) {
      while (pages.hasNext()) {
        listed += pages.next().size();
      }
    }
    assertEquals(12, listed);
    store.clear();
    assertNull(Entries.read(store, "k0"));
    assertNull(Entries.read(store, "k1"));
  }

  @Test
  void pieceThatIsGoneOrForeign_isAMissAndTheHeadGoes() {
    Store<byte[], byte[]> store = store();
    MemcachedLink link = link();
    for (int lost = 0; lost < 3; lost++) {
      for (boolean foreign : List.of(false, true)) {
        put(store, "k", body(2_500_000));
        String piece = Objects.requireNonNull(head(link, "k")).keys(keys).get(lost);
        Item stood = Objects.requireNonNull(item(link, piece));
        byte[] other = stood.value().clone();
        other[other.length / 2]++;
        Command spoil =
            foreign
                ? new Command.Write(0, Command.Mode.SET, piece, other, 0, 0)
                : new Command.Remove(0, piece, 0);
        assertEquals(Reply.Done.YES, link.run(List.of(spoil), link.deadline()).get(0));
        assertNull(Entries.read(store, "k"));
        assertNull(item(link, wireKey(link, "k")));
        byte[] again = body(2_500_000);
        assertEquals(
            Effect.CREATED,
            store.apply(Entries.key("k"), put(Guard.absent(), again, Want.EFFECT)).effect());
        assertArrayEquals(again, Entries.read(store, "k"));
      }
    }
  }

  @Test
  void forgedHead_isAMiss() {
    Store<byte[], byte[]> store = store();
    MemcachedLink link = link();
    put(store, "k", body(2_500_000));
    Item stood = Objects.requireNonNull(item(link, wireKey(link, "k")));
    for (int at = 0; at < stood.value().length; at++) {
      byte[] forged = stood.value().clone();
      forged[at] ^= (byte) 0x80;
      Command write = new Command.Write(0, Command.Mode.SET, wireKey(link, "k"), forged, 0, 0);
      link.run(List.of(write), link.deadline());
      byte[] read = Entries.read(store, "k");
      // The version and the expiry have no checksum.
      assertTrue(read == null || read.length == 2_500_000, "byte " + at);
    }
    assertNull(Head.ofBody(new Head(new java.util.UUID(1, 2), 1, 1 << 30, 0).body()));
    assertNull(Head.ofBody(new Head(new java.util.UUID(1, 2), 0, 5, 0).body()));
  }

  @Test
  void expiryAndGenerations_holdForPieces() {
    Store<byte[], byte[]> store = store();
    byte[] value = body(1_500_000);
    Ttl second = Ttl.ofMillis(1_000);
    store.apply(Entries.key("k"), Mutation.put(Guard.any(), value, second, second, Want.NOTHING));
    clock.advance(Duration.ofMillis(999));
    assertArrayEquals(value, Entries.read(store, "k"));
    assertEquals(
        Effect.TOUCHED,
        store.apply(Entries.key("k"), Mutation.access(Ttl.ofMillis(5_000))).effect());
    clock.advance(Duration.ofMillis(4_999));
    assertArrayEquals(value, Entries.read(store, "k"));
    clock.advance(Duration.ofMillis(1));
    assertNull(Entries.read(store, "k"));
  }

  /** Each value is of one byte, over and over: a mix would show. */
  @Test
  void readersBesideWriters_seeNoMix() throws Exception {
    int readers = 3;
    int writers = 3;
    put(store(), "k", uniform(0, 1_200_000));
    ExecutorService threads = Executors.newFixedThreadPool(readers + writers);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<?>> writing = new ArrayList<>();
    List<Future<?>> reading = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      Store<byte[], byte[]> own = store();
      int first = i;
      boolean plain = i == 0;
      writing.add(
          threads.submit(
              () -> {
                for (int round = 0; round < 40; round++) {
                  byte[] value = uniform(writers * round + first, 1_100_000 + 70_000 * first);
                  own.apply(
                      Entries.key("k"),
                      put(Guard.any(), value, plain ? Want.NOTHING : Want.EFFECT));
                }
              }));
    }
    for (int i = 0; i < readers; i++) {
      Store<byte[], byte[]> own = store();
      reading.add(
          threads.submit(
              () -> {
                while (!over.get()) {
                  byte[] read = Entries.read(own, "k");
                  assertNotNull(read, "there was a value all the time");
                  assertArrayEquals(uniform(read[1], read.length), read);
                }
              }));
    }
    try {
      for (Future<?> each : writing) {
        each.get();
      }
    } finally {
      over.set(true);
      threads.shutdown();
    }
    for (Future<?> each : reading) {
      each.get();
    }
  }

  private static byte[] uniform(int value, int length) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) value);
    body[0] = 1;
    return body;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cutAnywhereInTheWrite_leavesTheOldOrTheNew(boolean plain) {
    FaultProxy proxy = closing(new FaultProxy(server.host(), server.port()));
    Store<byte[], byte[]> through = store(proxy.port(), new TextWire(), space);
    Store<byte[], byte[]> beside = store();
    byte[] old = body(1_300_000);
    byte[] fresh = body(2_600_000);
    // Connected, and the limit is known.
    put(through, "warm", fresh);
    for (int cut : List.of(1, 1_000, 900_000, 1_100_000, 2_500_000, 2_600_100, 2_600_400)) {
      put(beside, "k", old);
      assertArrayEquals(old, Entries.read(through, "k"));
      proxy.cutAfter(Direction.TO_SERVER, cut);
      try {
        through.apply(
            Entries.key("k"), put(Guard.any(), fresh, plain ? Want.NOTHING : Want.EFFECT));
      } catch (StoreException e) {
        // It says so.
      }
      proxy.pass();
      byte[] read = Entries.read(beside, "k");
      assertTrue(Arrays.equals(old, read) || Arrays.equals(fresh, read), "cut after " + cut);
      // A read that is cut is read again.
      if (cut >= 1_000 && cut < 2_500_000) {
        assertArrayEquals(old, read, "cut after " + cut);
      }
    }
  }

  @Test
  void piecesOfWhatWasOverwrittenOrRemoved_expire() {
    Store<byte[], byte[]> store = store();
    MemcachedLink link = link();
    byte[] large = body(1_500_000);
    List<Runnable> ends =
        List.of(
            () -> put(store, "k", body(1_500_000)),
            () -> put(store, "k", body(5)),
            () -> store.apply(Entries.key("k"), put(Guard.present(), body(1_500_000), Want.EFFECT)),
            () -> store.apply(Entries.key("k"), Mutation.remove(Guard.any(), Want.EFFECT)));
    List<String> pieces = new ArrayList<>();
    for (Runnable end : ends) {
      put(store, "k", large);
      pieces.addAll(Objects.requireNonNull(head(link, "k")).keys(keys));
      end.run();
    }
    assertEquals(8, pieces.size());
    for (String piece : pieces) {
      while (item(link, piece) != null) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  @Test
  void valueAboveTheSetting_isRefusedAndTheOldOneIsGone() {
    StoreSpace limited = Entries.space("c", CHUNK, "large-values-limit = 2 MiB");
    Store<byte[], byte[]> store = store(server.port(), new TextWire(), limited);
    byte[] most = body(2 << 20);
    put(store, "k", most);
    assertArrayEquals(most, Entries.read(store, "k"));
    StoreException error =
        assertThrows(StoreException.class, () -> put(store, "k", body((2 << 20) + 1)));
    String message = String.valueOf(error.getMessage());
    for (String part : List.of("2097153", "2097152", "large-values-limit")) {
      assertTrue(message.contains(part), message);
    }
    assertNull(Entries.read(store, "k"));
  }

  @Test
  void whoWritesNoPieces_readsThemAllTheSame() {
    byte[] value = body(1_500_000);
    put(store(), "k", value);
    Store<byte[], byte[]> other =
        store(
            server.port(),
            new TextWire(),
            new StoreSpace(space.namespace(), "c", ConfigFactory.empty()));
    assertArrayEquals(value, Entries.read(other, "k"));
    StoreException error =
        assertThrows(StoreException.class, () -> put(other, "k", body(1_500_000)));
    assertTrue(String.valueOf(error.getMessage()).contains("large-values"), error::getMessage);
  }

  @Test
  void countersAndLargeValues_inOneCache() {
    StoreSpace both = Entries.space("c", CHUNK, "counters = true");
    Store<byte[], byte[]> store = store(server.port(), new TextWire(), both);
    byte[] value = body(1_500_000);
    put(store, "k", value);
    assertArrayEquals(value, Entries.read(store, "k"));
    store.apply(Entries.key("n"), put(Guard.any(), Bodies.ofLong(41), Want.NOTHING));
    store.apply(Entries.key("n"), Mutation.add(Bodies.ofLong(1), Ttl.ETERNAL, Ttl.KEEP));
    assertArrayEquals(Bodies.ofLong(42), Entries.read(store, "n"));
    store.clear();
    assertNull(Entries.read(store, "k"));
  }

  @Test
  void trips_areOneMoreForPieces() {
    RoundTripCounter trips =
        closing(new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(100)));
    Store<byte[], byte[]> store = store(trips.port(), new TextWire(), space);
    put(store, "k", body(10));
    // The limit, once.
    put(store, "k", body(1_500_000));
    assertEquals(1, trips(trips, () -> put(store, "small", body(10))));
    assertEquals(2, trips(trips, () -> put(store, "large", body(1_500_000))));
    assertEquals(2, trips(trips, () -> Entries.read(store, "large")));
    assertEquals(1, trips(trips, () -> Entries.read(store, "small")));
    // The pieces that are useless then.
    assertEquals(3, trips(trips, () -> put(store, "large", body(1_500_000))));
  }

  private static long trips(RoundTripCounter counter, Runnable work) {
    long before = counter.trips();
    work.run();
    return counter.trips() - before;
  }
}

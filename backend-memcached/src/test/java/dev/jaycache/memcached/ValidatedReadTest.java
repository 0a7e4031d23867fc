package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Held;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.store.outage.Breaker;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Entries that are recognised by their cas id and generation, and those that only seem the same.
 */
@ServerTest
@Timeout(120)
class ValidatedReadTest {
  private static final Wire TEXT = new TextWire();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestClock clock = TestClock.manual();
  private StoreSpace space = Entries.space("c");
  private WatchedLink link;
  private Store<byte[], byte[]> store;

  private <T extends AutoCloseable> T closing(T resource) {
    open.add(resource);
    return resource;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private void open(List<MemcachedProcess> servers, Wire wire, String... settings) {
    List<ServerAddress> addresses = TestLinks.addresses(servers);
    openOver(TestLinks.open(addresses, wire), addresses, wire, settings);
  }

  private void openOver(
      MemcachedLink real, List<ServerAddress> addresses, Wire wire, String... settings) {
    link = new WatchedLink(real);
    space = Entries.space("c", settings);
    store = another(link, addresses, wire);
  }

  private Store<byte[], byte[]> another(
      MemcachedLink to, List<ServerAddress> addresses, Wire wire) {
    return closing(closing(TestLinks.backend(to, addresses, wire, clock)).open(space));
  }

  private void open() {
    open(SharedServers.memcached(1), TEXT);
  }

  private Outcome<byte[]> ask(String key, @Nullable Object validator) {
    return store.readAllChanged(List.of(new Held<>(Entries.key(key), validator))).get(0);
  }

  /** What recognises the entry as it is now. */
  private @Nullable Object validator(String key) {
    StoredEntry<byte[]> entry = ask(key, null).previous();
    return entry == null ? null : entry.validator();
  }

  private static boolean isSame(@Nullable Outcome<byte[]> outcome) {
    return outcome != null && outcome.existed() && outcome.previous() == null;
  }

  private void assertTold(String value, Outcome<byte[]> outcome) {
    assertArrayEquals(Bodies.text(value), outcome.previousValue());
  }

  private void put(String key, String value, Ttl ttl) {
    store.apply(
        Entries.key(key), Mutation.put(Guard.any(), Bodies.text(value), ttl, ttl, Want.NOTHING));
  }

  private String atServer(String key) {
    return new WireKeys(space, "MD5").of(Entries.key(key)).text();
  }

  private Reply send(Command command) {
    return link.run(List.of(command), link.deadline()).get(0);
  }

  private long cas(String key) {
    return assertInstanceOf(Reply.CasId.class, send(new Command.Look(0, atServer(key)))).cas();
  }

  @Test
  void unchangedEntry_isToldWithoutItsValue() {
    open();
    Entries.put(store, "k", "v");
    Object validator = validator("k");
    assertNotNull(validator);
    List<String> first = link.during(() -> assertTrue(isSame(ask("k", validator))));
    assertEquals(List.of("version 1", "mg 1", "gets 1"), first);
    List<String> second = link.during(() -> assertTrue(isSame(ask("k", validator))));
    assertEquals(List.of("mg 1", "gets 1"), second);
  }

  @Test
  void changedEntry_isReadInASecondTrip() {
    open();
    Entries.put(store, "k", "old");
    Object old = validator("k");
    assertTrue(isSame(ask("k", old)));
    Entries.put(store, "k", "new");
    List<String> sent = link.during(() -> assertTold("new", ask("k", old)));
    assertEquals(List.of("mg 1", "gets 1", "gets 2"), sent);
    assertTrue(isSame(ask("k", validator("k"))));
    Entries.put(store, "k", "old");
    assertTold("old", ask("k", old));
    store.apply(Entries.key("k"), Mutation.remove(Guard.any(), Want.NOTHING));
    assertFalse(ask("k", old).existed());
  }

  @Test
  void entryOfAnEndedGeneration_isGone() {
    open();
    Entries.put(store, "k", "v");
    Object validator = validator("k");
    assertTrue(isSame(ask("k", validator)));
    List<ServerAddress> same = TestLinks.addresses(SharedServers.memcached(1));
    another(TestLinks.open(same, TEXT), same, TEXT).clear();
    assertEquals(cas("k"), ((Validator) validator).cas());
    assertFalse(ask("k", validator).existed());
  }

  @Test
  void entryThatExpires_isGoneWhateverTheServerKeeps() {
    open();
    put("k", "v", Ttl.ofMillis(300));
    Object validator = validator("k");
    clock.advance(Duration.ofMillis(299));
    assertTrue(isSame(ask("k", validator)));
    assertEquals(Reply.Done.YES, send(new Command.Touch(0, atServer("k"), 1_000)));
    assertTrue(isSame(ask("k", validator)));
    clock.advance(Duration.ofMillis(1));
    assertInstanceOf(Reply.CasId.class, send(new Command.Look(0, atServer("k"))));
    assertFalse(ask("k", validator).existed());
  }

  @Test
  void entryThatIsGivenAnotherEnd_isAnother() {
    open();
    put("k", "v", Ttl.ofMillis(300));
    Object validator = validator("k");
    store.apply(Entries.key("k"), Mutation.access(Ttl.ofMillis(900)));
    Outcome<byte[]> told = ask("k", validator);
    assertTold("v", told);
    assertEquals(clock.millis() + 900, told.previous().expiresAt());
    Object later = told.previous().validator();
    assertTrue(isSame(ask("k", later)));
    // By its server, behind the store's back.
    assertEquals(Reply.Done.YES, send(new Command.Touch(0, atServer("k"), -1)));
    assertFalse(ask("k", later).existed());
  }

  /** A server that was started anew counts its cas ids from 1 again. */
  @Test
  void restartedServer_givesTheSameCasIdToAnother() {
    MemcachedProcess server = closing(MemcachedProcess.start());
    open(List.of(server), TEXT);
    for (int i = 0; i < 20; i++) {
      Entries.put(store, "k", "old");
    }
    Object validator = validator("k");
    long cas = cas("k");
    assertTrue(isSame(ask("k", validator)));
    server.restart();
    assertFalse(ask("k", validator).existed());
    do {
      Entries.put(store, "k", "new");
    } while (cas("k") < cas);
    assertEquals(cas, cas("k"));
    assertTold("new", ask("k", validator));
    assertTrue(isSame(ask("k", validator("k"))));
  }

  @Test
  void ringWithOneRestarted_keepsTheOthersEntries() {
    List<MemcachedProcess> servers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      servers.add(closing(MemcachedProcess.start()));
    }
    open(servers, TEXT);
    List<Held<byte[]>> held = held(200);
    assertTrue(store.readAllChanged(held).stream().allMatch(ValidatedReadTest::isSame));
    servers.get(1).restart();
    int gone = 0;
    List<Outcome<byte[]>> told = store.readAllChanged(held);
    for (int i = 0; i < 200; i++) {
      boolean there = link.serverOf(atServer("k" + i)) != 1;
      assertEquals(there, isSame(told.get(i)), "key " + i);
      gone += told.get(i).existed() ? 0 : 1;
    }
    assertTrue(gone > 0 && gone < 200, () -> "not spread: " + told);
  }

  /** Entries, and what recognises them. */
  private List<Held<byte[]>> held(int size) {
    List<Held<byte[]>> wanted = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Entries.put(store, "k" + i, "v" + i);
      wanted.add(new Held<>(Entries.key("k" + i), null));
    }
    List<Outcome<byte[]>> read = store.readAllChanged(wanted);
    List<Held<byte[]>> held = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Object validator = read.get(i).previous().validator();
      assertNotNull(validator);
      held.add(new Held<>(wanted.get(i).key(), validator));
    }
    return held;
  }

  @Test
  void oneServerLost_othersAreTold() {
    List<MemcachedProcess> servers =
        List.of(closing(MemcachedProcess.start()), closing(MemcachedProcess.start()));
    open(servers, TEXT);
    List<Held<byte[]>> held = held(20);
    servers.get(1).kill();
    StoreException error = assertThrows(StoreException.class, () -> store.readAllChanged(held));
    List<@Nullable Outcome<byte[]>> told = error.outcomes(20);
    for (int i = 0; i < 20; i++) {
      assertEquals(link.serverOf(atServer("k" + i)) == 0, isSame(told.get(i)), "key " + i);
    }
  }

  @Test
  void bulk_isOneTripToEachServer_andAnotherWhereThereWasAChange() {
    List<RoundTripCounter> trips = new ArrayList<>();
    List<ServerAddress> addresses = new ArrayList<>();
    for (MemcachedProcess server : SharedServers.memcached(3)) {
      RoundTripCounter counter =
          closing(new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(10)));
      trips.add(counter);
      addresses.add(new ServerAddress("127.0.0.1", counter.port(), 1));
    }
    openOver(TestLinks.open(addresses, TEXT), addresses, TEXT);
    List<Held<byte[]>> held = held(100);
    // The versions.
    store.readAllChanged(held);
    held.set(7, new Held<>(Entries.key("k7"), null));
    List<Long> before = trips.stream().map(RoundTripCounter::trips).toList();
    List<Outcome<byte[]>> told = store.readAllChanged(held);
    for (int i = 0; i < 3; i++) {
      assertEquals(1, trips.get(i).trips() - before.get(i));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(i != 7, isSame(told.get(i)), "key " + i);
    }
    assertTold("v7", told.get(7));
    Entries.put(store, "k11", "new");
    List<Long> then = trips.stream().map(RoundTripCounter::trips).toList();
    assertTold("new", store.readAllChanged(held).get(11));
    int changed = link.serverOf(atServer("k11"));
    for (int i = 0; i < 3; i++) {
      assertEquals(i == changed ? 2 : 1, trips.get(i).trips() - then.get(i));
    }
  }

  @Test
  void moreThanABurst_areSeveral() {
    open(SharedServers.memcached(1), TEXT, "bulk-size = 7");
    List<Held<byte[]>> held = held(20);
    Entries.put(store, "k9", "new");
    List<Outcome<byte[]>> told = store.readAllChanged(held);
    for (int i = 0; i < 20; i++) {
      assertEquals(i != 9, isSame(told.get(i)), "key " + i);
    }
  }

  @Test
  void keyThatIsThereTwice_isToldTwice() {
    open();
    Entries.put(store, "k", "v");
    Held<byte[]> known = new Held<>(Entries.key("k"), validator("k"));
    Held<byte[]> unknown = new Held<>(Entries.key("k"), null);
    List<Outcome<byte[]>> told = store.readAllChanged(List.of(known, unknown, known));
    assertTrue(isSame(told.get(0)));
    assertTold("v", told.get(1));
    assertTrue(isSame(told.get(2)));
  }

  @Test
  void serverWithoutCasIds_isReadEachTime() {
    open(List.of(closing(MemcachedProcess.start("-C"))), TEXT);
    assertIsReadEachTime();
  }

  @Test
  void binaryProtocol_isReadEachTime() {
    open(SharedServers.memcached(1), new BinaryWire());
    assertIsReadEachTime();
  }

  private void assertIsReadEachTime() {
    Entries.put(store, "k", "v");
    assertNull(validator("k"));
    assertEquals(List.of("gets 2"), link.during(() -> assertTold("v", ask("k", null))));
  }

  /** A real server that passes for one that has no meta get. */
  private record Older(MemcachedLink real, boolean saysSo) implements MemcachedLink {
    @Override
    public List<Reply> run(List<Command> commands, long deadline) {
      List<Reply> replies = new ArrayList<>(real.run(commands, deadline));
      for (int i = 0; i < replies.size(); i++) {
        if (commands.get(i) instanceof Command.Ask && saysSo) {
          replies.set(i, Reply.Done.NOT_FOUND);
        } else if (commands.get(i) instanceof Command.Look) {
          replies.set(i, new Reply.Refused("ERROR"));
        }
      }
      return replies;
    }

    @Override
    public boolean hasLooks() {
      return real.hasLooks();
    }

    @Override
    public int servers() {
      return real.servers();
    }

    @Override
    public int serverOf(String key) {
      return real.serverOf(key);
    }

    @Override
    public long deadline() {
      return real.deadline();
    }

    @Override
    public Breaker breaker(int server) {
      return real.breaker(server);
    }

    @Override
    public String place(int server) {
      return real.place(server);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void olderServer_isAskedOnceAndReadThen(boolean saysSo) {
    List<ServerAddress> addresses = TestLinks.addresses(SharedServers.memcached(1));
    openOver(new Older(TestLinks.open(addresses, TEXT), saysSo), addresses, TEXT);
    Entries.put(store, "k", "v");
    Object validator = validator("k");
    List<String> first = link.during(() -> assertTold("v", ask("k", validator)));
    assertEquals(
        saysSo ? List.of("version 1", "gets 2") : List.of("version 1", "mg 1", "gets 1", "gets 2"),
        first);
    assertEquals(List.of("gets 2"), link.during(() -> assertTold("v", ask("k", validator))));
  }

  @Test
  void valueInPieces_isRecognisedByItsHead() {
    open(SharedServers.memcached(1), TEXT, "large-values = chunk");
    byte[] value = Bodies.random(3 << 20, new Random(1));
    Mutation<byte[]> put = Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
    store.apply(Entries.key("k"), put);
    Object validator = validator("k");
    assertTrue(isSame(ask("k", validator)));
    assertEquals(
        List.of("mg 1", "gets 1"), link.during(() -> assertTrue(isSame(ask("k", validator)))));
    store.apply(Entries.key("k"), put);
    Outcome<byte[]> again = ask("k", validator);
    assertArrayEquals(value, again.previousValue());
    assertTrue(isSame(ask("k", again.previous().validator())));
  }

  @Test
  void longKey_isRecognised() {
    open();
    String key = "k".repeat(300);
    Entries.put(store, key, "v");
    Object validator = validator(key);
    assertTrue(isSame(ask(key, validator)));
    Entries.put(store, key, "w");
    assertTold("w", ask(key, validator));
  }

  @Test
  void numberThatTheServerCounts_isRecognised() {
    open(SharedServers.memcached(1), TEXT, "counters = true");
    byte[] key = Entries.key("k");
    Mutation<byte[]> add = Mutation.add(Bodies.ofLong(5), Ttl.ETERNAL, Ttl.KEEP);
    store.apply(key, add);
    Object validator = validator("k");
    assertTrue(isSame(ask("k", validator)));
    store.apply(key, add);
    assertEquals(10, Bodies.number(ask("k", validator).previousValue()));
    Object ten = validator("k");
    assertTrue(isSame(ask("k", ten)));
    store.clear();
    assertFalse(ask("k", ten).existed());
  }

  /** What was read at one server proves nothing of the one that stands in for it. */
  @Test
  void standbyWithTheSameCasId_isAnother() {
    MemcachedProcess main = closing(MemcachedProcess.start());
    MemcachedProcess spare = closing(MemcachedProcess.start());
    FaultProxy way = closing(new FaultProxy(main.host(), main.port()));
    List<ServerAddress> all =
        List.of(
            new ServerAddress("127.0.0.1", way.port(), 1),
            new ServerAddress(spare.host(), spare.port(), 1));
    LinkSettings settings = TestLinks.settings(TEXT, 10_000);
    link = new WatchedLink(closing(new TurnLink(all, 1, "ketama", settings)));
    Failover failover = new Failover(link, 1, 1);
    Backend backend =
        new MemcachedBackend(
            new MemcachedParts(link, failover, new KeyDump(all, settings), "MD5", clock, 1));
    store = closing(backend.open(space));
    for (int i = 0; i < 20; i++) {
      Entries.put(store, "k", "at main");
    }
    Object validator = validator("k");
    assertTrue(isSame(ask("k", validator)));
    long cas = cas("k");
    way.refuse();
    way.cut();
    assertFalse(ask("k", validator).existed());
    assertTrue(failover.last(0).standby());
    Reply.CasId there;
    do {
      Entries.put(store, "k", "at standby");
      there = assertInstanceOf(Reply.CasId.class, send(new Command.Look(1, atServer("k"))));
    } while (there.cas() < cas);
    assertEquals(cas, there.cas());
    assertTold("at standby", ask("k", validator));
  }

  /** Several callers' questions are sent as one. */
  @Test
  void manyAtOnce_areToldOfTheirOwn() throws Exception {
    open();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String key = "k" + t;
      running.add(
          pool.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  Entries.put(store, key, "v" + i);
                  Object validator = validator(key);
                  assertTrue(isSame(ask(key, validator)));
                  Entries.put(store, key, "w" + i);
                  assertTold("w" + i, ask(key, validator));
                }
              }));
    }
    pool.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
  }

  @Test
  void replies_areReadAsTheyAre() {
    String said = "HD c18446744073709551615\r\nEN\r\nHD c5 W\r\nSERVER_ERROR busy\r\nHD c7\r\n";
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      commands.add(new Command.Look(0, "k" + i));
    }
    Wire.Reader reader = TEXT.reader(commands);
    ByteBuffer in = ByteBuffer.wrap(said.getBytes(StandardCharsets.US_ASCII));
    List<Reply> replies = new ArrayList<>();
    while (replies.size() < 5) {
      assertTrue(reader.advance(in));
      replies.add(reader.reply());
    }
    assertEquals(
        List.of(
            new Reply.CasId(-1),
            Reply.Done.NOT_FOUND,
            Reply.Done.EXISTS,
            new Reply.Refused("SERVER_ERROR busy"),
            new Reply.CasId(7)),
        replies);
    Wire.Reader other = TEXT.reader(List.of(new Command.Look(0, "k")));
    ByteBuffer value = ByteBuffer.wrap("VA 1\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThrows(Wire.NoReplyException.class, () -> other.advance(value));
  }
}

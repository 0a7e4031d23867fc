package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Action;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Held;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code generation = 100 ms}: what a cache sends then, and how late it sees the {@code clear()} of
 * another process. The time is the test's own.
 */
@ServerTest
class RememberedGenerationTest {
  private static final int MILLIS = 100;

  private final List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(1));
  private final StoreSpace space = Entries.space("cache");
  private final WatchedLink link = new WatchedLink(TestLinks.open(servers, new TextWire()));
  private final Backend one = TestLinks.backend(link, servers, new TextWire(), TestClock.real());
  private final Backend other = TestLinks.backend(servers, new BinaryWire(), TestClock.real());
  private Store<byte[], byte[]> mine;
  private Store<byte[], byte[]> theirs;

  @BeforeEach
  void open() {
    mine = one.open(remembering(""));
    theirs = other.open(space);
    // A generation that is known.
    assertNull(Entries.read(mine, "none"));
  }

  private StoreSpace remembering(String more) {
    return new StoreSpace(
        space.namespace(),
        space.cache(),
        ConfigFactory.parseString("generation = " + MILLIS + " ms\n" + more));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private List<String> sentBy(Mutation<byte[]> mutation) {
    return link.during(() -> mine.apply(Entries.key("k"), mutation));
  }

  private static Mutation<byte[]> put(Guard<byte[]> guard, Want want) {
    return Entries.put(guard, "value", want);
  }

  private static List<Request<byte[], byte[]>> hundred(Mutation<byte[]> mutation) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(new Request<>(Entries.key("k" + i), mutation));
    }
    return requests;
  }

  @Test
  void singleKeyOperation_isOneCommandOfOneKeyInEachTrip() {
    assertEquals(List.of("gets 1"), sentBy(Mutation.read()));
    assertEquals(List.of("set 1"), sentBy(put(Guard.any(), Want.NOTHING)));
    assertEquals(List.of("gats 1"), sentBy(Mutation.remove(Guard.any(), Want.EFFECT)));
    assertEquals(List.of("gets 1", "add 1"), sentBy(put(Guard.absent(), Want.EFFECT)));
    assertEquals(List.of("gets 1", "add 1"), sentBy(put(Guard.absent(), Want.EFFECT)));
    assertEquals(List.of("gets 1", "cas 1"), sentBy(put(Guard.present(), Want.EFFECT)));
    assertEquals(
        List.of("gets 1", "cas 1"),
        sentBy(put(new Guard.Value<>(Bodies.text("value")), Want.EFFECT)));
    assertEquals(List.of("gets 100"), link.during(() -> mine.applyAll(hundred(Mutation.read()))));
  }

  @Test
  void nearCache_isInFrontOfAnExactGeneration() {
    Store<byte[], byte[]> read = one.open(remembering("near.enabled = true"));
    theirs.apply(Entries.key("k"), put(Guard.any(), Want.NOTHING));
    assertNotNull(read.readWhole(Entries.key("k")).previous());
    theirs.clear();
    assertNull(read.readWhole(Entries.key("k")).previous());
    assertNull(read.readAllWhole(List.of(Entries.key("k"))).get(0).previous());
  }

  /** By a generation that is only remembered nothing could be recognised. */
  @Test
  void nearCacheThatValidates_doesSoInOneTrip() {
    Store<byte[], byte[]> near = one.open(remembering("near.enabled = true\nnear.validate = cas"));
    Entries.put(near, "k", "v");
    byte[] key = Entries.key("k");
    StoredEntry<byte[]> entry =
        near.readAllChanged(List.of(new Held<>(key, null))).get(0).previous();
    assertNotNull(entry);
    List<Held<byte[]>> held = List.of(new Held<>(key, entry.validator()));
    // The server's version.
    near.readAllChanged(held);
    List<String> sent = link.during(() -> assertNull(near.readAllChanged(held).get(0).previous()));
    assertEquals(List.of("mg 1", "gets 1"), sent);
  }

  @Test
  void countingServer_getsOneCommand() {
    Store<byte[], byte[]> counting = one.open(remembering("counters = true"));
    Mutation<byte[]> add =
        new Mutation<>(
            Guard.any(),
            Action.ADD,
            Bodies.ofLong(1),
            Bodies.ofLong(1),
            Ttl.ETERNAL,
            Ttl.KEEP,
            Ttl.KEEP,
            Want.EFFECT,
            Lease.NONE,
            0);
    counting.apply(Entries.key("n"), Mutation.read());
    assertEquals(
        List.of("incr 1", "add 1"), link.during(() -> counting.apply(Entries.key("n"), add)));
    assertEquals(Effect.UPDATED, counting.apply(Entries.key("n"), add).effect());
  }

  @Test
  void clearOfAnother_isSeenWhenTheTimeIsOver() {
    Entries.put(mine, "k", "old");
    theirs.clear();
    link.pass(MILLIS - 1);
    assertArrayEquals(Bodies.text("old"), Entries.read(mine, "k"));
    link.pass(1);
    assertNull(Entries.read(mine, "k"));
    assertEquals(List.of("gets 1"), sentBy(Mutation.read()));
  }

  @Test
  void time_runsFromWhenTheQuestionWasSent() {
    Entries.put(mine, "k", "old");
    link.pass(MILLIS);
    link.underWay(
        () -> {
          link.pass(MILLIS - 1);
          theirs.clear();
        });
    assertArrayEquals(Bodies.text("old"), Entries.read(mine, "k"));
    assertArrayEquals(Bodies.text("old"), Entries.read(mine, "k"));
    link.pass(1);
    assertNull(Entries.read(mine, "k"));
  }

  @Test
  void ownClear_isSeenAtOnce() {
    for (int i = 0; i < 10; i++) {
      assertEquals(Effect.STORED, Entries.put(mine, "k", "v" + i));
      assertArrayEquals(Bodies.text("v" + i), Entries.read(mine, "k"));
      mine.clear();
      assertNull(Entries.read(mine, "k"));
      assertEquals(
          Effect.CREATED, mine.apply(Entries.key("k"), put(Guard.absent(), Want.EFFECT)).effect());
    }
  }

  @Test
  void answerThatWasUnderWayWhileThisCacheWasCleared_bringsNothingBack() {
    Entries.put(mine, "k", "old");
    link.pass(MILLIS);
    link.underWay(
        () -> {
          link.pass(1);
          mine.clear();
        });
    Entries.read(mine, "k");
    assertNull(Entries.read(mine, "k"));
  }

  /** What happens between the second answer from now and its arrival: {@code clear()} has two. */
  private void underWayOfTheSecond(Runnable event) {
    link.underWay(() -> link.underWay(event));
  }

  @Test
  void clearThatIsToldLate_doesNotBringBackWhatALaterOneEnded() {
    underWayOfTheSecond(
        () -> {
          link.pass(1);
          // As another thread would.
          mine.clear();
          link.pass(1);
        });
    mine.clear();
    Entries.put(mine, "k", "new");
    assertArrayEquals(Bodies.text("new"), Entries.read(theirs, "k"));
  }

  @Test
  void timeOfAnOwnClear_runsFromWhenItWasSent() {
    underWayOfTheSecond(
        () -> {
          link.pass(MILLIS - 1);
          theirs.clear();
        });
    mine.clear();
    link.pass(1);
    Entries.put(mine, "k", "new");
    assertArrayEquals(Bodies.text("new"), Entries.read(theirs, "k"));
  }

  @Test
  void answerToWhatWasAskedWhileThisCacheWasCleared_bringsNothingBack() {
    Entries.put(mine, "k", "old");
    link.pass(MILLIS);
    link.underWay(
        () -> {
          // It is sent before the question, and answered after it.
          link.pass(-1);
          underWayOfTheSecond(() -> link.pass(2));
          mine.clear();
        });
    Entries.read(mine, "k");
    assertNull(Entries.read(mine, "k"));
  }

  @Test
  void clearOfWhichNobodyHears_leavesNothingRemembered() {
    Entries.put(mine, "k", "old");
    link.underWay(() -> link.lose(true));
    assertThrows(StoreException.class, mine::clear);
    link.lose(false);
    assertNull(Entries.read(mine, "k"));
    Entries.put(mine, "k", "new");
    assertArrayEquals(Bodies.text("new"), Entries.read(theirs, "k"));
  }

  @Test
  void entryOfALaterGeneration_endsTheOldOneAtOnce() {
    Entries.put(mine, "k", "old");
    Entries.put(mine, "other", "old");
    theirs.clear();
    Entries.put(theirs, "k", "new");
    assertArrayEquals(Bodies.text("old"), Entries.read(mine, "other"));
    assertArrayEquals(Bodies.text("new"), Entries.read(mine, "k"));
    assertNull(Entries.read(mine, "other"));
    assertArrayEquals(Bodies.text("new"), Entries.read(theirs, "k"));
  }

  @Test
  void removalOfAnEntryOfALaterGeneration_removesIt() {
    Entries.put(mine, "other", "old");
    theirs.clear();
    Entries.put(theirs, "k", "new");
    Mutation<byte[]> remove = Mutation.remove(Guard.any(), Want.EFFECT);
    assertEquals(Effect.REMOVED, mine.apply(Entries.key("k"), remove).effect());
    assertNull(Entries.read(theirs, "k"));
    assertNull(Entries.read(mine, "other"));
  }

  @Test
  void updateAfterTheClearOfAnother_isGoneWithTheOldGeneration() {
    Entries.put(mine, "k", "old");
    theirs.clear();
    assertEquals(
        Effect.UPDATED, mine.apply(Entries.key("k"), put(Guard.present(), Want.EFFECT)).effect());
    assertNull(Entries.read(theirs, "k"));
    link.pass(MILLIS);
    assertNull(Entries.read(mine, "k"));
    Entries.put(mine, "k", "new");
    assertArrayEquals(Bodies.text("new"), Entries.read(theirs, "k"));
  }

  @Test
  void iterator_alwaysAsks() {
    Entries.put(mine, "k", "old");
    theirs.clear();
    try (KeyPages<byte[]> pages = mine.keys()) {
      while (pages.hasNext()) {
        assertEquals(0, pages.next().size());
      }
    }
  }
}

package dev.jaycache.memcached;

import static dev.jaycache.memcached.QueueTalk.answer;
import static dev.jaycache.memcached.QueueTalk.burst;
import static dev.jaycache.memcached.QueueTalk.exchange;
import static dev.jaycache.memcached.QueueTalk.replies;
import static dev.jaycache.memcached.QueueTalk.sent;
import static dev.jaycache.memcached.QueueTalk.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several callers take out at a time. */
@ServerTest
class JoinedTakeTest {
  private static final Wire TEXT = new TextWire();

  @Test
  void takesOfSeveral_areOneLine() throws IOException {
    for (Wire wire : List.of(TEXT, new BinaryWire())) {
      String prefix = "take" + System.nanoTime();
      try (Socket socket = SharedServers.memcached(1).get(0).connect()) {
        BurstQueue queue = new BurstQueue(wire);
        queue.add(Burst.of(List.of(write(Command.Mode.SET, prefix + 1, "one", 0)), wire));
        queue.add(Burst.of(List.of(write(Command.Mode.SET, prefix + 3, "three", 0)), wire));
        exchange(socket, queue);
        List<Burst> takes = new ArrayList<>();
        for (int key : new int[] {1, 2, 3, 3}) {
          Burst take = Burst.of(List.of(new Command.Take(0, prefix + key)), wire);
          takes.add(take);
          queue.add(take);
        }
        exchange(socket, queue);
        assertEquals("one", taken(takes.get(0)));
        assertNull(taken(takes.get(1)));
        assertEquals("three", taken(takes.get(2)));
        assertNull(taken(takes.get(3)));
      }
    }
    BurstQueue queue = new BurstQueue(TEXT);
    Burst generation = burst(new Command.Get(0, List.of("g")), new Command.Take(0, "a"));
    Burst bulk = burst(new Command.Take(0, "b"), new Command.Take(0, "c"));
    Burst mixed = burst(new Command.Remove(0, "e", 0), new Command.Take(0, "d"));
    List.of(generation, bulk, mixed).forEach(queue::add);
    assertEquals("gets g\r\ndelete e\r\ngats -1 d\r\ngats -1 a b c\r\n", sent(queue));
    answer(queue, "END\r\nDELETED\r\nEND\r\nVALUE b 0 1 5\r\nx\r\nEND\r\n");
    assertEquals(2, replies(generation).size());
    assertEquals("x", item(replies(bulk).get(0)));
    assertNull(item(replies(bulk).get(1)));
    queue.add(burst(new Command.Take(0, "a")));
    queue.add(burst(new Command.Take(0, "b")));
    sent(queue);
    answer(queue, "ERROR\r\n");
    assertTrue(queue.isAnswered());
  }

  /** memcached before 1.6 closes the connection at a longer line that is no {@code gets}. */
  @Test
  void takesOfSeveral_keepToShortLines() {
    BurstQueue queue = new BurstQueue(TEXT);
    List<Burst> takes = new ArrayList<>();
    for (char last = 'a'; last < 'm'; last++) {
      takes.add(burst(new Command.Take(0, "k".repeat(201) + last)));
    }
    takes.forEach(queue::add);
    List<Integer> lengths = new ArrayList<>();
    for (String line : sent(queue).split("(?<=\n)")) {
      assertTrue(line.startsWith("gats -1 k") && line.endsWith("\r\n"), line);
      lengths.add(line.length());
    }
    assertEquals(List.of(1_024, 1_024, 415), lengths);
    answer(queue, "END\r\nVALUE " + "k".repeat(201) + "g 0 1 5\r\nx\r\nEND\r\nERROR\r\n");
    for (int i = 0; i < 10; i++) {
      assertEquals(i == 6 ? "x" : null, taken(takes.get(i)));
    }
    assertEquals(new Reply.Refused("ERROR"), replies(takes.get(10)).get(0));
    assertEquals(new Reply.Refused("ERROR"), replies(takes.get(11)).get(0));
    assertTrue(queue.isAnswered());
  }

  /** The server ends each key before it tells what stood there. */
  @Test
  void errorInTheMiddle_isAnUnknownOutcome() {
    BurstQueue queue = new BurstQueue(TEXT);
    List<Burst> takes = List.of(burst(new Command.Take(0, "a")), burst(new Command.Take(0, "b")));
    takes.forEach(queue::add);
    assertEquals("gats -1 a b\r\n", sent(queue));
    String error = "SERVER_ERROR out of memory";
    answer(queue, "VALUE a 0 1 5\r\nx\r\n" + error + "\r\n");
    for (Burst take : takes) {
      assertEquals(new Reply.Refused(error), replies(take).get(0));
    }
    FakeServer.Script script = line -> line.startsWith("gats ") ? error + "\r\n" : "END\r\n";
    try (FakeServer server = FakeServer.start(() -> script);
        Backend backend = TestLinks.backend(List.of(server.address()), TEXT, TestClock.real());
        Store<byte[], byte[]> store = Entries.open(backend)) {
      Mutation<byte[]> remove = Mutation.remove(Guard.any(), Want.EFFECT);
      UnknownOutcomeException unknown =
          assertThrows(UnknownOutcomeException.class, () -> store.apply(Entries.key("k"), remove));
      assertTrue(String.valueOf(unknown.getMessage()).contains(error), unknown::getMessage);
    }
  }

  /** memcached throws away, with its reply to this, replies to commands before that it kept. */
  @Test
  void droppedReplies_endTheConnection() {
    String error = "SERVER_ERROR out of memory writing get response\r\n";
    BurstQueue queue = new BurstQueue(TEXT);
    queue.add(burst(write(Command.Mode.ADD, "a", "1", 0)));
    queue.add(burst(new Command.Take(0, "b")));
    assertEquals("add a 0 0 1\r\n1\r\ngats -1 b\r\n", sent(queue));
    assertThrows(Wire.NoReplyException.class, () -> answer(queue, error));
  }

  /** Whoever removed something does not hear that nothing was done. */
  @Test
  void takenWithoutItsGeneration_isAnUnknownOutcome() {
    String refusal = "SERVER_ERROR too busy\r\n";
    FakeServer.Script script =
        line ->
            line.startsWith("gats ")
                ? "VALUE " + line.split(" ")[2] + " 0 1 5\r\nx\r\nEND\r\n"
                : refusal;
    FakeServer.Script empty = line -> line.startsWith("gats ") ? "END\r\n" : refusal;
    Mutation<byte[]> remove = Mutation.remove(Guard.any(), Want.EFFECT);
    for (FakeServer.Script each : List.of(script, empty)) {
      try (FakeServer server = FakeServer.start(() -> each);
          Backend backend = TestLinks.backend(List.of(server.address()), TEXT, TestClock.real());
          Store<byte[], byte[]> store = Entries.open(backend)) {
        StoreException failure =
            assertThrows(StoreException.class, () -> store.apply(Entries.key("k"), remove));
        assertEquals(each == script, failure instanceof UnknownOutcomeException, failure::toString);
        assertTrue(String.valueOf(failure.getMessage()).contains("too busy"), failure::toString);
      }
    }
  }

  @Test
  void removalOfMany_asksForTheGenerationOnce() {
    List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(1));
    WatchedLink link = new WatchedLink(TestLinks.open(servers, TEXT));
    try (Backend backend = TestLinks.backend(link, servers, TEXT, TestClock.real())) {
      Store<byte[], byte[]> store = Entries.open(backend);
      Entries.put(store, "a", "1");
      Entries.put(store, "c", "3");
      List<Request<byte[], byte[]>> removals = new ArrayList<>();
      for (String key : List.of("a", "b", "c")) {
        Mutation<byte[]> remove = Mutation.remove(Guard.any(), Want.EFFECT);
        removals.add(new Request<>(Entries.key(key), remove));
      }
      List<Boolean> there = new ArrayList<>();
      assertEquals(
          List.of("gets 1", "gats 1", "gats 1", "gats 1"),
          link.during(
              () -> store.applyAll(removals).forEach(outcome -> there.add(outcome.existed()))));
      assertEquals(List.of(true, false, true), there);
    }
  }

  private static String taken(Burst burst) {
    return item(replies(burst).get(0));
  }

  private static String item(Reply reply) {
    Item item = ((Reply.Items) reply).items().get(0);
    return item == null ? null : new String(item.value(), StandardCharsets.US_ASCII);
  }
}

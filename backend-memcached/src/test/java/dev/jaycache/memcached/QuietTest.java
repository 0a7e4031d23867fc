package dev.jaycache.memcached;

import static dev.jaycache.memcached.QueueTalk.answer;
import static dev.jaycache.memcached.QueueTalk.burst;
import static dev.jaycache.memcached.QueueTalk.mayBeQuiet;
import static dev.jaycache.memcached.QueueTalk.replies;
import static dev.jaycache.memcached.QueueTalk.sent;
import static dev.jaycache.memcached.QueueTalk.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of which the server tells only the failures. */
class QuietTest {
  private static final Wire TEXT = new TextWire();
  private static final String RECENT = "VERSION 1.6.18";

  /** A queue that was told that its server is one that understands it. */
  private static BurstQueue queue() {
    BurstQueue queue = queue(RECENT);
    queue.add(burst(write(Command.Mode.SET, "d", "4", 0)));
    assertEquals("mn\r\nset d 0 0 1\r\n4\r\n", sent(queue));
    answer(queue, "MN\r\nSTORED\r\n");
    assertTrue(queue.isAnswered());
    return queue;
  }

  /** A queue that was told its server's version. */
  private static BurstQueue queue(String version) {
    BurstQueue queue = mayBeQuiet(TEXT);
    queue.add(burst(write(Command.Mode.SET, "a", "1", 0)));
    queue.add(burst(write(Command.Mode.SET, "b", "2", 0)));
    assertEquals("set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n", sent(queue));
    answer(queue, "STORED\r\nSTORED\r\n");
    assertEquals("", sent(queue));
    queue.add(burst(write(Command.Mode.SET, "c", "3", 0)));
    assertEquals("version\r\nset c 0 0 1\r\n3\r\n", sent(queue));
    answer(queue, version + "\r\nSTORED\r\n");
    assertTrue(queue.isAnswered());
    return queue;
  }

  @Test
  void writesOfSeveral_areToldOfWhereTheyFail() {
    BurstQueue queue = queue();
    Burst one = burst(write(Command.Mode.SET, "a", "1", 0), new Command.Get(0, List.of("g")));
    Burst two = burst(write(Command.Mode.SET, "b", "22", 0));
    Burst three = burst(write(Command.Mode.SET, "c", "3", 0));
    List.of(one, two, three).forEach(queue::add);
    assertEquals(
        "ms a 1 T0 q O0\r\n1\r\nms b 2 T0 q O1\r\n22\r\nms c 1 T0 q O2\r\n3\r\nmn\r\ngets g\r\n",
        sent(queue));
    answer(queue, "NS O1\r\n");
    assertFalse(two.hasEnded());
    answer(queue, "MN\r\nEND\r\n");
    assertEquals(Reply.Done.YES, replies(one).get(0));
    assertEquals(Reply.Done.EXISTS, replies(two).get(0));
    assertEquals(Reply.Done.YES, replies(three).get(0));
  }

  /** So that who sends many hears of them before the last is done. */
  @Test
  void manyWrites_areAskedForInParts() {
    BurstQueue queue = queue();
    Command[] writes = new Command[150];
    for (int i = 0; i < writes.length; i++) {
      writes[i] = write(Command.Mode.SET, "k" + i, "1", 0);
    }
    Burst burst = Burst.of(List.of(writes), TEXT, true);
    queue.add(burst);
    String sent = sent(queue);
    assertEquals(List.of(64, 64, 22), writesBefore(sent.split("mn\r\n")));
    answer(queue, "MN\r\nSERVER_ERROR out of memory storing object\r\nMN\r\n");
    assertFalse(burst.hasEnded());
    answer(queue, "MN\r\n");
    assertEquals(Reply.Done.YES, replies(burst).get(63));
    assertEquals(64, replies(burst).stream().filter(Reply.Unsure.class::isInstance).count());
    assertEquals(Reply.Done.YES, replies(burst).get(128));
  }

  private static List<Integer> writesBefore(String[] questions) {
    List<Integer> writes = new ArrayList<>();
    for (String part : questions) {
      writes.add(part.split("ms ", -1).length - 1);
    }
    return writes;
  }

  /** For want of memory a meta set removes what stands there, also where it only adds. */
  @Test
  void whatAddsOrCompares_isToldOfOneByOne_inTheTextProtocol() {
    BurstQueue queue = queue();
    List<Burst> bursts = new ArrayList<>();
    bursts.add(burst(write(Command.Mode.SET, "a", "1", 0)));
    bursts.add(burst(write(Command.Mode.SET, "b", "2", 0)));
    bursts.add(burst(write(Command.Mode.ADD, "c", "3", 0)));
    bursts.add(burst(write(Command.Mode.ADD, "d", "4", 0)));
    bursts.add(burst(write(Command.Mode.CAS, "e", "5", 77)));
    bursts.add(burst(write(Command.Mode.CAS, "f", "6", 78)));
    bursts.add(burst(write(Command.Mode.SET, "g", "7", 0)));
    bursts.forEach(queue::add);
    assertEquals(
        "ms a 1 T0 q O0\r\n1\r\nms b 1 T0 q O1\r\n2\r\nmn\r\nadd c 0 0 1\r\n3\r\n"
            + "add d 0 0 1\r\n4\r\ncas e 0 0 1 77\r\n5\r\ncas f 0 0 1 78\r\n6\r\n"
            + "set g 0 0 1\r\n7\r\n",
        sent(queue));
    answer(queue, "MN\r\nNOT_STORED\r\nSERVER_ERROR full\r\nEXISTS\r\nNOT_FOUND\r\nSTORED\r\n");
    List<Reply> told = new ArrayList<>();
    bursts.forEach(burst -> told.add(replies(burst).get(0)));
    assertEquals(
        List.of(
            Reply.Done.YES,
            Reply.Done.YES,
            Reply.Done.EXISTS,
            new Reply.Refused("SERVER_ERROR full"),
            Reply.Done.EXISTS,
            Reply.Done.NOT_FOUND,
            Reply.Done.YES),
        told);
    // Nobody asks for what would be of no use.
    BurstQueue adding = mayBeQuiet(TEXT);
    for (int i = 0; i < 3; i++) {
      adding.add(burst(write(Command.Mode.ADD, "a", "1", 0)));
      adding.add(burst(write(Command.Mode.SET, "b", "2", 0)));
      assertEquals("add a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n", sent(adding));
      answer(adding, "STORED\r\nSTORED\r\n");
    }
  }

  @Test
  void errorOfWhichNobodyKnowsWhoseItIs_isUnknownToAllWhoHeardNothing() {
    BurstQueue queue = queue();
    Burst one = burst(write(Command.Mode.SET, "a", "1", 0));
    Burst two = burst(write(Command.Mode.SET, "b", "2", 0));
    Burst three = burst(write(Command.Mode.SET, "c", "3", 0));
    List.of(one, two, three).forEach(queue::add);
    sent(queue);
    answer(queue, "SERVER_ERROR out of memory storing object\r\nNS O1\r\nMN\r\n");
    assertEquals(Reply.Done.EXISTS, replies(two).get(0));
    Reply unsure = new Reply.Unsure("SERVER_ERROR out of memory storing object", 2);
    assertEquals(unsure, replies(one).get(0));
    assertEquals(unsure, replies(three).get(0));
    // What follows is exact.
    assertFalse(queue.isQuiet());
    queue.add(burst(write(Command.Mode.SET, "d", "4", 0)));
    queue.add(burst(write(Command.Mode.SET, "e", "5", 0)));
    assertEquals("set d 0 0 1\r\n4\r\nset e 0 0 1\r\n5\r\n", sent(queue));
    answer(queue, "STORED\r\nSTORED\r\n");
    queue.add(burst(write(Command.Mode.SET, "f", "6", 0)));
    assertEquals("set f 0 0 1\r\n6\r\n", sent(queue));
  }

  @Test
  void asManyErrorsAsWrites_areTheirs() {
    BurstQueue queue = queue();
    List<Burst> bursts = new ArrayList<>();
    for (String key : List.of("a", "b", "c")) {
      bursts.add(burst(write(Command.Mode.SET, key, "1", 0)));
    }
    bursts.forEach(queue::add);
    sent(queue);
    answer(queue, "SERVER_ERROR one\r\nNS O1\r\nSERVER_ERROR three\r\nMN\r\n");
    assertEquals(new Reply.Refused("SERVER_ERROR one"), replies(bursts.get(0)).get(0));
    assertEquals(Reply.Done.EXISTS, replies(bursts.get(1)).get(0));
    assertEquals(new Reply.Refused("SERVER_ERROR three"), replies(bursts.get(2)).get(0));
    assertTrue(queue.isQuiet());
    // The next are not blamed for it.
    Burst next = burst(write(Command.Mode.SET, "d", "4", 0));
    queue.add(next);
    queue.add(burst(write(Command.Mode.SET, "e", "5", 0)));
    sent(queue);
    answer(queue, "MN\r\n");
    assertEquals(Reply.Done.YES, replies(next).get(0));
  }

  @Test
  void errorOfOneBulk_isToldToItsOwner() {
    BurstQueue queue = queue();
    List<Command> writes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      writes.add(write(Command.Mode.SET, "k" + i, "1", 0));
    }
    Burst bulk = Burst.of(writes, TEXT, true);
    queue.add(bulk);
    sent(queue);
    answer(queue, "SERVER_ERROR full\r\nMN\r\n");
    for (Reply reply : replies(bulk)) {
      assertEquals(new Reply.Unsure("SERVER_ERROR full", 6), reply);
    }
    assertFalse(queue.isQuiet());
  }

  @ParameterizedTest
  @CsvSource({
    "VERSION 1.6.18, MN, true",
    "VERSION 1.6.40, MN, true",
    "VERSION 1.7.0, MN, true",
    "VERSION 1.6.18, ERROR, false",
    "VERSION 1.6.9,, false",
    "VERSION 1.4.39,, false",
    "VERSION 8.0,, false",
    "VERSION 37.0.0 mcrouter,, false",
    "ERROR,, false"
  })
  void onlyServersThatAreKnownForIt_areAskedToBeQuiet(
      String version, @Nullable String end, boolean quiet) {
    BurstQueue queue = queue(version);
    assertFalse(queue.isQuiet());
    queue.add(burst(write(Command.Mode.SET, "d", "4", 0)));
    // Whoever has another version may close the connection at what it does not know.
    assertEquals((end == null ? "" : "mn\r\n") + "set d 0 0 1\r\n4\r\n", sent(queue));
    answer(queue, (end == null ? "" : end + "\r\n") + "STORED\r\n");
    assertEquals(quiet, queue.isQuiet());
    for (int i = 0; i < 2; i++) {
      queue.add(burst(write(Command.Mode.SET, "a", "1", 0)));
      queue.add(burst(write(Command.Mode.SET, "b", "2", 0)));
      assertEquals(
          quiet
              ? "ms a 1 T0 q O0\r\n1\r\nms b 1 T0 q O1\r\n2\r\nmn\r\n"
              : "set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n",
          sent(queue));
      answer(queue, quiet ? "MN\r\n" : "STORED\r\nSTORED\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HD O0",
        "NS O2",
        "NS",
        "NS O0 k",
        "STORED",
        "NS O",
        "EX O0",
        "NF O0",
        "SERVER_ERROR 1\r\nSERVER_ERROR 2\r\nSERVER_ERROR 3",
        "NS O0\r\nERROR\r\nERROR"
      })
  void whatIsNoFailure_isNoReply(String line) {
    BurstQueue queue = queue();
    queue.add(burst(write(Command.Mode.SET, "a", "1", 0)));
    queue.add(burst(write(Command.Mode.SET, "b", "2", 0)));
    sent(queue);
    ByteBuffer in = ByteBuffer.wrap((line + "\r\nMN\r\n").getBytes(StandardCharsets.US_ASCII));
    assertThrows(Wire.NoReplyException.class, () -> queue.take(in));
  }

  @Test
  void valuesThatAServerMayFindTooLarge_areToldOfOneByOne() {
    BurstQueue queue = queue();
    String large = "x".repeat(1_000);
    queue.add(burst(write(Command.Mode.SET, "a", large, 0)));
    queue.add(burst(write(Command.Mode.SET, "b", large, 0)));
    assertTrue(sent(queue).startsWith("set a 0 0 1000\r\nx"));
  }
}

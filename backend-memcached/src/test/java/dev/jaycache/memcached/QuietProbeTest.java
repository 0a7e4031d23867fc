package dev.jaycache.memcached;

import static dev.jaycache.memcached.QueueTalk.answer;
import static dev.jaycache.memcached.QueueTalk.burst;
import static dev.jaycache.memcached.QueueTalk.sent;
import static dev.jaycache.memcached.QueueTalk.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server is asked whether it understands quiet writes, and what that may cost. */
@Timeout(60)
class QuietProbeTest {
  private static final Wire TEXT = new TextWire();

  private static Burst set(String key) {
    return burst(write(Command.Mode.SET, key, "1", 0));
  }

  /** A queue that has use for quiet writes, and would ask next. */
  private static BurstQueue queue(QuietProbe.Memory memory) {
    BurstQueue queue = new BurstQueue(TEXT, QuietProbe.of(TEXT, memory));
    queue.add(set("a"));
    queue.add(set("b"));
    assertEquals("set a 0 0 1\r\n1\r\nset b 0 0 1\r\n1\r\n", sent(queue));
    answer(queue, "STORED\r\nSTORED\r\n");
    return queue;
  }

  private static void assertSends(BurstQueue queue, String question) {
    queue.add(set("c"));
    assertEquals(question + "set c 0 0 1\r\n1\r\n", sent(queue));
  }

  @Test
  void question_isNotSentWhereNobodyWaitsForWhatFollows() {
    BurstQueue queue = queue(new QuietProbe.Memory());
    Burst withdrawn = set("w");
    assertTrue(withdrawn.withdraw());
    queue.add(withdrawn);
    assertEquals("", sent(queue));
    assertTrue(queue.isAnswered());
    assertSends(queue, "version\r\n");
    answer(queue, "VERSION 1.6.18\r\nSTORED\r\n");
    Burst another = set("w");
    assertTrue(another.withdraw());
    queue.add(another);
    assertEquals("", sent(queue));
    assertTrue(queue.isAnswered());
    assertSends(queue, "mn\r\n");
  }

  @Test
  void question_keepsItsPlaceWhereLittleIsSentAtATime() {
    BurstQueue queue = queue(new QuietProbe.Memory());
    queue.add(set("c"));
    queue.add(set("d"));
    StringBuilder all = new StringBuilder();
    for (int length = 1; length > 0; ) {
      ByteBuffer out = ByteBuffer.allocate(3);
      queue.fill(out);
      length = out.position();
      all.append(new String(out.array(), 0, length, StandardCharsets.US_ASCII));
    }
    assertEquals("version\r\nset c 0 0 1\r\n1\r\nset d 0 0 1\r\n1\r\n", all.toString());
    answer(queue, "VERSION 1.6.18\r\nSTORED\r\nSTORED\r\n");
    assertTrue(queue.isAnswered());
  }

  @Test
  void connectionsToOneServer_askOneAtATime_andNoMoreOnceOneWasClosedForIt() {
    QuietProbe.Memory memory = new QuietProbe.Memory();
    BurstQueue one = queue(memory);
    BurstQueue two = queue(memory);
    assertSends(one, "version\r\n");
    assertSends(two, "");
    answer(one, "VERSION 1.6.18\r\nSTORED\r\n");
    answer(two, "STORED\r\n");
    assertSends(two, "version\r\n");
    assertSends(one, "");
    answer(one, "STORED\r\n");
    two.fail(new LinkException("closed", true, null), new LinkException("closed", false, null));
    assertSends(one, "");
    assertSends(queue(memory), "");
    // Another server has another memory.
    assertSends(queue(new QuietProbe.Memory()), "version\r\n");
  }

  @Test
  void connectionThatEndsWithoutAQuestion_isNoReasonNotToAsk() {
    QuietProbe.Memory memory = new QuietProbe.Memory();
    BurstQueue one = queue(memory);
    assertSends(one, "version\r\n");
    answer(one, "VERSION 1.6.18\r\n");
    one.fail(new LinkException("closed", true, null), new LinkException("closed", false, null));
    assertSends(queue(memory), "version\r\n");
  }

  /** As proxies do that don't know a command. */
  @ParameterizedTest
  @CsvSource({
    ",, version, 1",
    "VERSION 1.6.18,, version mn, 1",
    "VERSION 1.6.18, ERROR, version mn, 0",
    "VERSION 37.0.0 mcrouter,, version, 0"
  })
  void serverThatClosesTheConnectionForIt_isNotAskedAgain(
      @Nullable String version, @Nullable String end, String asked, int lost) {
    List<String> questions = new CopyOnWriteArrayList<>();
    FakeServer.Script script =
        line -> {
          boolean first = line.equals("version");
          if (!first && !line.equals("mn")) {
            return "STORED\r\n";
          }
          questions.add(line);
          String answer = first ? version : end;
          return answer == null ? null : answer + "\r\n";
        };
    int missing = 0;
    try (FakeServer server = FakeServer.start(() -> script);
        MemcachedLink link = TestLinks.open(List.of(server.address()), TEXT)) {
      List<Command> writes =
          List.of(write(Command.Mode.SET, "a", "1", 0), write(Command.Mode.SET, "b", "2", 0));
      for (int i = 0; i < 10; i++) {
        Reply reply = link.run(writes, link.deadline()).get(0);
        if (reply != Reply.Done.YES) {
          assertInstanceOf(Reply.Lost.class, reply);
          missing++;
        }
      }
    }
    assertEquals(lost, missing);
    assertEquals(List.of(asked.split(" ")), questions);
  }
}

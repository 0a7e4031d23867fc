package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several callers send at a time, joined. */
@ServerTest
class BatchTest {
  private static final Wire TEXT = new TextWire();

  private static Command.Get get(String... keys) {
    return new Command.Get(0, List.of(keys));
  }

  private static Command write(Command.Mode mode, String key, String value) {
    return new Command.Write(0, mode, key, value.getBytes(StandardCharsets.US_ASCII), 0, 0);
  }

  private static Burst burst(Command... commands) {
    return Burst.of(List.of(commands), TEXT);
  }

  private static BurstQueue queue(Wire wire, List<Burst> bursts) {
    BurstQueue queue = new BurstQueue(wire);
    bursts.forEach(queue::add);
    return queue;
  }

  private static String sent(BurstQueue queue) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    queue.fill(out);
    return new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
  }

  private static void answer(BurstQueue queue, String text) {
    ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(queue.take(in));
    assertFalse(in.hasRemaining());
  }

  private static List<Reply> replies(Burst burst) {
    assertTrue(burst.hasAll());
    return burst.replies(() -> new LinkException("missing", true, null));
  }

  private static @Nullable String item(Reply reply, int place) {
    Item item = ((Reply.Items) reply).items().get(place);
    return item == null ? null : new String(item.value(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsOfSeveral_areOneLineWithTheGenerationsLast() {
    Burst one = burst(get("a", "g"));
    Burst two = burst(get("b", "g"));
    Burst ofAnotherCache = burst(get("c", "h"));
    Burst same = burst(get("a", "g"));
    BurstQueue queue = queue(TEXT, List.of(one, two, ofAnotherCache, same));
    assertEquals("gets a b c g h\r\n", sent(queue));
    answer(queue, "VALUE a 0 1 5\r\nx\r\nVALUE g 0 1 6\r\n7\r\nEND\r\n");
    assertEquals("x", item(replies(one).get(0), 0));
    assertEquals("7", item(replies(one).get(0), 1));
    assertNull(item(replies(two).get(0), 0));
    assertEquals("7", item(replies(two).get(0), 1));
    assertNull(item(replies(ofAnotherCache).get(0), 0));
    assertNull(item(replies(ofAnotherCache).get(0), 1));
    assertEquals("x", item(replies(same).get(0), 0));
    assertTrue(queue.isAnswered());
  }

  @Test
  void whatIsLookedAtBeforeAWrite_comesBeforeAllWrites_whatIsReadAfterOne_afterAll() {
    Burst add = burst(get("k1"), write(Command.Mode.ADD, "k1", "1"), get("g"));
    Burst put = burst(write(Command.Mode.SET, "k2", "2"), get("g"));
    Burst remove = burst(get("g"), new Command.Take(0, "k3"));
    Burst read = burst(get("k4", "g"));
    BurstQueue queue = queue(TEXT, List.of(read, add, put, remove));
    assertEquals(
        "gets k1 g\r\nadd k1 0 0 1\r\n1\r\nset k2 0 0 1\r\n2\r\ngats -1 k3\r\ngets k4 g\r\n",
        sent(queue));
    answer(queue, "VALUE g 0 1 6\r\n7\r\nEND\r\nNOT_STORED\r\nSTORED\r\n");
    assertFalse(add.hasEnded());
    answer(queue, "VALUE k3 0 1 9\r\n3\r\nEND\r\n");
    assertEquals("7", item(replies(remove).get(0), 0));
    assertEquals("3", item(replies(remove).get(1), 0));
    answer(queue, "VALUE g 0 1 8\r\n8\r\nEND\r\n");
    assertEquals(Reply.Done.EXISTS, replies(add).get(1));
    assertEquals("8", item(replies(add).get(2), 0));
    assertEquals(Reply.Done.YES, replies(put).get(0));
    assertEquals("8", item(replies(put).get(1), 0));
    assertNull(item(replies(read).get(0), 0));
  }

  @Test
  void whatAnOverwriteLooksAt_isReadRightBeforeIt() {
    Burst one = burst(get("k"), write(Command.Mode.SET, "k", "1"), get("g"));
    Burst two = burst(get("k"), write(Command.Mode.SET, "k", "2"), get("g"));
    Burst add = burst(get("a"), write(Command.Mode.ADD, "a", "3"), get("g"));
    BurstQueue queue = queue(TEXT, List.of(one, two, add));
    assertEquals(
        "gets a\r\ngets k\r\nset k 0 0 1\r\n1\r\ngets k\r\nset k 0 0 1\r\n2\r\nadd a 0 0 1\r\n3\r\n"
            + "gets g\r\n",
        sent(queue));
    answer(queue, "END\r\nEND\r\nSTORED\r\nVALUE k 0 1 5\r\n1\r\nEND\r\nSTORED\r\nSTORED\r\n");
    answer(queue, "VALUE g 0 1 8\r\n8\r\nEND\r\n");
    assertNull(item(replies(one).get(0), 0));
    assertEquals("1", item(replies(two).get(0), 0));
    assertEquals(Reply.Done.YES, replies(two).get(1));
    assertEquals("8", item(replies(add).get(2), 0));
  }

  @Test
  void readOfLargeValues_goesAlone() {
    Burst small = burst(get("a", "g"));
    Burst large = burst(new Command.Get(0, List.of("piece"), true));
    Burst last = burst(get("b", "g"));
    BurstQueue queue = queue(TEXT, List.of(small, large, last));
    assertEquals("gets a g\r\ngets piece\r\ngets b g\r\n", sent(queue));
  }

  @Test
  void longRepliesAreNotJoined_untilTheyAreShortAgain() {
    BurstQueue queue = queue(TEXT, List.of());
    String value = "x".repeat(400_000);
    for (int round = 0; round < 2; round++) {
      Burst one = burst(get("a"));
      Burst two = burst(get("b"));
      queue.add(one);
      queue.add(two);
      assertEquals(round == 0 ? "gets a b\r\n" : "gets a\r\ngets b\r\n", sent(queue));
      String first = "VALUE a 0 400000 5\r\n" + value + "\r\n";
      answer(queue, round == 0 ? first + "END\r\n" : first + "END\r\nEND\r\n");
      assertEquals(value, item(replies(one).get(0), 0));
      assertNull(item(replies(two).get(0), 0));
    }
    queue.add(burst(get("a")));
    queue.add(burst(get("b")));
    assertEquals("gets a b\r\n", sent(queue));
  }

  @Test
  void largeBurst_goesAlone_andKeepsItsPlace() {
    Burst small = burst(get("a", "g"));
    Burst large = burst(get("1", "2", "3", "4", "5"));
    Burst last = burst(get("b", "g"));
    BurstQueue queue = queue(TEXT, List.of(small, large, last));
    assertEquals("gets a g\r\ngets 1 2 3 4 5\r\ngets b g\r\n", sent(queue));
  }

  @Test
  void refusal_isToldToAllWhoseReadItWas() {
    Burst one = burst(get("a", "g"));
    Burst two = burst(write(Command.Mode.SET, "b", "2"), get("g"));
    BurstQueue queue = queue(TEXT, List.of(one, two));
    sent(queue);
    answer(queue, "STORED\r\nSERVER_ERROR out of memory\r\n");
    assertEquals(new Reply.Refused("SERVER_ERROR out of memory"), replies(one).get(0));
    assertEquals(Reply.Done.YES, replies(two).get(0));
    assertEquals(new Reply.Refused("SERVER_ERROR out of memory"), replies(two).get(1));
  }

  @Test
  void refusalOfOneLine_isToldToThoseWhoseKeysAreInIt() {
    List<Burst> bursts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      bursts.add(burst(get("k".repeat(200) + i)));
    }
    BurstQueue queue = queue(TEXT, bursts);
    assertEquals(2, sent(queue).split("\r\n").length);
    answer(queue, "SERVER_ERROR out of memory\r\nEND\r\n");
    assertEquals(new Reply.Refused("SERVER_ERROR out of memory"), replies(bursts.get(0)).get(0));
    assertNull(item(replies(bursts.get(11)).get(0), 0));
  }

  @Test
  void withdrawnBurst_isNotJoined() {
    Burst withdrawn = burst(get("a", "g"));
    Burst other = burst(get("b", "g"));
    assertTrue(withdrawn.withdraw());
    BurstQueue queue = queue(TEXT, List.of(withdrawn, other));
    assertEquals("gets b g\r\n", sent(queue));
    assertFalse(other.withdraw());
  }

  @Test
  void longLine_isCut_withTheGenerationInTheLast() {
    List<Burst> bursts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      bursts.add(burst(get("k".repeat(200) + i, "g")));
    }
    String lines = sent(queue(TEXT, bursts));
    assertTrue(lines.split("\r\n").length > 4, lines);
    assertTrue(lines.endsWith(" g\r\n"), lines);
    assertEquals(lines.indexOf(" g"), lines.lastIndexOf(" g"));
    for (String line : lines.split("\r\n")) {
      assertTrue(line.startsWith("gets k") && line.length() < 2_048, line);
    }
  }

  /** Bursts as the store makes them, each on keys of its own. */
  private static List<Command> random(Random random, String prefix, int index) {
    String key = prefix + index;
    String value = "v" + random.nextInt(1_000);
    String generation = prefix + 'g';
    return switch (random.nextInt(9)) {
      case 0 -> List.of(get(key), write(Command.Mode.ADD, key, value), get(generation));
      case 1 -> List.of(write(Command.Mode.SET, key, value), get(generation));
      case 2 -> List.of(get(generation), new Command.Take(0, key));
      case 3 -> List.of(get(key), new Command.Count(0, key, 3, false));
      case 4 -> List.of(new Command.Touch(0, key, 60), get(key, generation));
      case 5 -> List.of(new Command.Remove(0, key, 0));
      case 6 -> List.of(get(key), write(Command.Mode.SET, key, value), get(generation));
      case 7 -> List.of(get(key, key + "1", key + "2", key + "3", key + "4", generation));
      default -> List.of(get(key, generation));
    };
  }

  private static String shown(Reply reply, String prefix) {
    if (!(reply instanceof Reply.Items items)) {
      return reply.toString().replace(prefix, "");
    }
    List<String> values = new ArrayList<>();
    for (Item item : items.items()) {
      values.add(item == null ? "-" : new String(item.value(), StandardCharsets.ISO_8859_1));
    }
    return values.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void joinedOrEachAlone_theServerSaysTheSame(boolean binary) throws IOException {
    Wire wire = binary ? new BinaryWire() : new TextWire();
    long seed = System.nanoTime();
    try (Socket socket = SharedServers.memcached(1).get(0).connect()) {
      socket.setTcpNoDelay(true);
      for (int round = 0; round < 200; round++) {
        List<String> alone = new ArrayList<>();
        List<String> joined = new ArrayList<>();
        for (boolean together : new boolean[] {false, true}) {
          String prefix = (together ? "j" : "a") + seed + '-' + round + '-';
          Random random = new Random(seed + round);
          List<Burst> all = new ArrayList<>();
          all.add(Burst.of(List.of(write(Command.Mode.SET, prefix + 'g', "7")), wire));
          for (int key = 0; key < 5; key++) {
            all.add(Burst.of(List.of(write(Command.Mode.SET, prefix + key, "" + key)), wire));
          }
          exchange(socket, queue(wire, all));
          List<Burst> bursts = new ArrayList<>();
          int callers = 1 + random.nextInt(12);
          for (int i = 0; i < callers; i++) {
            bursts.add(Burst.of(random(random, prefix, i), wire));
          }
          if (together) {
            exchange(socket, queue(wire, bursts));
          } else {
            for (Burst burst : bursts) {
              exchange(socket, queue(wire, List.of(burst)));
            }
          }
          for (Burst burst : bursts) {
            for (Reply reply : replies(burst)) {
              (together ? joined : alone).add(shown(reply, prefix));
            }
          }
        }
        assertEquals(alone, joined, "seed " + (seed + round));
      }
    }
  }

  private static void exchange(Socket socket, BurstQueue queue) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    queue.fill(out);
    socket.getOutputStream().write(out.array(), 0, out.position());
    ByteBuffer in = ByteBuffer.allocate(1 << 16);
    while (!queue.isAnswered()) {
      int read = socket.getInputStream().read(in.array(), in.position(), in.remaining());
      assertTrue(read > 0);
      in.position(in.position() + read).flip();
      assertTrue(queue.take(in));
      in.compact();
    }
  }

  @Test
  void failure_isToldToAll() {
    Burst one = burst(get("a", "g"));
    Burst two = burst(get("b", "g"));
    Burst notSent = burst(get("c", "g"));
    BurstQueue queue = queue(TEXT, List.of(one, two));
    sent(queue);
    queue.add(notSent);
    queue.fail(new LinkException("lost", true, null), new LinkException("not sent", false, null));
    for (Burst burst : List.of(one, two, notSent)) {
      assertTrue(burst.hasEnded());
      Reply.Lost lost = (Reply.Lost) burst.replies(() -> new LinkException("?", true, null)).get(0);
      assertNotNull(lost.failure().getMessage());
      assertEquals(!burst.equals(notSent), lost.failure().maybeSent());
    }
    assertArrayEquals(new byte[0], sent(queue).getBytes(StandardCharsets.US_ASCII));
  }
}

package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of which the server tells only the failures. */
@ServerTest
class QuietTest {
  private static final Wire TEXT = new TextWire();
  private static final String RECENT = "VERSION 1.6.18\r\nMN\r\n";

  private static Command.Write write(Command.Mode mode, String key, String value, long cas) {
    return new Command.Write(0, mode, key, value.getBytes(StandardCharsets.US_ASCII), 0, cas);
  }

  private static Burst burst(Command... commands) {
    return Burst.of(List.of(commands), TEXT);
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

  /** A queue that was told what its server is. */
  private static BurstQueue queue(String version) {
    BurstQueue queue = new BurstQueue(TEXT, true);
    queue.add(burst(write(Command.Mode.SET, "a", "1", 0)));
    queue.add(burst(write(Command.Mode.SET, "b", "2", 0)));
    assertEquals("set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n", sent(queue));
    answer(queue, "STORED\r\nSTORED\r\n");
    assertEquals("", sent(queue));
    queue.add(burst(write(Command.Mode.SET, "c", "3", 0)));
    assertEquals("version\r\nmn\r\nset c 0 0 1\r\n3\r\n", sent(queue));
    answer(queue, version + "STORED\r\n");
    assertTrue(queue.isAnswered());
    return queue;
  }

  @Test
  void writesOfSeveral_areToldOfWhereTheyFail() {
    BurstQueue queue = queue(RECENT);
    Burst set = burst(write(Command.Mode.SET, "a", "1", 0), new Command.Get(0, List.of("g")));
    Burst add = burst(write(Command.Mode.ADD, "b", "22", 0));
    Burst cas = burst(write(Command.Mode.CAS, "c", "3", 77));
    Burst gone = burst(write(Command.Mode.CAS, "d", "4", 78));
    List.of(set, add, cas, gone).forEach(queue::add);
    assertEquals(
        "ms a 1 T0 q O0\r\n1\r\nms b 2 T0 ME q O1\r\n22\r\nms c 1 T0 C77 q O2\r\n3\r\n"
            + "ms d 1 T0 C78 q O3\r\n4\r\nmn\r\ngets g\r\n",
        sent(queue));
    answer(queue, "NS O1\r\nEX O2\r\nNF O3\r\n");
    assertFalse(add.hasEnded());
    answer(queue, "MN\r\nEND\r\n");
    assertEquals(Reply.Done.YES, replies(set).get(0));
    assertEquals(Reply.Done.EXISTS, replies(add).get(0));
    assertEquals(Reply.Done.EXISTS, replies(cas).get(0));
    assertEquals(Reply.Done.NOT_FOUND, replies(gone).get(0));
  }

  @Test
  void errorOfWhichNobodyKnowsWhoseItIs_isUnknownToAllWhoHeardNothing() {
    BurstQueue queue = queue(RECENT);
    Burst one = burst(write(Command.Mode.SET, "a", "1", 0));
    Burst two = burst(write(Command.Mode.ADD, "b", "2", 0));
    Burst three = burst(write(Command.Mode.SET, "c", "3", 0));
    List.of(one, two, three).forEach(queue::add);
    sent(queue);
    answer(queue, "SERVER_ERROR out of memory storing object\r\nNS O1\r\nMN\r\n");
    assertEquals(Reply.Done.EXISTS, replies(two).get(0));
    for (Burst unsure : List.of(one, three)) {
      LinkException failure = assertInstanceOf(Reply.Lost.class, replies(unsure).get(0)).failure();
      assertTrue(failure.maybeSent());
      assertTrue(String.valueOf(failure.getMessage()).contains("out of memory"));
    }
    // Where only one can be meant, it is.
    Burst four = burst(write(Command.Mode.ADD, "d", "4", 0));
    Burst five = burst(write(Command.Mode.SET, "e", "5", 0));
    List.of(four, five).forEach(queue::add);
    sent(queue);
    answer(queue, "NS O0\r\nSERVER_ERROR out of memory storing object\r\nMN\r\n");
    assertEquals(
        new Reply.Refused("SERVER_ERROR out of memory storing object"), replies(five).get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "VERSION 1.6.18, MN, true",
    "VERSION 1.6.40, MN, true",
    "VERSION 1.7.0, MN, true",
    "VERSION 1.6.9, MN, false",
    "VERSION 1.6.18, ERROR, false",
    "VERSION 1.4.39, ERROR, false",
    "VERSION 8.0, MN, false",
    "ERROR, ERROR, false"
  })
  void onlyServersThatAreKnownForIt_areAskedToBeQuiet(String version, String end, boolean quiet) {
    BurstQueue queue = queue(version + "\r\n" + end + "\r\n");
    assertEquals(quiet, queue.isQuiet());
    queue.add(burst(write(Command.Mode.SET, "a", "1", 0)));
    queue.add(burst(write(Command.Mode.SET, "b", "2", 0)));
    assertEquals(
        quiet
            ? "ms a 1 T0 q O0\r\n1\r\nms b 1 T0 q O1\r\n2\r\nmn\r\n"
            : "set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n",
        sent(queue));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HD O0", "NS O2", "NS", "NS O0 k", "STORED", "NS O"})
  void whatIsNoFailure_isNoReply(String line) {
    BurstQueue queue = queue(RECENT);
    queue.add(burst(write(Command.Mode.SET, "a", "1", 0)));
    queue.add(burst(write(Command.Mode.SET, "b", "2", 0)));
    sent(queue);
    ByteBuffer in = ByteBuffer.wrap((line + "\r\nMN\r\n").getBytes(StandardCharsets.US_ASCII));
    assertThrows(Wire.NoReplyException.class, () -> queue.take(in));
  }

  @Test
  void valuesThatAServerMayFindTooLarge_areToldOfOneByOne() {
    BurstQueue queue = queue(RECENT);
    String large = "x".repeat(1_000);
    queue.add(burst(write(Command.Mode.SET, "a", large, 0)));
    queue.add(burst(write(Command.Mode.SET, "b", large, 0)));
    assertTrue(sent(queue).startsWith("set a 0 0 1000\r\nx"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void quietOrNot_theServerSaysAndDoesTheSame(boolean binary) throws IOException {
    Wire wire = binary ? new BinaryWire() : TEXT;
    long seed = System.nanoTime();
    try (Socket socket = SharedServers.memcached(1).get(0).connect()) {
      socket.setTcpNoDelay(true);
      BurstQueue quiet = new BurstQueue(wire, true);
      for (int round = 0; round < 200; round++) {
        List<String> loud = said(socket, wire, new BurstQueue(wire), "l" + seed, seed + round);
        List<String> hushed = said(socket, wire, quiet, "q" + seed, seed + round);
        assertEquals(loud, hushed, "seed " + (seed + round));
      }
      assertTrue(quiet.isQuiet());
    }
  }

  /** What became of some writes, joined, and what stands there then. */
  private static List<String> said(
      Socket socket, Wire wire, BurstQueue queue, String prefix, long seed) throws IOException {
    Random random = new Random(seed);
    List<Burst> bursts = new ArrayList<>();
    List<Command> bulk = new ArrayList<>();
    int count = 1 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      Command.Mode mode = Command.Mode.values()[random.nextInt(3)];
      long cas = mode == Command.Mode.CAS ? 1L << 60 : 0;
      Command command = write(mode, prefix + random.nextInt(8), "v" + random.nextInt(1_000), cas);
      bulk.add(command);
      bursts.add(Burst.of(List.of(command, new Command.Get(0, List.of(prefix + 'g'))), wire));
    }
    Command remove = new Command.Remove(0, prefix + random.nextInt(8), 0);
    bursts.add(Burst.of(List.of(remove), wire));
    bulk.add(remove);
    bursts.forEach(queue::add);
    exchange(socket, queue);
    Burst alone = Burst.of(bulk, wire, queue.isQuiet());
    Burst left = Burst.of(List.of(new Command.Get(0, keys(prefix))), wire);
    queue.add(alone);
    queue.add(left);
    exchange(socket, queue);
    List<String> said = new ArrayList<>();
    for (Burst burst : bursts) {
      said.add(replies(burst).get(0).toString());
    }
    replies(alone).forEach(reply -> said.add(reply.toString()));
    for (Item item : ((Reply.Items) replies(left).get(0)).items()) {
      said.add(item == null ? "-" : new String(item.value(), StandardCharsets.US_ASCII));
    }
    return said;
  }

  private static List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      keys.add(prefix + i);
    }
    return keys;
  }

  private static void exchange(Socket socket, BurstQueue queue) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 18);
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

  /** The server of a real error: what is said to be done is there, and nothing else. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullServer_storesWhatItSays(boolean binary) throws IOException {
    Wire wire = binary ? new BinaryWire() : TEXT;
    String value = "v".repeat(700);
    int refused = 0;
    try (MemcachedProcess server = MemcachedProcess.start("-M", "-m", "2");
        Socket socket = server.connect()) {
      BurstQueue queue = new BurstQueue(wire, true);
      for (int round = 0; round < 1_000 && refused == 0; round++) {
        List<Burst> bursts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          names.add("k" + round + '-' + i);
          bursts.add(Burst.of(List.of(write(Command.Mode.SET, names.get(i), value, 0)), wire));
        }
        bursts.forEach(queue::add);
        exchange(socket, queue);
        Burst there = Burst.of(List.of(new Command.Get(0, names)), wire);
        queue.add(there);
        exchange(socket, queue);
        List<Item> items = ((Reply.Items) replies(there).get(0)).items();
        for (int i = 0; i < 20; i++) {
          Reply reply = replies(bursts.get(i)).get(0);
          if (reply == Reply.Done.YES) {
            assertArrayEquals(value.getBytes(StandardCharsets.US_ASCII), items.get(i).value());
          } else if (items.get(i) == null) {
            refused++;
            assertTrue(reply.toString().contains("emory"), reply::toString);
          } else {
            assertInstanceOf(Reply.Lost.class, reply);
          }
        }
      }
      assertTrue(queue.isQuiet());
    }
    assertTrue(refused > 0, "it was never full");
  }

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

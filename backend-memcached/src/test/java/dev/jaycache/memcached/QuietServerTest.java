package dev.jaycache.memcached;

import static dev.jaycache.memcached.QueueTalk.exchange;
import static dev.jaycache.memcached.QueueTalk.mayBeQuiet;
import static dev.jaycache.memcached.QueueTalk.replies;
import static dev.jaycache.memcached.QueueTalk.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of which a real server tells only the failures. */
@ServerTest
class QuietServerTest {
  private static final Wire TEXT = new TextWire();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void quietOrNot_theServerSaysAndDoesTheSame(boolean binary) throws IOException {
    Wire wire = binary ? new BinaryWire() : TEXT;
    long seed = System.nanoTime();
    try (Socket socket = SharedServers.memcached(1).get(0).connect()) {
      socket.setTcpNoDelay(true);
      BurstQueue quiet = mayBeQuiet(wire);
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

  /** The server of a real error: what is said to be done is there, and nothing else. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullServer_storesWhatItSays(boolean binary) throws IOException {
    Wire wire = binary ? new BinaryWire() : TEXT;
    String value = "v".repeat(700);
    int refused = 0;
    boolean unsure = false;
    try (MemcachedProcess server = MemcachedProcess.start("-M", "-m", "2");
        Socket socket = server.connect()) {
      BurstQueue queue = quiet(socket, wire);
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
          unsure |= reply instanceof Reply.Unsure;
          if (reply == Reply.Done.YES) {
            assertArrayEquals(value.getBytes(StandardCharsets.US_ASCII), items.get(i).value());
          } else if (items.get(i) == null) {
            refused++;
            assertTrue(reply.toString().contains("emory"), reply::toString);
          } else {
            assertInstanceOf(Reply.Unsure.class, reply);
          }
        }
      }
      assertEquals(!unsure, queue.isQuiet());
      assertFalse(binary && unsure);
    }
    assertTrue(refused > 0, "it was never full");
  }

  /** What nobody asked to be replaced is not removed for want of memory. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullServer_keepsWhatAnAddFound(boolean binary) throws IOException {
    Wire wire = binary ? new BinaryWire() : TEXT;
    String value = "v".repeat(700);
    try (MemcachedProcess server = MemcachedProcess.start("-M", "-m", "2");
        Socket filling = server.connect();
        Socket socket = server.connect()) {
      BurstQueue queue = quiet(socket, wire);
      BurstQueue loud = new BurstQueue(wire);
      int refused = 0;
      for (int i = 0; refused < 20 && i < 100_000; i++) {
        Burst put = Burst.of(List.of(write(Command.Mode.SET, "k" + i, value, 0)), wire);
        loud.add(put);
        exchange(filling, loud);
        refused = replies(put).get(0) instanceof Reply.Refused ? refused + 1 : 0;
      }
      assertEquals(20, refused, "it was never full");
      List<String> keys = List.of("k0", "k1", "k2");
      List<Burst> bursts = new ArrayList<>();
      bursts.add(Burst.of(List.of(write(Command.Mode.ADD, "k0", value, 0)), wire));
      bursts.add(Burst.of(List.of(write(Command.Mode.ADD, "k1", value, 0)), wire));
      if (!binary) {
        Burst seen = Burst.of(List.of(new Command.Get(0, List.of("k2"))), wire);
        loud.add(seen);
        exchange(filling, loud);
        Item item = ((Reply.Items) replies(seen).get(0)).items().get(0);
        bursts.add(Burst.of(List.of(write(Command.Mode.CAS, "k2", value, item.cas())), wire));
      }
      bursts.forEach(queue::add);
      exchange(socket, queue);
      Burst there = Burst.of(List.of(new Command.Get(0, keys)), wire);
      queue.add(there);
      exchange(socket, queue);
      for (Burst burst : bursts) {
        assertInstanceOf(Reply.Refused.class, replies(burst).get(0));
      }
      for (Item item : ((Reply.Items) replies(there).get(0)).items()) {
        assertNotNull(item);
        assertArrayEquals(value.getBytes(StandardCharsets.US_ASCII), item.value());
      }
      assertTrue(queue.isQuiet());
    }
  }

  /** A queue to a real server that has said what it understands. */
  private static BurstQueue quiet(Socket socket, Wire wire) throws IOException {
    BurstQueue queue = mayBeQuiet(wire);
    for (String key : List.of("a", "b")) {
      queue.add(Burst.of(List.of(write(Command.Mode.SET, key, "1", 0)), wire));
    }
    exchange(socket, queue);
    for (int i = 0; i < 2; i++) {
      queue.add(Burst.of(List.of(new Command.Get(0, List.of("a"))), wire));
      exchange(socket, queue);
    }
    assertTrue(queue.isQuiet());
    return queue;
  }
}

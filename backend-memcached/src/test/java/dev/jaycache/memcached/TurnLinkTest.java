package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.NodeState;
import dev.jaycache.store.outage.Breaker;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands by the threads of their callers, in both protocols. */
@ServerTest
class TurnLinkTest {
  private @Nullable MemcachedLink link;

  private MemcachedLink open(boolean binary) {
    link =
        TestLinks.open(
            TestLinks.addresses(SharedServers.memcached(1)),
            binary ? new BinaryWire() : new TextWire());
    return link;
  }

  @AfterEach
  void close() {
    if (link != null) {
      link.close();
    }
  }

  private static List<@Nullable Item> items(Reply reply) {
    return ((Reply.Items) reply).items();
  }

  private static Command.Write write(Command.Mode mode, String key, byte[] value, long cas) {
    return new Command.Write(0, mode, key, value, 0, cas);
  }

  private static Command.Get get(String... keys) {
    return new Command.Get(0, List.of(keys));
  }

  private List<Reply> run(MemcachedLink to, Command... commands) {
    return to.run(List.of(commands), to.deadline());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void burst_isAnsweredInItsOrder(boolean binary) {
    MemcachedLink to = open(binary);
    String key = "burst" + System.nanoTime();
    List<Reply> replies =
        run(
            to,
            get(key, key + "x"),
            write(Command.Mode.ADD, key, new byte[] {1}, 0),
            write(Command.Mode.ADD, key, new byte[] {2}, 0),
            get(key + "x", key, key + "y", key),
            new Command.Remove(0, key + "x", 0),
            write(Command.Mode.CAS, key + "x", new byte[] {1}, 0x7FFF_FFFF_FFFFL),
            write(Command.Mode.CAS, key, new byte[] {1}, 0x7FFF_FFFF_FFFFL),
            new Command.Remove(0, key, 0),
            get(key));
    assertEquals(2, items(replies.get(0)).size());
    assertEquals(Reply.Done.YES, replies.get(1));
    assertEquals(Reply.Done.EXISTS, replies.get(2));
    List<@Nullable Item> four = items(replies.get(3));
    assertNull(four.get(0));
    assertArrayEquals(new byte[] {1}, four.get(1).value());
    assertNull(four.get(2));
    assertNotNull(four.get(3));
    assertEquals(Reply.Done.NOT_FOUND, replies.get(4));
    assertEquals(Reply.Done.NOT_FOUND, replies.get(5));
    assertEquals(Reply.Done.EXISTS, replies.get(6));
    assertEquals(Reply.Done.YES, replies.get(7));
    assertNull(items(replies.get(8)).get(0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removeByCasId_takesOnlyWhatWasRead(boolean binary) {
    MemcachedLink to = open(binary);
    String key = "cas" + System.nanoTime();
    run(to, write(Command.Mode.SET, key, new byte[] {1}, 0));
    long first = items(run(to, get(key)).get(0)).get(0).cas();
    run(to, write(Command.Mode.SET, key, new byte[] {2}, 0));
    long second = items(run(to, get(key)).get(0)).get(0).cas();
    assertNotEquals(first, second);
    assertEquals(Reply.Done.EXISTS, run(to, new Command.Remove(0, key, first)).get(0));
    assertArrayEquals(new byte[] {2}, items(run(to, get(key)).get(0)).get(0).value());
    List<Reply> replies = run(to, new Command.Remove(0, key, second), get(key));
    assertEquals(Reply.Done.YES, replies.get(0));
    assertNull(items(replies.get(1)).get(0));
    assertEquals(Reply.Done.YES, run(to, write(Command.Mode.ADD, key, new byte[] {3}, 0)).get(0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void largeBurst_comesBackWhole(boolean binary) {
    // Servers of its own: shared ones may be full, and evict.
    try (MemcachedProcess one = MemcachedProcess.start();
        MemcachedProcess two = MemcachedProcess.start()) {
      link =
          TestLinks.open(
              TestLinks.addresses(List.of(one, two)), binary ? new BinaryWire() : new TextWire());
      writesAndReadsMuch(link);
    }
  }

  private static void writesAndReadsMuch(MemcachedLink to) {
    Random random = new Random(4);
    List<Command> writes = new ArrayList<>();
    List<Command> reads = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String key = "large" + i;
      byte[] value = new byte[i % 10 == 0 ? 500_000 : i];
      random.nextBytes(value);
      values.add(value);
      int server = to.serverOf(key);
      writes.add(new Command.Write(server, Command.Mode.SET, key, value, 0, 0));
      reads.add(new Command.Get(server, List.of(key, key + "none")));
    }
    List<Command> both = new ArrayList<>(writes);
    both.addAll(reads);
    List<Reply> replies = to.run(both, to.deadline());
    for (int i = 0; i < 300; i++) {
      assertEquals(Reply.Done.YES, replies.get(i));
      assertArrayEquals(values.get(i), items(replies.get(300 + i)).get(0).value());
      assertNull(items(replies.get(300 + i)).get(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stats_areATable(boolean binary) {
    MemcachedLink to = open(binary);
    Reply.Table table = (Reply.Table) run(to, new Command.Stats(0, "settings")).get(0);
    assertEquals("2097152", table.values().get("item_size_max"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyThreads_getTheirOwnReplies(boolean binary) throws Exception {
    MemcachedLink to = open(binary);
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      byte own = (byte) thread;
      String key = "thread" + thread;
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                for (int i = 0; i < 300; i++) {
                  byte[] value = {own, (byte) i};
                  List<Reply> replies = run(to, write(Command.Mode.SET, key, value, 0), get(key));
                  assertArrayEquals(value, items(replies.get(1)).get(0).value());
                }
                return true;
              });
      tasks.add(task);
      new Thread(task, key).start();
    }
    for (FutureTask<Boolean> task : tasks) {
      assertTrue(task.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void whoIsInterrupted_leavesTheWorkToTheNext() throws Exception {
    try (MemcachedProcess server = MemcachedProcess.start()) {
      link = TestLinks.open(TestLinks.addresses(List.of(server)), new TextWire());
      run(link, get("connects"));
      server.pause();
      List<Thread> threads = new ArrayList<>();
      List<FutureTask<Reply>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        FutureTask<Reply> task = new FutureTask<>(() -> run(link, get("any")).get(0));
        tasks.add(task);
        threads.add(new Thread(task, "reader" + i));
        threads.get(i).start();
      }
      for (int i = 0; i < 3; i++) {
        threads.get(i).interrupt();
        assertInstanceOf(Reply.Lost.class, tasks.get(i).get(60, TimeUnit.SECONDS));
      }
      server.resume();
      assertInstanceOf(Reply.Items.class, tasks.get(3).get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void whoIsInterruptedBefore_sendsNothing_andSaysNothingOfTheServer() {
    LinkSettings calm = TestLinks.settings(new TextWire(), 10_000);
    link =
        new TurnLink(
            TestLinks.addresses(SharedServers.memcached(1)),
            "ketama",
            new LinkSettings(
                calm.connectNanos(),
                calm.commandNanos(),
                calm.busyPoll(),
                calm.wire(),
                1,
                null,
                "",
                new Breaker.Limits(0, TimeUnit.HOURS.toNanos(1))));
    String key = "interrupted" + System.nanoTime();
    Thread.currentThread().interrupt();
    Reply reply = run(link, write(Command.Mode.SET, key, new byte[] {1}, 0)).get(0);
    assertTrue(Thread.interrupted());
    assertFalse(((Reply.Lost) reply).failure().maybeSent());
    assertEquals(NodeState.Health.IN_USE, link.states().get(0).health());
    assertNull(items(run(link, get(key)).get(0)).get(0));
  }

  /** A protocol whose replies nobody can read. */
  private static final class Unreadable implements Wire {
    private final Wire text = new TextWire();

    @Override
    public byte[] encode(List<Command> commands) {
      return text.encode(commands);
    }

    @Override
    public Reader reader(List<Command> commands) {
      return new Reader() {
        @Override
        public boolean advance(ByteBuffer in) {
          throw new StackOverflowError("unreadable");
        }

        @Override
        public Reply reply() {
          return Reply.Done.YES;
        }
      };
    }

    @Override
    public byte[] login(String user, String password) {
      return text.login(user, password);
    }

    @Override
    public Reader loginReader() {
      return text.loginReader();
    }
  }

  @Test
  void errorInWhoHasTheTurn_isToldToAllWhoWait() throws Exception {
    try (MemcachedProcess server = MemcachedProcess.start()) {
      link = TestLinks.open(TestLinks.addresses(List.of(server)), new Unreadable());
      server.pause();
      List<Thread> threads = new ArrayList<>();
      List<FutureTask<Reply>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        FutureTask<Reply> task = new FutureTask<>(() -> run(link, get("any")).get(0));
        tasks.add(task);
        threads.add(new Thread(task, "reader" + i));
        threads.get(i).start();
      }
      // One waits for the server, the others for that one.
      while (threads.stream().filter(each -> each.getState() == Thread.State.TIMED_WAITING).count()
          < 3) {
        Thread.onSpinWait();
      }
      server.resume();
      for (FutureTask<Reply> task : tasks) {
        Reply.Lost lost = (Reply.Lost) task.get(60, TimeUnit.SECONDS);
        String message = String.valueOf(lost.failure().getMessage());
        assertTrue(message.contains("error of this side"), message);
        assertInstanceOf(StackOverflowError.class, lost.failure().getCause());
      }
    }
  }

  @Test
  void connectionThatEndedWhileIdle_isReplacedBeforeAWriteIsSent() {
    try (MemcachedProcess server = MemcachedProcess.start()) {
      link = TestLinks.open(TestLinks.addresses(List.of(server)), new TextWire());
      for (int i = 0; i < 3; i++) {
        assertEquals(
            Reply.Done.YES, run(link, write(Command.Mode.SET, "k", new byte[] {1}, 0)).get(0));
        server.restart();
      }
    }
  }

  @Test
  void withdrawnBurst_isNotSent() {
    List<Command> commands = List.of(get("k"));
    TextWire wire = new TextWire();
    Burst withdrawn = Burst.of(commands, wire);
    assertTrue(withdrawn.withdraw());
    assertFalse(withdrawn.begin());
    Burst begun = Burst.of(commands, wire);
    assertTrue(begun.begin());
    assertFalse(begun.withdraw());
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Callers;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Many callers on few connections. */
@ServerTest
@Timeout(120)
class LaneLinkTest {
  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
  private final DeadlineWatch watch = new DeadlineWatch("lanes", TimeUnit.SECONDS.toNanos(10));
  private @Nullable LaneLink link;

  private LaneLink open(int lanes, int millis) {
    LaneLink opened = open(proxy.port(), lanes, millis, "100 us");
    link = opened;
    return opened;
  }

  /** Lanes to a server that is near, one of them open; who waits for one sleeps at once. */
  private LaneLink openNear(int lanes) throws InterruptedException {
    return openNear(lanes, "0 s");
  }

  private LaneLink openNear(int lanes, String busyPoll) throws InterruptedException {
    LaneLink opened = open(server.port(), lanes, 30_000, busyPoll);
    link = opened;
    call(opened, Protocol.Command.PING);
    comeNear(opened);
    return opened;
  }

  /** Four lanes with more callers. */
  private LaneLink openNearAmongMany() throws InterruptedException {
    LaneLink opened = openNear(4);
    crowd(opened, 4);
    return opened;
  }

  /** As if so many waited. */
  private static void crowd(LaneLink link, int others) {
    for (int other = 0; other < others; other++) {
      link.share().waiting().come();
    }
  }

  /** Lanes that wait for a stopped server. */
  private List<FutureTask<@Nullable Object>> hold(LaneLink to, int lanes)
      throws InterruptedException {
    server.pause();
    List<FutureTask<@Nullable Object>> tasks = pings(to, lanes);
    while (to.use().lanes().inUse() < lanes) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return tasks;
  }

  private LaneLink open(int port, int lanes, int millis, String busyPoll) {
    RedisSettings settings =
        RedisSettings.of(
            TestBackends.settings(
                "redis.connections = lanes\nredis.lanes.count = "
                    + lanes
                    + "\ncommand-timeout = "
                    + millis
                    + " ms\nbusy-poll = "
                    + busyPoll));
    RedisAddress address = new RedisAddress(Endpoint.tcp("127.0.0.1", port), Access.PLAIN);
    return new LaneLink(new Connector(address, settings, null, watch), watch, settings);
  }

  @AfterEach
  void close() {
    server.resume();
    if (link != null) {
      link.close();
    }
    watch.close();
    proxy.close();
    server.close();
  }

  /** Who waits for the lane counts as well. */
  @Test
  void callers_areCounted() throws Exception {
    LaneLink lane = open(1, 60_000);
    Callers callers = watch.callers();
    call(lane, Protocol.Command.PING);
    callers.come();
    assertTrue(callers.areOne(), "the first one has left");
    callers.leave();
    server.pause();
    FutureTask<Object> first = start(() -> call(lane, Protocol.Command.PING));
    FutureTask<Object> second = start(() -> call(lane, Protocol.Command.PING));
    while (callers.areOne()) {
      Thread.onSpinWait();
    }
    server.resume();
    result(first);
    result(second);
    callers.come();
    assertTrue(callers.areOne(), "all have left");
  }

  private static Command command(Protocol.Command name, Object... arguments) {
    Command command = new Command(name);
    for (Object argument : arguments) {
      command.add(argument);
    }
    return command;
  }

  private static @Nullable Object call(LaneLink on, Protocol.Command name, Object... arguments) {
    return on.call(command(name, arguments), on.deadline());
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task, "caller").start();
    return task;
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    return task.get(60, TimeUnit.SECONDS);
  }

  private static LinkException failure(FutureTask<?> task) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> result(task));
    return assertInstanceOf(LinkException.class, e.getCause());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void manyCallers_getTheirOwnRepliesOnFewConnections() throws Exception {
    LaneLink to = open(2, 30_000);
    // Far enough for both lanes to be used.
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(1));
    manyCallersGetTheirOwnReplies(to);
    assertEquals(2, proxy.connections());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 s", "100 us"})
  void manyCallers_ofNearServer_getTheirOwnReplies(String busyPoll) throws Exception {
    LaneLink to = openNear(4, busyPoll);
    manyCallersGetTheirOwnReplies(to);
    assertEquals(0, to.use().lanes().inUse());
    assertEquals(0, to.use().lanes().waiting());
  }

  private static void manyCallersGetTheirOwnReplies(LaneLink to) throws Exception {
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 24; thread++) {
      String key = "k" + thread;
      tasks.add(
          start(
              () -> {
                for (int i = 0; i < 200; i++) {
                  byte[] value = text(key + '=' + i);
                  call(to, Protocol.Command.SET, key, value);
                  List<@Nullable Object> replies =
                      to.pipeline(
                          List.of(
                              command(Protocol.Command.GET, key),
                              command(Protocol.Command.LPUSH, key, "no list"),
                              command(Protocol.Command.GET, key)),
                          to.deadline());
                  assertArrayEquals(value, (byte[]) replies.get(0));
                  assertInstanceOf(JedisDataException.class, replies.get(1));
                  assertArrayEquals(value, (byte[]) replies.get(2));
                  assertThrows(
                      JedisDataException.class,
                      () -> call(to, Protocol.Command.LPUSH, key, "no list"));
                }
                return true;
              }));
    }
    for (FutureTask<Boolean> task : tasks) {
      assertTrue(result(task));
    }
  }

  private static void comeNear(LaneLink to) throws InterruptedException {
    while (!to.share().isPart()) {
      long now = System.nanoTime();
      to.share().distance().tell(now - 1_000, now);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static List<FutureTask<@Nullable Object>> pings(LaneLink to, int callers) {
    List<FutureTask<@Nullable Object>> tasks = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      tasks.add(start(() -> call(to, Protocol.Command.PING)));
    }
    return tasks;
  }

  private static void assertPongs(List<FutureTask<@Nullable Object>> tasks) throws Exception {
    for (FutureTask<@Nullable Object> task : tasks) {
      assertArrayEquals(text("PONG"), (byte[]) result(task));
    }
  }

  /**
   * Once in some trials: who has waited for 20 ms takes any lane, and while others compute nobody
   * gives way.
   */
  @ParameterizedTest
  @CsvSource({"0 s, 8, 2", "0 s, 41, 4", "100 us, 6, 1", "100 us, 41, 1"})
  void nearServer_isSentFewCommandsAtATime(String busyPoll, int others, int few) throws Exception {
    LaneLink to = openNear(8, busyPoll);
    crowd(to, others);
    boolean queued = false;
    for (int trial = 0; trial < 60 && !queued; trial++) {
      comeNear(to);
      List<FutureTask<@Nullable Object>> tasks = hold(to, few);
      tasks.addAll(pings(to, 1));
      while (!queued && to.use().lanes().inUse() <= few) {
        LinkUse.Pool lanes = to.use().lanes();
        queued = lanes.inUse() == few && lanes.waiting() == 1;
      }
      server.resume();
      assertPongs(tasks);
    }
    assertTrue(queued);
    assertEquals(0, to.use().lanes().inUse());
  }

  @Test
  void fewCallersOfNearServer_haveALaneEach() throws Exception {
    LaneLink to = openNear(4);
    server.pause();
    List<FutureTask<@Nullable Object>> tasks = pings(to, 4);
    while (to.use().lanes().inUse() < 4) {
      assertEquals(0, to.use().lanes().waiting());
      TimeUnit.MILLISECONDS.sleep(1);
    }
    server.resume();
    assertPongs(tasks);
  }

  @Test
  void pipeline_passesThoseWhoWaitForOneOfFewLanes() throws Exception {
    LaneLink to = openNearAmongMany();
    for (Supplier<List<@Nullable Object>> opened : launched(to, 4)) {
      assertPong(opened);
    }
    boolean passed = false;
    for (int trial = 0; trial < 20 && !passed; trial++) {
      comeNear(to);
      List<FutureTask<@Nullable Object>> tasks = hold(to, 2);
      tasks.addAll(pings(to, 1));
      while (to.use().lanes().waiting() == 0 && to.use().lanes().inUse() < 3) {
        Thread.onSpinWait();
      }
      List<Supplier<List<@Nullable Object>>> launched = launched(to, 1);
      LinkUse.Pool lanes = to.use().lanes();
      passed = lanes.inUse() == 3 && lanes.waiting() == 1 && to.share().isPart();
      server.resume();
      assertPongs(tasks);
      assertPong(launched.get(0));
    }
    assertTrue(passed);
  }

  @Test
  void pipeline_doesNotTakeTheLaneOfWhoWaits() throws Exception {
    LaneLink to = openNearAmongMany();
    for (int trial = 0; trial < 20; trial++) {
      comeNear(to);
      List<Supplier<List<@Nullable Object>>> launched = launched(to, 4);
      List<FutureTask<@Nullable Object>> tasks = pings(to, 1);
      while (to.use().lanes().waiting() == 0) {
        Thread.onSpinWait();
      }
      assertPong(launched.remove(0));
      launched.addAll(launched(to, 1));
      assertPongs(tasks);
      for (Supplier<List<@Nullable Object>> replies : launched) {
        assertPong(replies);
      }
    }
  }

  private static void assertPong(Supplier<List<@Nullable Object>> replies) {
    assertArrayEquals(text("PONG"), (byte[]) replies.get().get(0));
  }

  private static List<Supplier<List<@Nullable Object>>> launched(LaneLink to, int pipelines) {
    List<Supplier<List<@Nullable Object>>> launched = new ArrayList<>();
    for (int i = 0; i < pipelines; i++) {
      launched.add(
          to.launch(List.of(command(Protocol.Command.PING)), to.deadline(), to.deadline()));
    }
    return launched;
  }

  @ParameterizedTest
  @CsvSource({"0 s, 2", "100 us, 1"})
  void whereTheFewAreStuck_allAreUsed(String busyPoll, int few) throws Exception {
    LaneLink to = openNear(4, busyPoll);
    crowd(to, 4);
    List<FutureTask<@Nullable Object>> tasks = hold(to, few);
    tasks.addAll(pings(to, 4 - few));
    while (to.use().lanes().inUse() < 4) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertFalse(to.share().isPart());
    server.resume();
    assertPongs(tasks);
    comeNear(to);
  }

  /** A bulk on several servers may have queued here while it waits elsewhere. */
  @Test
  void pipeline_passesOneThatNobodyAwaitsYet() throws Exception {
    LaneLink to = openNear(4);
    List<Supplier<List<@Nullable Object>>> launched = launched(to, 5);
    Supplier<List<@Nullable Object>> queued = launched.remove(4);
    for (Supplier<List<@Nullable Object>> replies : launched) {
      assertPong(replies);
    }
    assertEquals(1, to.use().lanes().waiting());
    comeNear(to);
    List<Supplier<List<@Nullable Object>>> later = launched(to, 1);
    assertEquals(1, to.use().lanes().inUse());
    assertPong(later.get(0));
    assertPong(queued);
  }

  /** Each fills a trip by itself. */
  @Test
  void longPipelines_passNobodyForEver() throws Exception {
    LaneLink to = open(1, 2_000);
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(2));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    for (int caller = 0; caller < 6; caller++) {
      tasks.add(start(() -> pingsUntil(to, end)));
    }
    for (FutureTask<Integer> task : tasks) {
      assertTrue(result(task) > 0);
    }
  }

  private static int pingsUntil(LaneLink to, long end) {
    int pipelines = 0;
    for (; System.nanoTime() - end < 0; pipelines++) {
      List<Command> pings = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        pings.add(command(Protocol.Command.PING));
      }
      for (Object reply : to.pipeline(pings, to.deadline())) {
        assertInstanceOf(byte[].class, reply);
      }
    }
    return pipelines;
  }

  @Test
  void pipelines_takeAnyLane() throws Exception {
    LaneLink to = openNearAmongMany();
    List<Supplier<List<@Nullable Object>>> launched = launched(to, 3);
    assertEquals(3, to.use().lanes().inUse());
    assertArrayEquals(text("PONG"), (byte[]) call(to, Protocol.Command.PING));
    assertTrue(to.share().isPart(), "nobody had to wait");
    for (Supplier<List<@Nullable Object>> replies : launched) {
      assertPong(replies);
    }
  }

  @Test
  void whoQueuesBehindASilentServer_isToldThatNothingWasSent() throws Exception {
    LaneLink to = open(1, 2_000);
    call(to, Protocol.Command.SET, "k", "old");
    proxy.drop(Direction.TO_CLIENT);
    FutureTask<@Nullable Object> first = start(() -> call(to, Protocol.Command.SET, "k", "sent"));
    while (!"sent".equals(server.cli("GET", "k"))) {
      Thread.onSpinWait();
    }
    List<FutureTask<@Nullable Object>> behind = new ArrayList<>();
    long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    for (int i = 0; i < 3; i++) {
      behind.add(start(() -> to.call(command(Protocol.Command.SET, "k", "unsent"), soon)));
    }
    for (FutureTask<@Nullable Object> task : behind) {
      LinkException e = failure(task);
      assertFalse(e.maybeSent());
      assertTrue(String.valueOf(e.getMessage()).contains("redis.lanes.count"), e.getMessage());
    }
    assertTrue(failure(first).maybeSent());
    proxy.pass();
    assertArrayEquals(text("sent"), (byte[]) call(to, Protocol.Command.GET, "k"));
  }

  @Test
  void brokenLane_tellsEachCallerWhatItKnows() throws Exception {
    LaneLink to = open(1, 30_000);
    call(to, Protocol.Command.PING);
    server.pause();
    List<FutureTask<@Nullable Object>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      tasks.add(start(() -> call(to, Protocol.Command.INCRBY, "n" + number, 1)));
    }
    // The first reply is ":1" and a line's end: the second is cut.
    proxy.cutAfter(Direction.TO_CLIENT, 6);
    server.resume();
    int unknown = 0;
    for (int i = 0; i < 8; i++) {
      try {
        assertEquals(1L, result(tasks.get(i)));
        assertEquals("1", server.cli("GET", "n" + i));
      } catch (ExecutionException e) {
        LinkException lost = assertInstanceOf(LinkException.class, e.getCause());
        if (!lost.maybeSent()) {
          assertEquals("", server.cli("GET", "n" + i));
        }
        unknown++;
      }
    }
    assertTrue(unknown > 0);
    assertEquals(1, proxy.hits());
    assertEquals(
        "PONG", new String((byte[]) call(to, Protocol.Command.PING), StandardCharsets.UTF_8));
  }

  @Test
  void interruptedCaller_getsItsReplyAndStaysInterrupted() throws Exception {
    LaneLink to = open(1, 30_000);
    call(to, Protocol.Command.SET, "k", "v");
    server.pause();
    List<Thread> threads = new ArrayList<>();
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                Object reply = call(to, Protocol.Command.GET, "k");
                assertArrayEquals(text("v"), (byte[]) reply);
                return Thread.currentThread().isInterrupted();
              });
      tasks.add(task);
      threads.add(new Thread(task, "caller" + i));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      while (thread.getState() == Thread.State.RUNNABLE && !waits(thread)) {
        Thread.onSpinWait();
      }
    }
    List<Thread> parked = new ArrayList<>();
    for (Thread thread : threads) {
      if (thread.getState() == Thread.State.TIMED_WAITING) {
        thread.interrupt();
        parked.add(thread);
      }
    }
    server.resume();
    for (int i = 0; i < 4; i++) {
      assertEquals(parked.contains(threads.get(i)), result(tasks.get(i)));
    }
  }

  /** Whether a thread reads from the server. */
  private static boolean waits(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("receive")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void largeCommand_hasAConnectionOfItsOwn() {
    LaneLink to = open(1, 30_000);
    byte[] large = new byte[1 << 20];
    call(to, Protocol.Command.SET, "k", "small");
    assertEquals(1, proxy.connections());
    call(to, Protocol.Command.SET, "k", large);
    assertEquals(2, proxy.connections());
    to.pipeline(List.of(command(Protocol.Command.SET, "k", large)), to.deadline());
    assertEquals(2, proxy.connections());
    assertArrayEquals(large, (byte[]) call(to, Protocol.Command.GET, "k"));
  }

  @Test
  void closedLink_saysSo() {
    LaneLink to = open(1, 30_000);
    call(to, Protocol.Command.PING);
    to.close();
    assertThrows(IllegalStateException.class, () -> call(to, Protocol.Command.PING));
  }

  @Test
  void writesThatReplicasConfirm_keepNoLaneFromOthers() {
    LaneLink to = open(1, 30_000);
    Supplier<List<@Nullable Object>> replies =
        to.launch(
            List.of(command(Protocol.Command.SET, "k", "v"), command(Protocol.Command.WAIT, 0, 1)),
            to.deadline(),
            to.deadline());
    assertEquals(0, to.use().lanes().inUse());
    assertEquals(1, to.use().pool().inUse());
    assertEquals(0L, replies.get().get(1));
  }
}

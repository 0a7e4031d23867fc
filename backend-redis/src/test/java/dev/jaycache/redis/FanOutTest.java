package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.NodeState;
import dev.jaycache.store.outage.Breaker;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;

/** Several servers that are asked at a time, some of which hang. */
@ServerTest
@Timeout(120)
class FanOutTest {
  /** More than one, so that it matters how long a reply lies here. */
  private static final int HEALTHY = 5;

  /** More than the kernels of all sides keep for one that does not read. */
  private static final int LARGE = 16 << 20;

  private final RedisProcess hung = RedisProcess.start(Flavor.REDIS);
  private final RedisProcess healthy = SharedServers.of(Flavor.REDIS);
  private final DeadlineWatch watch = new DeadlineWatch("fan-out", TimeUnit.SECONDS.toNanos(1));
  private final List<BreakerLink> links = new ArrayList<>();

  @AfterEach
  void close() {
    closeLinks();
    watch.close();
    hung.close();
  }

  private void closeLinks() {
    hung.resume();
    links.forEach(BreakerLink::close);
    links.clear();
  }

  private BreakerLink open(RedisProcess server, String settings) {
    return openAt(server.port(), settings);
  }

  /** A link whose breaker opens at the first timeout and stays open. */
  private BreakerLink openAt(int port, String settings) {
    RedisSettings read = RedisSettings.of(TestBackends.settings(settings));
    RedisAddress address = new RedisAddress(Endpoint.tcp("127.0.0.1", port), Access.PLAIN);
    Connector connector = new Connector(address, read, null, watch);
    ServerLink link =
        read.lanes() == 0
            ? new PooledLink(connector, watch, read)
            : new LaneLink(connector, watch, read);
    BreakerLink opened = new BreakerLink(link, new Breaker.Limits(1, TimeUnit.HOURS.toNanos(1)));
    links.add(opened);
    return opened;
  }

  /** Some that hang, and after each of those some that don't. */
  private void open(int hanging, String settings) {
    for (int i = 0; i < hanging; i++) {
      open(hung, settings);
      for (int j = 0; j < HEALTHY; j++) {
        open(healthy, settings);
      }
    }
  }

  private static List<Command> pings() {
    return List.of(new Command(Protocol.Command.PING), new Command(Protocol.Command.PING));
  }

  private List<FanOut.Answer> ask(long millis) {
    List<FanOut.Request> requests = new ArrayList<>();
    links.forEach(link -> requests.add(new FanOut.Request(link, pings())));
    return FanOut.ask(requests, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void assertPong(FanOut.Answer answer) {
    List<@Nullable Object> replies = answer.orThrow();
    assertEquals(2, replies.size());
    for (Object reply : replies) {
      assertArrayEquals(
          "PONG".getBytes(StandardCharsets.US_ASCII), assertInstanceOf(byte[].class, reply));
    }
  }

  private void assertOnlyHealthyOnesAnswer(List<FanOut.Answer> answers) {
    for (int i = 0; i < links.size(); i++) {
      FanOut.Answer answer = answers.get(i);
      boolean hangs = i % (HEALTHY + 1) == 0;
      if (!hangs) {
        assertPong(answer);
      } else if (answer.failure() == null) {
        assertInstanceOf(LinkException.class, answer.replies().get(0));
      } else {
        assertInstanceOf(LinkException.class, answer.failure());
      }
      assertEquals(
          hangs ? NodeState.Health.AT_REST : NodeState.Health.IN_USE,
          links.get(i).state().health());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis.connections = pool", "redis.connections = lanes\nredis.lanes.count = 1"})
  void serverThatHangs_losesNoReplyOfTheOthersAndOpensNoBreakerOfTheirs(String settings) {
    Stalls.retrying(
        () -> {
          closeLinks();
          open(2, settings);
          ask(60_000).forEach(FanOutTest::assertPong);
          hung.pause();
          assertOnlyHealthyOnesAnswer(ask(1_000));
        });
  }

  @Test
  void serverThatHangsWhileConnecting_leavesTheOthersTheirTime() {
    hung.pause();
    open(2, "redis.connections = pool, connect-timeout = 60 s");
    assertOnlyHealthyOnesAnswer(ask(12_000));
  }

  @Test
  void serverThatTakesNoCommands_leavesTheOthersTheirTime() {
    open(2, "redis.connections = pool");
    ask(60_000).forEach(FanOutTest::assertPong);
    hung.pause();
    // More than the kernels of both sides keep for a process that does not read.
    Command large = new Command(Protocol.Command.SET);
    large.add("large").add(new byte[64 << 20]);
    List<FanOut.Request> requests = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      boolean hangs = i % (HEALTHY + 1) == 0;
      requests.add(new FanOut.Request(links.get(i), hangs ? List.of(large) : pings()));
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
    assertOnlyHealthyOnesAnswer(FanOut.ask(requests, deadline));
  }

  @Test
  void serverWhoseTurnComesWhenTheTimeIsUp_isNotBlamed() {
    BreakerLink late = open(healthy, "");
    List<FanOut.Answer> answers = ask(0);
    LinkException e = assertInstanceOf(LinkException.class, answers.get(0).failure());
    assertFalse(e.maybeSent());
    assertNotNull(e.getMessage());
    assertEquals(NodeState.Health.IN_USE, late.state().health());
  }

  private static Command command(Protocol.Command name, Object... arguments) {
    Command command = new Command(name);
    for (Object argument : arguments) {
      command.add(argument);
    }
    return command;
  }

  private static NodeState.Health health(BreakerLink link) {
    return link.state().health();
  }

  /** A link that says when it is its turn to send. */
  private record Noticing(RedisLink link, Runnable sends) implements RedisLink {
    @Override
    public Supplier<List<@Nullable Object>> launch(
        List<Command> commands, long sentBy, long deadline) {
      sends.run();
      return link.launch(commands, sentBy, deadline);
    }

    @Override
    public @Nullable Object call(Command command, long deadline) {
      return link.call(command, deadline);
    }

    @Override
    public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
      return link.pipeline(commands, deadline);
    }

    @Override
    public long deadline() {
      return link.deadline();
    }

    @Override
    public Capabilities capabilities() {
      return link.capabilities();
    }

    @Override
    public String place() {
      return link.place();
    }

    @Override
    public void close() {
      link.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis.connections = pool", "redis.connections = lanes"})
  void connectionThatTakesMoreThanItsShare_isGoneOnWithInTurn(String settings) {
    CountDownLatch others = new CountDownLatch(1);
    try (FaultProxy proxy = new FaultProxy(healthy.host(), healthy.port())) {
      proxy.before("HELLO", () -> await(others));
      BreakerLink slow = openAt(proxy.port(), settings);
      List<FanOut.Request> requests = new ArrayList<>();
      requests.add(new FanOut.Request(slow, pings()));
      for (int i = 0; i < 3; i++) {
        RedisLink next = new Noticing(open(healthy, settings), others::countDown);
        requests.add(new FanOut.Request(next, pings()));
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
      FanOut.ask(requests, deadline).forEach(FanOutTest::assertPong);
      assertEquals(NodeState.Health.IN_USE, health(slow));
      assertEquals(1, proxy.accepted());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void serverThatTakesCommandsSlowly_hasTimeToTheDeadline() {
    try (FaultProxy proxy = new FaultProxy(hung.host(), hung.port())) {
      BreakerLink slow = openAt(proxy.port(), "redis.connections = pool");
      byte[] value = new byte[(13 << 20) + LARGE];
      // Behind it is more than the kernels keep: while it is not read, sending goes on.
      Arrays.fill(value, 12 << 20, 13 << 20, (byte) 'x');
      Command large = command(Protocol.Command.SET, "large", value);
      slow.call(new Command(Protocol.Command.PING), slow.deadline());
      proxy.delay(Direction.TO_SERVER, Duration.ofMillis(2));
      long now = System.nanoTime();
      long share = now + TimeUnit.SECONDS.toNanos(1);
      long deadline = now + TimeUnit.SECONDS.toNanos(60);
      CountDownLatch over = new CountDownLatch(1);
      proxy.before(
          "xxxx",
          () -> {
            while (System.nanoTime() - share <= 0) {
              Thread.onSpinWait();
            }
            over.countDown();
            proxy.delay(Direction.TO_SERVER, Duration.ZERO);
          });
      List<@Nullable Object> replies = slow.launch(List.of(large), share, deadline).get();
      assertArrayEquals(
          "OK".getBytes(StandardCharsets.US_ASCII), assertInstanceOf(byte[].class, replies.get(0)));
      assertEquals(0, over.getCount());
    }
  }

  /** A server that hangs, and one whose large reply comes so slowly. */
  private FanOut.Answer askForLargeReply(BreakerLink large, FaultProxy proxy, Duration pause) {
    healthy.cli("SETRANGE", "fan-out-large", String.valueOf(LARGE - 1), "x");
    BreakerLink hangs = open(hung, "redis.connections = pool");
    hangs.call(new Command(Protocol.Command.PING), hangs.deadline());
    large.call(new Command(Protocol.Command.PING), large.deadline());
    hung.pause();
    proxy.delay(Direction.TO_CLIENT, pause);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    List<FanOut.Request> requests =
        List.of(
            new FanOut.Request(hangs, pings()),
            new FanOut.Request(large, List.of(command(Protocol.Command.GET, "fan-out-large"))));
    try {
      return FanOut.ask(requests, deadline).get(1);
    } finally {
      assertEquals(NodeState.Health.AT_REST, health(hangs));
      healthy.cli("DEL", "fan-out-large");
    }
  }

  @Test
  void largeReplyThatNobodyCouldReadInTime_isReadAsLongAsBytesCome() {
    Stalls.retrying(this::readLargeReply);
  }

  private void readLargeReply() {
    closeLinks();
    try (FaultProxy proxy = new FaultProxy(healthy.host(), healthy.port())) {
      BreakerLink large = openAt(proxy.port(), "redis.connections = pool");
      FanOut.Answer answer = askForLargeReply(large, proxy, Duration.ofNanos(200_000));
      assertEquals(LARGE, assertInstanceOf(byte[].class, answer.orThrow().get(0)).length);
      assertEquals(NodeState.Health.IN_USE, health(large));
    }
  }

  @Test
  void largeReplyThatTakesTooLongAfterTheDeadline_isNotHeldAgainstItsServer() {
    try (FaultProxy proxy = new FaultProxy(healthy.host(), healthy.port())) {
      BreakerLink large = openAt(proxy.port(), "redis.connections = pool");
      FanOut.Answer answer = askForLargeReply(large, proxy, Duration.ofMillis(40));
      LinkException e = assertInstanceOf(LinkException.class, answer.orThrow().get(0));
      assertTrue(e.maybeSent());
      assertEquals(NodeState.Health.IN_USE, health(large));
    }
  }

  /** A server's link that meets an error of the JVM: at once, or when replies are asked for. */
  private record Failing(boolean atOnce) implements RedisLink {
    @Override
    public Supplier<List<@Nullable Object>> launch(
        List<Command> commands, long sentBy, long deadline) {
      return atOnce ? fail() : Failing::fail;
    }

    private static <T> T fail() {
      throw new OutOfMemoryError("no room for a bulk");
    }

    @Override
    public @Nullable Object call(Command command, long deadline) {
      return fail();
    }

    @Override
    public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
      return fail();
    }

    @Override
    public long deadline() {
      return 0;
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.UNKNOWN;
    }

    @Override
    public String place() {
      return "none";
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void errorAtOneServer_leavesNoConnectionOfTheOthersInUse(boolean atOnce) {
    RedisLink before = open(healthy, "redis.pool.max-connections = 1");
    RedisLink after = open(healthy, "redis.pool.max-connections = 1");
    List<FanOut.Request> requests =
        List.of(
            new FanOut.Request(before, pings()),
            new FanOut.Request(new Failing(atOnce), pings()),
            new FanOut.Request(after, pings()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    assertThrows(OutOfMemoryError.class, () -> FanOut.ask(requests, deadline));
    // Where the one connection were still in use, nobody would get it.
    ask(10_000).forEach(FanOutTest::assertPong);
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Single connections to a node of a cluster that is not the process that a manager knew. */
@ServerTest
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeReturnTest {
  private static final String KEY = "jaycache:cache:k";

  private final RedisCluster cluster =
      RedisCluster.start(
          Flavor.REDIS,
          1,
          0,
          RedisOptions.PLAIN
              .with("cluster-node-timeout", "500")
              .with("enable-debug-command", "local"));
  private final RedisProcess node = cluster.nodes().get(0);
  private final String id = RedisCluster.id(node);
  private final List<AutoCloseable> open = new ArrayList<>();
  private KnownNodes known = new KnownNodes();

  @BeforeEach
  void empty() {
    node.cli("FLUSHALL");
    known = new KnownNodes();
    known.at(id).becomes("another process");
    node.cli("SET", KEY, "old");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private static long in(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private static RedisSettings settings(String flush, String connectTimeout) {
    return RedisSettings.of(
        TestBackends.settings(
            "flush-on-reconnect = " + flush + ", connect-timeout = " + connectTimeout));
  }

  private DeadlineWatch watch() {
    DeadlineWatch watch = new DeadlineWatch("node", TimeUnit.SECONDS.toNanos(10));
    open.add(watch::close);
    return watch;
  }

  private RedisConnection connect(int port, RedisSettings settings) {
    RedisAddress address = new RedisAddress(Endpoint.tcp(node.host(), port), Access.PLAIN);
    DeadlineWatch watch = watch();
    Connector connector = new Connector(address, settings, null, watch, known);
    RedisConnection connection = connector.open(in(60), null);
    open.add(
        0,
        () -> {
          connection.abort();
          watch.remove(connection);
        });
    connection.begin(in(60));
    return connection;
  }

  private RedisConnection connect(String flush) {
    return connect(node.port(), settings(flush, "60 s"));
  }

  private String identity() {
    return new ServerTalk("the node")
        .run(node.cli("INFO", "server").getBytes(StandardCharsets.UTF_8));
  }

  private NodeMarks marks() {
    return Objects.requireNonNull(NodeMarks.of("jaycache", node.cli("CLUSTER", "NODES")));
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.US_ASCII);
  }

  private static Command get() {
    byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
    Command get = new Command(Protocol.Command.GET, Form.PLAIN, key, 0);
    get.add(key);
    return get;
  }

  private static Command scan() {
    return ServerTalk.command(Protocol.Command.SCAN, "0");
  }

  private static Command ping() {
    return new Command(Protocol.Command.PING);
  }

  @Test
  void nodeThatNobodyKnows_isTakenAsItIs() {
    known = new KnownNodes();
    connect("cache");
    assertEquals("1", node.cli("DBSIZE"), "nothing was flushed, and nothing marked");
    assertTrue(known.at(id).is(identity()));
  }

  @Test
  void nodeThatIsKnown_isAskedNothingMore() {
    known.at(id).becomes(identity());
    node.cli("CONFIG", "RESETSTAT");
    connect("cache");
    String asked = node.cli("INFO", "commandstats");
    assertTrue(asked.contains("cmdstat_cluster|myid"), asked);
    assertFalse(asked.contains("cmdstat_cluster|nodes"), asked);
    assertFalse(asked.contains("cmdstat_set"), asked);
    assertEquals("old", node.cli("GET", KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void anotherProcess_isFlushedAndMarked(String flush) {
    node.cli("SET", "other", "of others");
    node.cli("SET", "jaycache:%server:" + id + ":{of another run}", "of another run");
    RedisConnection connection = connect(flush);
    assertFalse(connection.refusesKeys());
    assertEquals("0", node.cli("EXISTS", KEY));
    assertEquals(flush.equals("cache") ? "1" : "0", node.cli("EXISTS", "other"));
    NodeMarks marks = marks();
    assertEquals(8, marks.keys().size());
    for (byte[] mark : marks.keys()) {
      assertEquals(identity(), node.cli("GET", text(mark)));
    }
    assertEquals("0", node.cli("EXISTS", text(marks.lock())), "the lock is given back");
    assertTrue(known.at(id).is(identity()));
  }

  @Test
  void manyEntriesInAllSlots_areRemoved() {
    node.cli("DEBUG", "POPULATE", "20000", "jaycache:cache");
    connect("cache");
    assertEquals("8", node.cli("DBSIZE"), "the marks");
  }

  @Test
  void anotherHistoryOfTheSameRun_isNoOtherProcess() {
    known.at(id).becomes(identity());
    node.cli("DEBUG", "CHANGE-REPL-ID");
    connect("cache");
    assertEquals("old", node.cli("GET", KEY));
  }

  @Test
  void eachFlush_hasItsLockByAnotherToken() {
    String lock = text(marks().lock());
    Queue<String> tokens = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 2; i++) {
      node.cli("FLUSHALL");
      node.cli("SET", KEY, "old");
      known.at(id).becomes("another process");
      try (FaultProxy proxy = new FaultProxy(node.host(), node.port())) {
        proxy.before(KEY, () -> tokens.add(node.cli("GET", lock)));
        connect(proxy.port(), settings("cache", "60 s"));
      }
    }
    assertEquals(2, Set.copyOf(tokens).size(), tokens::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void markInWhateverSlot_isFound(String flush) {
    node.cli("SET", "jaycache:%server:" + id + ":{a slot that was the last}", identity());
    connect(flush);
    assertEquals("old", node.cli("GET", KEY));
    assertEquals("0", node.cli("EXISTS", text(marks().lock())), "the lock is given back");
    assertTrue(known.at(id).is(identity()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void whoWasHeldUpUntilAnotherWasDone_removesNothing(String flush) {
    NodeMarks marks = marks();
    heldUp(
        flush,
        () -> {
          node.cli("DEL", text(marks.lock()));
          node.cli("SET", text(marks.keys().get(3)), identity());
          node.cli("SET", KEY, "new");
        });
    assertEquals("0", node.cli("EXISTS", text(marks.lock())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void whoHeldAnotherLockThanWhoIsDone_removesNothing(String flush) {
    NodeMarks marks = marks();
    heldUp(
        flush,
        () -> {
          node.cli("SET", text(marks.keys().get(3)), identity());
          node.cli("SET", KEY, "new");
        });
    assertEquals("0", node.cli("EXISTS", text(marks.lock())), "the lock is given back");
  }

  /** Has something happen just before anything is removed. */
  private void heldUp(String flush, Runnable meanwhile) {
    try (FaultProxy proxy = new FaultProxy(node.host(), node.port())) {
      proxy.before(flush.equals("cache") ? KEY : "database", meanwhile);
      connect(proxy.port(), settings(flush, "60 s"));
      assertEquals(1, proxy.hits());
      assertEquals("new", node.cli("GET", KEY));
      assertTrue(known.at(id).is(identity()));
    }
  }

  @Test
  void lockOfAnother_isWaitedFor() {
    String lock = text(marks().lock());
    node.cli("SET", lock, "of another");
    RedisConnection connection = connect(node.port(), settings("no", "60 s"));
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> check(connection, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300)));
    assertTrue(String.valueOf(e.getMessage()).contains("flush-on-reconnect"), e::toString);
    assertEquals("old", node.cli("GET", KEY));
    assertTrue(known.at(id).is("another process"));
    node.cli("PEXPIRE", lock, "300");
    connect("cache");
    assertEquals("0", node.cli("EXISTS", KEY));
  }

  @Test
  void linkThatWasGivenUp_takesNoMemoryWithIt() {
    DeadlineWatch watch = watch();
    Endpoint endpoint = Endpoint.tcp(node.host(), node.port());
    try (NodeLinks nodes = new NodeLinks(Access.PLAIN, settings("cache", "60 s"), false, watch)) {
      NodeLink before = nodes.at(endpoint);
      assertEquals("old", text((byte[]) before.call(get(), in(60))));
      nodes.retainAll(List.of());
      node.cli("SAVE");
      node.restart();
      cluster.awaitAgreement();
      assertEquals("old", node.cli("GET", KEY));
      assertNull(nodes.at(endpoint).call(get(), in(60)));
    }
  }

  private void assertRefused(RedisConnection connection, String why) {
    assertTrue(connection.refusesKeys());
    for (Command command : List.of(get(), scan())) {
      RuntimeException e = assertThrows(RuntimeException.class, () -> connection.exchange(command));
      assertTrue(String.valueOf(e.getMessage()).contains(why), e::toString);
      List<@Nullable Object> all = connection.exchange(List.of(ping(), command));
      assertSame(e, all.get(1));
    }
    assertEquals("PONG", text((byte[]) connection.exchange(ping())));
    assertTrue(known.at(id).is("another process"), "it is not taken for the one that is known");
  }

  @Test
  void nodeThatServesNobodyYet_isFlushedWhenItDoes() {
    node.cli("CLUSTER", "DELSLOTS", "0");
    try {
      while (node.cli("CLUSTER", "INFO").contains("cluster_state:ok")) {
        Thread.onSpinWait();
      }
      RedisConnection connection = connect("cache");
      assertRefused(connection, "CLUSTERDOWN");
      assertInstanceOf(
          JedisDataException.class,
          assertThrows(RuntimeException.class, () -> connection.exchange(scan())));
    } finally {
      node.cli("CLUSTER", "ADDSLOTS", "0");
      cluster.awaitAgreement();
    }
    assertEquals("old", node.cli("GET", KEY));
    assertFalse(connect("cache").refusesKeys());
    assertEquals("0", node.cli("EXISTS", KEY));
  }

  @Test
  void nodeWithoutSlots_servesNothingAndIsNoOtherThanItWas() {
    node.cli("FLUSHALL");
    node.cli("CLUSTER", "FLUSHSLOTS");
    try {
      assertRefused(connect("cache"), "no slots");
    } finally {
      node.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
      cluster.awaitAgreement();
    }
  }

  @Test
  void connectionThatRefusesKeys_isNotKept() {
    RedisAddress address = new RedisAddress(Endpoint.tcp(node.host(), node.port()), Access.PLAIN);
    DeadlineWatch watch = watch();
    Connector connector = new Connector(address, settings("no", "60 s"), null, watch);
    try (ConnectionPool pool = new ConnectionPool(connector, watch, 1, null)) {
      RedisConnection connection = pool.borrow(in(60));
      connection.refuseKeys(new LinkException("is a replica", false, null));
      pool.giveBack(connection);
      assertEquals(0, pool.use().idle());
      assertEquals(0, pool.use().inUse());
    }
  }

  /** A connection that is held against what is known, with a time of its own for that. */
  private void check(RedisConnection connection, long until) {
    ServerTalk talk = new ServerTalk("the node");
    Command question = ServerTalk.command(Protocol.Command.INFO, "server");
    List<@Nullable Object> answers = new ArrayList<>();
    answers.add(talk.ask(connection, question));
    new ReturnedNode(ReturnedServer.Scope.CACHE, "jaycache", "the node", known)
        .check(connection, false, List.of(question), answers, until);
  }

  @Test
  void flushThatTakesLongerThanItMay_givesItsLockBack() {
    RedisConnection connection = connect(node.port(), settings("no", "60 s"));
    node.cli("DEBUG", "POPULATE", "20000", "jaycache:cache:k");
    StoreException e =
        assertThrows(StoreException.class, () -> check(connection, System.nanoTime()));
    assertTrue(String.valueOf(e.getMessage()).contains("flush-on-reconnect"), e::toString);
    assertEquals("0", node.cli("EXISTS", text(marks().lock())));
    assertTrue(known.at(id).is("another process"));
    check(connection, in(60));
    assertTrue(known.at(id).is(identity()));
    assertEquals("0", node.cli("EXISTS", KEY));
    assertEquals("0", node.cli("EXISTS", text(marks().lock())));
  }
}

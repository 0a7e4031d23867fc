package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of one manager to a server that returned, one of which sees to the flush. */
@ServerTest
@Timeout(120)
class FlushTurnTest {
  /** More than a step of a flush removes. */
  private static final int KEYS = 20_000;

  private final RedisProcess first =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("enable-debug-command", "local"));
  private final RedisProcess second = RedisProcess.start(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(first.host(), first.port());
  private final DeadlineWatch watch = new DeadlineWatch("turn", TimeUnit.SECONDS.toNanos(10));
  private final ReturnedServer returned =
      new ReturnedServer(ReturnedServer.Scope.CACHE, "jaycache", "the server");

  @AfterEach
  void close() {
    watch.close();
    proxy.close();
    first.close();
    second.close();
  }

  private RedisConnection connect(int port) {
    RedisAddress address = new RedisAddress(Endpoint.tcp("127.0.0.1", port), Access.PLAIN);
    RedisSettings settings = RedisSettings.of(TestBackends.settings("connect-timeout = 60 s"));
    return new Connector(address, settings, null, watch).open(deadline(), null);
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
  }

  /** A new connection, held against the mark as one that greets the server is. */
  private void greet(int port) {
    greet(port, deadline());
  }

  /**
   * The same.
   *
   * @param until how long the check may take; the connection is not cut by then
   */
  private void greet(int port, long until) {
    long deadline = deadline();
    RedisConnection connection = connect(port);
    connection.begin(deadline);
    try {
      List<Command> questions = returned.questions();
      questions.forEach(connection::send);
      connection.push();
      List<@Nullable Object> answers = new ArrayList<>();
      for (Command question : questions) {
        answers.add(returned.receive(connection, question));
      }
      returned.check(connection, answers, until);
    } finally {
      connection.abort();
      watch.remove(connection);
    }
  }

  @Test
  void eachFlush_hasItsLockByAnotherToken() {
    Queue<String> tokens = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 2; i++) {
      first.cli("SET", "jaycache:cache:k", "old");
      first.cli("SET", "jaycache:%server", "another process");
      proxy.before(
          "jaycache:cache:k", () -> tokens.add(first.cli("GET", "jaycache:%server:flush")));
      greet(proxy.port());
      assertEquals("0", first.cli("EXISTS", "jaycache:cache:k", "jaycache:%server:flush"));
    }
    assertEquals(2, Set.copyOf(tokens).size(), tokens::toString);
  }

  @Test
  void processThatCameMeanwhile_isFlushedTooByWhoWaited() throws Exception {
    first.cli("SET", "jaycache:cache:k", "old");
    second.cli("SET", "jaycache:cache:k", "old");
    // Two processes behind one name: the server was restarted again between two connections.
    FutureTask<Boolean> later =
        new FutureTask<>(
            () -> {
              greet(second.port());
              return true;
            });
    Thread waiting = new Thread(later, "waiting");
    proxy.before(
        "jaycache:cache:k",
        () -> {
          waiting.start();
          // It waits for the one that is flushing, or did not need to.
          while (waiting.isAlive() && waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
        });
    greet(proxy.port());
    assertEquals(true, later.get(60, TimeUnit.SECONDS));
    assertEquals(1, proxy.hits());
    assertEquals("0", first.cli("EXISTS", "jaycache:cache:k"));
    assertEquals("0", second.cli("EXISTS", "jaycache:cache:k"));
    assertEquals("1", second.cli("EXISTS", "jaycache:%server"));
  }

  @Test
  void flushThatTakesLongerThanItMay_givesItsLockBackAndIsGoneOnWith() {
    first.cli("DEBUG", "POPULATE", String.valueOf(KEYS), "jaycache:cache:k");
    // There is no time left as soon as it begins.
    StoreException e =
        assertThrows(StoreException.class, () -> greet(first.port(), System.nanoTime()));
    assertTrue(String.valueOf(e.getMessage()).contains("flush-on-reconnect"), e::toString);
    assertEquals("0", first.cli("EXISTS", "jaycache:%server:flush", "jaycache:%server"));
    assertTrue(Integer.parseInt(first.cli("DBSIZE")) < KEYS);
    greet(first.port());
    assertEquals("jaycache:%server", first.cli("KEYS", "*"));
  }

  @Test
  void whoWaits_keepsAPartOfItsTimeToSaySo() {
    long now = System.nanoTime();
    long minute = TimeUnit.MINUTES.toNanos(1);
    assertEquals(now + minute - TimeUnit.MILLISECONDS.toNanos(50), FlushTurn.end(now + minute));
    // Of a little time it is a quarter, so that there is something left to wait for.
    long little = TimeUnit.MILLISECONDS.toNanos(40);
    long end = FlushTurn.end(System.nanoTime() + little);
    assertTrue(end - System.nanoTime() <= little * 3 / 4, () -> "ends at " + end);
    FlushTurn.pause("the server", System.nanoTime() + minute);
    StoreException e =
        assertThrows(StoreException.class, () -> FlushTurn.pause("the server", System.nanoTime()));
    assertTrue(String.valueOf(e.getMessage()).contains("flush-on-reconnect"), e::toString);
  }

  @Test
  void serverThatHidesItsRunId_isAnError() {
    List<@Nullable Object> answers = new ArrayList<>();
    answers.add("# Server\r\nredis_version:7.2.0\r\n".getBytes(StandardCharsets.UTF_8));
    answers.add("# Replication\r\nrole:master\r\n".getBytes(StandardCharsets.UTF_8));
    answers.add(null);
    first.cli("SET", "jaycache:cache:k", "v");
    RedisConnection connection = connect(first.port());
    try {
      StoreException e =
          assertThrows(StoreException.class, () -> returned.check(connection, answers, deadline()));
      String said = String.valueOf(e.getMessage());
      assertTrue(said.contains("the server") && said.contains("run id"), said);
      assertTrue(said.contains("flush-on-reconnect"), said);
      assertEquals("jaycache:cache:k", first.cli("KEYS", "*"));
    } finally {
      connection.abort();
      watch.remove(connection);
    }
  }
}

package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.history.Event.Ending;
import dev.jaycache.testkit.history.History;
import dev.jaycache.testkit.history.HistoryRun;
import dev.jaycache.testkit.history.Violation;
import dev.jaycache.testkit.history.Workload;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.proxy.LinkTrouble;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three JVMs do everything to the same keys: on a server that is well, over links that break by
 * chance, and on a cluster whose slots move. One order of single steps explains what all were told,
 * key by key. The first two make 200,000 calls together.
 */
@ServerTest
@Timeout(300)
class RedisHistoryTest {
  private static final int JVMS = 3;
  private static final int THREADS = 6;
  private static final int WELL = 340;
  private static final int TROUBLED = 132;
  private static final int MOVING = 160;

  /** Calls of four generations, all JVMs and threads together: 3 times 8 keys, and one. */
  private static final int CALLS = JVMS * THREADS * (3 * 8 + 1) * 4;

  private static final String UNBROKEN = "breaker.allowed-timeouts=-1";
  private static final String PATIENT = "command-timeout=30 s";

  /** Of each JVM in any case; no longer than the deadline of the operation that connects. */
  private static final String CONNECT = "connect-timeout=30 s";

  private final long seed = System.nanoTime();
  private final TestManagers managers = new TestManagers();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    managers.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T started) {
    open.add(0, started);
    return started;
  }

  private HistoryRun run(int generations, List<URI> servers, String... settings) {
    List<List<String>> each = new ArrayList<>();
    for (URI server : servers) {
      List<String> own = new ArrayList<>(List.of(settings));
      own.add(CONNECT);
      own.add("servers=" + server);
      each.add(own);
    }
    System.out.println("seed " + seed);
    return opened(new HistoryRun(new Workload(seed, THREADS, generations), each));
  }

  /** Looks at every key once more, and at the whole history. */
  private void judge(History history, URI server, String where) {
    history.look(
        managers
            .open(server, PATIENT)
            .createCache(
                HistoryRun.CACHE,
                new MutableConfiguration<String, String>().setTypes(String.class, String.class)));
    System.out.println(where + ": " + history);
    List<Violation> found = history.violations();
    assertTrue(
        found.isEmpty(),
        () -> "seed " + seed + ", " + found.size() + " keys; of the first " + found.get(0));
  }

  @Test
  void serverThatIsWell_answersInOneOrder() {
    RedisProcess server = opened(RedisProcess.start(Flavor.REDIS));
    HistoryRun run = run(WELL, Collections.nCopies(JVMS, server.uri()), PATIENT);
    run.go();
    History history = run.await();
    assertEquals(WELL / 4 * CALLS, history.count(Ending.ANSWERED));
    judge(history, server.uri(), "a server that is well");
  }

  @Test
  void linksThatBreak_leaveOneOrder() {
    RedisProcess server = opened(RedisProcess.start(Flavor.REDIS));
    List<FaultProxy> proxies = new ArrayList<>();
    List<URI> servers = new ArrayList<>();
    for (int i = 0; i < JVMS; i++) {
      FaultProxy proxy = opened(new FaultProxy(server.host(), server.port()));
      proxies.add(proxy);
      servers.add(server.uri(proxy.port()));
    }
    HistoryRun run = run(TROUBLED, servers, "command-timeout=200 ms", UNBROKEN);
    run.go();
    History history;
    try (LinkTrouble trouble = new LinkTrouble(proxies, seed)) {
      history = run.await();
      Map<LinkTrouble.Fault, Integer> made = trouble.stop();
      System.out.println("faults: " + made);
      assertTrue(made.values().stream().mapToInt(Integer::intValue).sum() > 20, made::toString);
    }
    judge(history, server.uri(), "links that break");
    assertTrue(history.count(Ending.UNKNOWN) > 0, "no write was cut");
    assertTrue(history.count(Ending.ANSWERED) > history.size() / 2, history::toString);
  }

  @Test
  void slotsThatMove_leaveOneOrder() {
    RedisCluster cluster =
        opened(
            RedisCluster.start(
                Flavor.REDIS, JVMS, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000")));
    URI uri = URI.create(cluster.uri());
    HistoryRun run = run(MOVING, Collections.nCopies(JVMS, uri), "command-timeout=5 s", UNBROKEN);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger moves = new AtomicInteger();
    CompletableFuture<Void> moving =
        CompletableFuture.runAsync(
            () -> {
              while (!stop.get()) {
                move(cluster, moves.getAndIncrement());
              }
            });
    run.go();
    History history;
    try {
      history = run.await();
    } finally {
      stop.set(true);
      moving.join();
    }
    System.out.println(moves + " moves of slots");
    assertTrue(moves.get() > 1);
    judge(history, uri, "slots that move");
  }

  private static void move(RedisCluster cluster, int number) {
    List<String> tags = Workload.tags();
    int slot = cluster.slot(tags.get(number % tags.size()));
    RedisProcess from = cluster.owner(slot);
    List<RedisProcess> nodes = cluster.nodes();
    RedisProcess to = nodes.get((nodes.indexOf(from) + 1 + number % 2) % nodes.size());
    cluster.beginMove(slot, to);
    cluster.moveKeys(slot, from, to);
    cluster.endMove(slot, from, to);
    cluster.awaitAgreement();
  }
}

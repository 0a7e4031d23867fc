package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.staleness.FaultRounds;
import dev.jaycache.testkit.staleness.StalenessLoad;
import dev.jaycache.testkit.staleness.StalenessReport;
import dev.jaycache.testkit.staleness.StalenessRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three JVMs write and read 1,000 keys for a minute while their links, servers and masters fail,
 * and no hit of any of them is staler than the near cache promises. Both runs go on at the same
 * time; {@code -Dstaleness.seconds} makes them longer.
 */
@ServerTest
@Timeout(580)
class NearStalenessTest {
  private static final int JVMS = 3;
  private static final int KEYS = 1_000;

  /**
   * So that each is read and written often, however slow the machine is; and not fewer, as writes
   * that fail take their copies with them, and hits are to go on meanwhile.
   */
  private static final int FEW_KEYS = 60;

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("staleness.seconds", 60));

  /** Between two troubles; proofs come again meanwhile, and copies. */
  private static final Duration WELL = Duration.ofSeconds(3);

  private static final Duration BOUND = Duration.ofSeconds(1);
  private static final StalenessLoad PROMISED = load(KEYS, BOUND);
  private static final String UNBROKEN = "breaker.allowed-timeouts=-1";

  private static StalenessLoad load(int keys, Duration maxStaleness) {
    return new StalenessLoad(JVMS, keys, 2, 2, maxStaleness.toMillis(), true);
  }

  @Test
  void noHit_isStalerThanPromised() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Object>> ended =
          pool.invokeAll(
              List.of(
                  Executors.callable(NearStalenessTest::judgeServer),
                  Executors.callable(NearStalenessTest::judgeCluster)));
      assertAll(ended.stream().map(each -> each::get));
    } finally {
      pool.shutdownNow();
    }
  }

  private static void judgeServer() {
    try (ServerRun run = new ServerRun(PROMISED)) {
      run.jvms.go();
      Map<String, Integer> made = run.troubles().rounds().run(TIME, WELL);
      judge("on a server", run.jvms.rest(), made);
    }
  }

  private static void judgeCluster() {
    RedisOptions options = RedisOptions.PLAIN.with("cluster-node-timeout", "4000");
    try (RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 3, 1, options);
        StalenessRun jvms =
            new StalenessRun(
                PROMISED,
                Collections.nCopies(
                    JVMS, List.of("servers=" + cluster.uri(), "command-timeout=1 s", UNBROKEN)))) {
      jvms.go();
      String prefix = "jaycache:" + StalenessRun.CACHE + ':';
      Map<String, Integer> made =
          new ClusterTroubles(cluster, prefix, KEYS, jvms.jvms()).rounds().run(TIME, WELL);
      judge("on a cluster", jvms.rest(), made);
    }
  }

  private static void judge(String where, StalenessReport report, Map<String, Integer> made) {
    System.out.println(where + ": " + report + "; troubles: " + made);
    assertAll(
        where,
        () -> assertTrue(report.all().mostNanos() <= BOUND.toNanos(), report.all()::toString),
        () -> assertEquals(0, report.own().stale(), report.own()::toString),
        () -> assertEquals(0, report.rest().stale(), report.rest()::toString),
        // Without these it would prove nothing.
        () -> assertTrue(report.all().stale() > 0, report::toString),
        () -> assertTrue(4 * report.counts().near() > report.all().hits(), report::toString),
        () -> assertTrue(report.counts().nearAtRest() > 0, report::toString));
  }

  /** What the run above asserts can be otherwise: here copies may be a day old. */
  @Test
  void hitThatIsStaler_isNoticed() {
    try (ServerRun run = new ServerRun(load(FEW_KEYS, Duration.ofDays(1)))) {
      run.jvms.go();
      FaultRounds.last(WELL);
      run.troubles().halfOpen();
      StalenessReport report = run.jvms.rest();
      System.out.println("a day, over a half-open link: " + report);
      assertTrue(report.all().mostNanos() > BOUND.toNanos(), report.all()::toString);
      assertEquals(0, report.rest().stale(), report.rest()::toString);
    }
  }

  /** Three JVMs and a server, each over a link of its own. */
  private static final class ServerRun implements AutoCloseable {
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
    private final StalenessRun jvms;

    ServerRun(StalenessLoad load) {
      List<List<String>> settings = new ArrayList<>();
      for (int i = 0; i < JVMS; i++) {
        FaultProxy proxy = new FaultProxy(server.host(), server.port());
        proxies.add(proxy);
        settings.add(
            List.of(
                "servers=" + server.uri(proxy.port()),
                "command-timeout=500 ms",
                "connect-timeout=500 ms",
                UNBROKEN));
      }
      try {
        jvms = new StalenessRun(load, settings);
      } catch (RuntimeException e) {
        proxies.forEach(FaultProxy::close);
        server.close();
        throw e;
      }
    }

    ServerTroubles troubles() {
      return new ServerTroubles(server, proxies, jvms.jvms());
    }

    @Override
    public void close() {
      jvms.close();
      proxies.forEach(FaultProxy::close);
      server.close();
    }
  }
}

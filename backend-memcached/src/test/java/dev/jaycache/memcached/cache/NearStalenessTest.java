package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.staleness.FaultRounds;
import dev.jaycache.testkit.staleness.StalenessLoad;
import dev.jaycache.testkit.staleness.StalenessReport;
import dev.jaycache.testkit.staleness.StalenessRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three JVMs with copies that nobody is told of: no hit is staler than copies may be, while links
 * and the server fail. With one thread the server does what it was sent in order, which the writers
 * of the test rely on.
 */
@ServerTest
@Timeout(300)
class NearStalenessTest {
  private static final int JVMS = 3;
  private static final int KEYS = 1_000;
  private static final Duration BOUND = Duration.ofMillis(500);
  private static final Duration FAULT = Duration.ofMillis(800);
  private static final Duration WELL = Duration.ofMillis(500);
  private static final Duration TIME = Duration.ofSeconds(8);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final MemcachedProcess server = opened(MemcachedProcess.start("-t", "1"));
  private final List<FaultProxy> proxies = new ArrayList<>();

  private <T extends AutoCloseable> T opened(T started) {
    open.add(0, started);
    return started;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private StalenessRun start(Duration maxStaleness) {
    List<List<String>> settings = new ArrayList<>();
    for (int i = 0; i < JVMS; i++) {
      FaultProxy proxy = opened(new FaultProxy(server.host(), server.port()));
      proxies.add(proxy);
      settings.add(
          List.of(
              "servers=memcached://" + server.host() + ':' + proxy.port(),
              "command-timeout=300 ms",
              "breaker.allowed-timeouts=-1"));
    }
    return opened(
        new StalenessRun(
            new StalenessLoad(JVMS, KEYS, 2, 2, maxStaleness.toMillis(), false), settings));
  }

  private void halfOpen() {
    FaultProxy proxy = proxies.get(0);
    proxy.drop();
    FaultRounds.last(FAULT);
    proxy.refuse();
    proxy.reset();
    proxy.pass();
  }

  private void freezeServer() {
    server.pause();
    FaultRounds.last(FAULT);
    server.resume();
  }

  private static void freeze(ChildJvm jvm) {
    jvm.freeze();
    FaultRounds.last(FAULT);
    jvm.thaw();
  }

  @Test
  void noHit_isStalerThanPromised() {
    StalenessRun run = start(BOUND);
    run.go();
    Map<String, Integer> made =
        new FaultRounds()
            .with("half-open link", this::halfOpen)
            .with("server frozen", this::freezeServer)
            .with("links cut", () -> proxies.forEach(FaultProxy::cut))
            .with("JVM frozen", () -> freeze(run.jvms().get(1)))
            .with("server restarted", server::restart)
            .run(TIME, WELL);
    StalenessReport report = run.rest();
    System.out.println("on memcached: " + report + "; troubles: " + made);
    assertAll(
        () -> assertTrue(report.all().mostNanos() <= BOUND.toNanos(), report.all()::toString),
        () -> assertEquals(0, report.own().stale(), report.own()::toString),
        () -> assertEquals(0, report.rest().stale(), report.rest()::toString),
        () -> assertTrue(report.all().stale() > 0, report::toString),
        () -> assertTrue(4 * report.counts().near() > report.all().hits(), report::toString));
  }

  /** What the run above asserts can be otherwise. */
  @Test
  void hitThatIsStaler_isNoticed() {
    StalenessRun run = start(BOUND.multipliedBy(4));
    run.go();
    FaultRounds.last(BOUND.multipliedBy(4));
    StalenessReport report = run.rest();
    assertTrue(report.all().mostNanos() > BOUND.toNanos(), report.all()::toString);
  }
}

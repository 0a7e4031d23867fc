package dev.jaycache.memcached;

import dev.jaycache.store.Backend;
import dev.jaycache.store.outage.Breaker;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.MemcachedProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Links and backends to servers of tests. */
final class TestLinks {
  private static final Duration BUSY = Duration.ofNanos(50_000);

  private TestLinks() {}

  static LinkSettings settings(Wire wire, long millis) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return new LinkSettings(nanos, nanos, BUSY, wire, 1, null, "", Breaker.Limits.OFF);
  }

  static List<ServerAddress> addresses(List<MemcachedProcess> servers) {
    return servers.stream().map(each -> new ServerAddress(each.host(), each.port(), 1)).toList();
  }

  static MemcachedLink open(List<ServerAddress> servers, Wire wire) {
    return new TurnLink(servers, "ketama", settings(wire, 10_000));
  }

  /** A backend by a clock. By a manual one the servers keep entries longer than any test takes. */
  static Backend backend(List<ServerAddress> servers, Wire wire, TestClock clock) {
    return backend(open(servers, wire), servers, wire, clock);
  }

  /** A backend over a link of its own. */
  static Backend backend(
      MemcachedLink link, List<ServerAddress> servers, Wire wire, TestClock clock) {
    return new MemcachedBackend(
        new MemcachedParts(
            link,
            null,
            new KeyDump(servers, settings(wire, 10_000)),
            "MD5",
            clock,
            clock.isManual() ? 3_600 : 1));
  }
}

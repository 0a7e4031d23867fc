package dev.jaycache.memcached;

import dev.jaycache.testkit.server.MemcachedProcess;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Links to servers of tests. */
final class TestLinks {
  private TestLinks() {}

  static LinkSettings settings(Wire wire, long millis) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return new LinkSettings(nanos, nanos, wire, 1, null, "");
  }

  static MemcachedLink open(List<MemcachedProcess> servers, Wire wire) {
    return new ReactorLink(
        servers.stream().map(each -> new ServerAddress(each.host(), each.port(), 1)).toList(),
        "ketama",
        settings(wire, 10_000));
  }
}

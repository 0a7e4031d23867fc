package dev.jaycache.testkit.server;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the commands that a server runs, by the server's own statistics ({@code INFO
 * commandstats}), so that no client library can miscount. For one thread, and for a server that
 * nobody else uses meanwhile.
 *
 * <p>Commands inside a script count, and so does the script itself; commands in a pipeline count
 * each. So this says how much work a server has, and not how often a client waits: for that see
 * {@link dev.jaycache.testkit.proxy.RoundTripCounter}. The counter's own {@code INFO} is left out.
 */
public final class CommandCounter implements AutoCloseable {
  private final RespClient client;
  private Map<String, Long> before;

  /** Counts from now on. */
  public CommandCounter(RedisProcess server) {
    this.client = server.connect();
    this.before = totals();
  }

  /** Counts from now on. */
  public void reset() {
    before = totals();
  }

  /**
   * How often each command ran since then, those that ran at all.
   *
   * @return by lower-case name, subcommands as {@code client|setinfo}
   */
  public Map<String, Long> calls() {
    Map<String, Long> calls = new TreeMap<>();
    totals()
        .forEach(
            (name, total) -> {
              long since = total - before.getOrDefault(name, 0L);
              if (since != 0) {
                calls.put(name, since);
              }
            });
    return calls;
  }

  /** All calls since then. */
  public long total() {
    return calls().values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<String, Long> totals() {
    Map<String, Long> totals = new TreeMap<>();
    client
        .text("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info:"))
        .forEach(
            line -> {
              String name = line.substring("cmdstat_".length(), line.indexOf(':'));
              int from = line.indexOf("calls=") + "calls=".length();
              totals.put(name, Long.parseLong(line.substring(from, line.indexOf(',', from))));
            });
    return totals;
  }

  /** Closes the counter's connection. */
  @Override
  public void close() {
    client.close();
  }
}

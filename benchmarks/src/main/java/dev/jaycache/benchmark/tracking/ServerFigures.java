package dev.jaycache.benchmark.tracking;

import dev.jaycache.testkit.server.RedisProcess;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server says of itself. Immutable.
 *
 * @param cpuMicros the processor time that it used since its start, µs
 * @param usedMemory bytes
 * @param trackedKeys keys in its table of who read what
 * @param trackedItems readers of keys in that table
 * @param prefixes prefixes that somebody is told of
 * @param clients connections that track
 */
record ServerFigures(
    double cpuMicros,
    long usedMemory,
    long trackedKeys,
    long trackedItems,
    long prefixes,
    long clients) {
  static ServerFigures of(RedisProcess server) {
    Map<String, String> info = new HashMap<>();
    server
        .cli("INFO", "everything")
        .lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> info.put(pair[0], pair[1].strip()));
    double cpu = seconds(info, "used_cpu_user") + seconds(info, "used_cpu_sys");
    return new ServerFigures(
        cpu * 1e6,
        number(info, "used_memory"),
        number(info, "tracking_total_keys"),
        number(info, "tracking_total_items"),
        number(info, "tracking_total_prefixes"),
        number(info, "tracking_clients"));
  }

  private static double seconds(Map<String, String> info, String name) {
    return Double.parseDouble(info.getOrDefault(name, "0"));
  }

  private static long number(Map<String, String> info, String name) {
    return Long.parseLong(info.getOrDefault(name, "0"));
  }
}

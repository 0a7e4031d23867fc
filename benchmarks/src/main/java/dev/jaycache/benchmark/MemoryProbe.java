package dev.jaycache.benchmark;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.RedisClient;

/**
 * Measures by how much the server's {@code used_memory}, without the buffers of connections, grows
 * per entry. For one thread. On a server that others use, their doings are measured too.
 */
final class MemoryProbe {
  private static final int BATCH = 500;
  private static final int STABLE_READS = 4;
  private static final int MOST_READS = 100;
  private static final long PAUSE_MILLIS = 60;

  private final Optional<Place> given;
  private final Dataset data;
  private final int entries;

  /**
   * Prepares a measurement.
   *
   * @param given the server; empty: a fresh one for each figure, since a server's tables keep the
   *     size that they once had
   */
  MemoryProbe(Optional<Place> given, Dataset data, int entries) {
    this.given = given;
    this.data = data;
    this.entries = entries;
  }

  /** Measures each of these contenders on an otherwise empty cache. */
  List<MemoryUse> measure(List<Contender> contenders, List<Boolean> ttls) {
    List<MemoryUse> uses = new ArrayList<>();
    for (boolean ttl : ttls) {
      for (Contender contender : contenders) {
        uses.add(new MemoryUse(contender, ttl, entries, perEntry(contender, ttl)));
      }
    }
    return uses;
  }

  private double perEntry(Contender contender, boolean ttl) {
    if (given.isPresent()) {
      return perEntry(contender, ttl, given.get());
    }
    try (RedisProcess fresh = RedisProcess.start(Flavor.REDIS)) {
      return perEntry(contender, ttl, new Place(fresh.uri()));
    }
  }

  private double perEntry(Contender contender, boolean ttl, Place place) {
    try (RedisClient jedis = RedisClient.builder().fromURI(place.server()).build();
        Target target = contender.open(place, ttl)) {
      return perEntry(target, jedis);
    }
  }

  private double perEntry(Target target, RedisClient jedis) {
    // Connections, scripts and the like are there before the first reading.
    fill(target, BATCH);
    target.clear();
    long before = usedMemory(jedis);
    fill(target, entries);
    return (usedMemory(jedis) - before) / (double) entries;
  }

  private void fill(Target target, int count) {
    Map<String, String> batch = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      batch.put("mem:%08d".formatted(i), data.value(i));
      if (batch.size() == BATCH || i == count - 1) {
        target.putAll(batch);
        batch.clear();
      }
    }
  }

  /** Waits until rehashing and lazy freeing have come to rest. */
  private static long usedMemory(RedisClient jedis) {
    long last = -1;
    int same = 0;
    for (int read = 0; read < MOST_READS && same < STABLE_READS; read++) {
      long now = reading(jedis);
      same = Math.abs(now - last) < 16_384 ? same + 1 : 0;
      last = now;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    return last;
  }

  private static long reading(RedisClient jedis) {
    String info = jedis.info("memory");
    return field(info, "used_memory") - field(info, "mem_clients_normal");
  }

  private static long field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ':'))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("INFO memory tells no " + name));
  }
}

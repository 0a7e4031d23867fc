package dev.jaycache.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Measures by how much the memory that a server uses grows per entry. For one thread. On a server
 * that others use, their doings are measured too.
 */
final class MemoryProbe {
  private static final int BATCH = 500;
  private static final int STABLE_READS = 4;
  private static final int MOST_READS = 100;
  private static final long PAUSE_MILLIS = 60;

  private final Supplier<Site> sites;
  private final Dataset data;
  private final int entries;

  /**
   * Prepares a measurement.
   *
   * @param sites gives a site for each figure: a fresh one where it can, since a server's tables
   *     keep the size that they once had
   */
  MemoryProbe(Supplier<Site> sites, Dataset data, int entries) {
    this.sites = sites;
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
    try (Site site = sites.get();
        Target target = contender.open(site.of(contender), ttl)) {
      // Connections, scripts and the like are there before the first reading.
      fill(target, "pre", BATCH);
      target.clear();
      long before = usedBytes(site, contender);
      fill(target, "mem", entries);
      return (usedBytes(site, contender) - before) / (double) entries;
    }
  }

  private void fill(Target target, String name, int count) {
    Map<String, String> batch = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      batch.put("%s:%08d".formatted(name, i), data.value(i));
      if (batch.size() == BATCH || i == count - 1) {
        target.putAll(batch);
        batch.clear();
      }
    }
  }

  /** Waits until rehashing and lazy freeing have come to rest. */
  private static long usedBytes(Site site, Contender contender) {
    long last = -1;
    int same = 0;
    for (int read = 0; read < MOST_READS && same < STABLE_READS; read++) {
      long now = site.usedBytes(contender);
      same = Math.abs(now - last) < 16_384 ? same + 1 : 0;
      last = now;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    return last;
  }
}

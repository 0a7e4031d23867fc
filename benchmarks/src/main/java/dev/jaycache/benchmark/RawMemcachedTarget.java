package dev.jaycache.benchmark;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a careful programmer would write with a client of memcached: one command where there is one,
 * a loop of gets and cas where the old value decides. Safe for any number of threads. Stores text
 * as it is, with no header. It cannot iterate.
 */
final class RawMemcachedTarget implements Target {
  private static final int TTL_SECONDS = 600;
  private static final int CLEARS = 36 * 36 * 36;

  private final MemcachedCommands client;
  private final String counterPrefix;
  private final String name;
  private final int exptime;
  private int cleared = ThreadLocalRandom.current().nextInt(CLEARS);
  private volatile String prefix;

  /**
   * Takes a connected client.
   *
   * @param name four letters of its own, with which its keys begin: so they are as long as those of
   *     the subject, and bytes per entry compare
   * @param ttl whether entries live for ten minutes after each write, or for ever
   */
  RawMemcachedTarget(MemcachedCommands client, String name, boolean ttl) {
    this.client = client;
    this.name = name;
    this.counterPrefix = name + ":all:count:";
    this.exptime = ttl ? TTL_SECONDS : 0;
    this.prefix = nextPrefix();
  }

  /** Nothing lists or removes keys by their beginning; so a cleared cache begins another way. */
  private String nextPrefix() {
    cleared = (cleared + 1) % CLEARS;
    String number = Integer.toString(CLEARS + cleared, 36).substring(1);
    return name + ':' + number + ":bench:";
  }

  @Override
  public @Nullable String get(String key) {
    return client.get(prefix + key);
  }

  @Override
  public void put(String key, String value) {
    client.set(prefix + key, exptime, value);
  }

  @Override
  public @Nullable String getAndPut(String key, String value) {
    String full = prefix + key;
    while (true) {
      MemcachedCommands.Stamped old = client.gets(full);
      if (old == null ? client.add(full, exptime, value) : cas(full, old, value)) {
        return old == null ? null : old.value();
      }
    }
  }

  @Override
  public boolean putIfAbsent(String key, String value) {
    return client.add(prefix + key, exptime, value);
  }

  @Override
  public boolean replace(String key, String oldValue, String newValue) {
    String full = prefix + key;
    while (true) {
      MemcachedCommands.Stamped old = client.gets(full);
      if (old == null || !old.value().equals(oldValue)) {
        return false;
      }
      if (cas(full, old, newValue)) {
        return true;
      }
    }
  }

  private boolean cas(String key, MemcachedCommands.Stamped old, String value) {
    return client.cas(key, exptime, value, old.cas());
  }

  @Override
  public boolean remove(String key) {
    return client.delete(prefix + key);
  }

  @Override
  public Map<String, String> getAll(Set<String> keys) {
    Map<String, String> found = new HashMap<>();
    int skip = prefix.length();
    client
        .getAll(prefixed(prefix, keys))
        .forEach((key, value) -> found.put(key.substring(skip), value));
    return found;
  }

  @Override
  public void putAll(Map<String, String> entries) {
    Map<String, String> prefixed = new LinkedHashMap<>();
    entries.forEach((key, value) -> prefixed.put(prefix + key, value));
    client.setAll(prefixed, exptime);
  }

  @Override
  public void removeAll(Set<String> keys) {
    client.deleteAll(prefixed(prefix, keys));
  }

  private static List<String> prefixed(String prefix, Set<String> keys) {
    return keys.stream().map(key -> prefix + key).toList();
  }

  @Override
  public long iterate() {
    throw new UnsupportedOperationException("the client lists no keys");
  }

  @Override
  public void invokeIncrement(String counter) {
    String key = counterPrefix + counter;
    MemcachedCommands.Stamped before;
    do {
      before = client.gets(key);
      if (before == null) {
        throw new IllegalStateException("no counter " + counter);
      }
    } while (!cas(key, before, Long.toString(Long.parseLong(before.value()) + 1)));
  }

  /** The counter keeps its exptime: the server's increment takes none. */
  @Override
  public void increment(String counter) {
    client.increment(counterPrefix + counter);
  }

  @Override
  public void resetCounters(Set<String> counters) {
    counters.forEach(counter -> client.set(counterPrefix + counter, exptime, "0"));
  }

  @Override
  public long sumCounters(Set<String> counters) {
    return client.getAll(prefixed(counterPrefix, counters)).values().stream()
        .mapToLong(value -> Long.parseLong(value.strip()))
        .sum();
  }

  @Override
  public void clear() {
    prefix = nextPrefix();
  }

  @Override
  public void close() {
    client.close();
  }
}

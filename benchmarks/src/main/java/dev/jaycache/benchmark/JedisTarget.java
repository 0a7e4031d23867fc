package dev.jaycache.benchmark;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * What a careful programmer would write with pooled Jedis: one plain command where there is one,
 * one small script where there is none, a pipeline where a bulk command takes no time to live. Safe
 * for any number of threads. Stores text as it is, with no header.
 */
sealed class JedisTarget implements Target permits PrebuiltTarget {
  /** As long as the prefix of the subject's keys, so that bytes per entry compare. */
  static final String PREFIX = "rawjedis:bench:";

  static final String COUNTER_PREFIX = "rawjedis:count:";
  private static final int MOST_CONNECTIONS = 256;
  static final int SCAN_COUNT = 1_000;
  static final long TTL_MILLIS = 600_000;
  private static final String COMPARE_AND_SET =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])
      else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
      return 1
      """;

  private final RedisClient jedis;
  private final boolean ttl;
  private final String ttlArgument;
  private final String compareAndSet;

  /**
   * Connects.
   *
   * @param uri server and database
   * @param ttl whether entries live for ten minutes after each write, or for ever
   */
  JedisTarget(URI uri, boolean ttl) {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(MOST_CONNECTIONS);
    pool.setMaxIdle(MOST_CONNECTIONS);
    this.jedis = RedisClient.builder().fromURI(uri).poolConfig(pool).build();
    this.ttl = ttl;
    this.ttlArgument = ttl ? Long.toString(TTL_MILLIS) : "0";
    this.compareAndSet = jedis.scriptLoad(COMPARE_AND_SET);
  }

  @Override
  public @Nullable String get(String key) {
    return jedis.get(PREFIX + key);
  }

  @Override
  public void put(String key, String value) {
    if (ttl) {
      jedis.set(PREFIX + key, value, SetParams.setParams().px(TTL_MILLIS));
    } else {
      jedis.set(PREFIX + key, value);
    }
  }

  @Override
  public @Nullable String getAndPut(String key, String value) {
    return ttl
        ? jedis.setGet(PREFIX + key, value, SetParams.setParams().px(TTL_MILLIS))
        : jedis.setGet(PREFIX + key, value);
  }

  @Override
  public boolean putIfAbsent(String key, String value) {
    SetParams absent = SetParams.setParams().nx();
    if (ttl) {
      absent.px(TTL_MILLIS);
    }
    return jedis.set(PREFIX + key, value, absent) != null;
  }

  @Override
  public boolean replace(String key, String oldValue, String newValue) {
    return compareAndSet(PREFIX + key, oldValue, newValue);
  }

  private boolean compareAndSet(String key, String oldValue, String newValue) {
    Object done =
        jedis.evalsha(compareAndSet, List.of(key), List.of(oldValue, newValue, ttlArgument));
    return Long.valueOf(1).equals(done);
  }

  @Override
  public boolean remove(String key) {
    return jedis.unlink(PREFIX + key) == 1;
  }

  @Override
  public Map<String, String> getAll(Set<String> keys) {
    List<String> values = jedis.mget(prefixed(PREFIX, keys));
    Map<String, String> found = new HashMap<>();
    int i = 0;
    for (String key : keys) {
      String value = values.get(i++);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  @Override
  public void putAll(Map<String, String> entries) {
    if (ttl) {
      try (AbstractPipeline pipeline = jedis.pipelined()) {
        entries.forEach(
            (key, value) ->
                pipeline.set(PREFIX + key, value, SetParams.setParams().px(TTL_MILLIS)));
        pipeline.sync();
      }
    } else {
      List<String> words = new ArrayList<>(2 * entries.size());
      entries.forEach(
          (key, value) -> {
            words.add(PREFIX + key);
            words.add(value);
          });
      jedis.mset(words.toArray(String[]::new));
    }
  }

  @Override
  public void removeAll(Set<String> keys) {
    jedis.unlink(prefixed(PREFIX, keys));
  }

  private static String[] prefixed(String prefix, Set<String> keys) {
    return keys.stream().map(key -> prefix + key).toArray(String[]::new);
  }

  @Override
  public long iterate() {
    long read = 0;
    ScanParams page = new ScanParams().match(PREFIX + '*').count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> found = jedis.scan(cursor, page);
      if (!found.getResult().isEmpty()) {
        read +=
            jedis.mget(found.getResult().toArray(String[]::new)).stream()
                .filter(value -> value != null)
                .count();
      }
      cursor = found.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return read;
  }

  @Override
  public void invokeIncrement(String counter) {
    String key = COUNTER_PREFIX + counter;
    String before;
    do {
      before = jedis.get(key);
    } while (!compareAndSet(key, before, Long.toString(Long.parseLong(before) + 1)));
  }

  @Override
  public void increment(String counter) {
    String key = COUNTER_PREFIX + counter;
    if (ttl) {
      try (AbstractPipeline pipeline = jedis.pipelined()) {
        pipeline.incrBy(key, 1);
        pipeline.pexpire(key, TTL_MILLIS);
        pipeline.sync();
      }
    } else {
      jedis.incrBy(key, 1);
    }
  }

  @Override
  public void resetCounters(Set<String> counters) {
    jedis.mset(
        counters.stream()
            .flatMap(counter -> Stream.of(COUNTER_PREFIX + counter, "0"))
            .toArray(String[]::new));
  }

  @Override
  public long sumCounters(Set<String> counters) {
    return jedis.mget(prefixed(COUNTER_PREFIX, counters)).stream()
        .filter(value -> value != null)
        .mapToLong(Long::parseLong)
        .sum();
  }

  @Override
  public void clearCounters() {
    clear(COUNTER_PREFIX);
  }

  @Override
  public void clear() {
    clear(PREFIX);
  }

  private void clear(String prefix) {
    ScanParams page = new ScanParams().match(prefix + '*').count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> found = jedis.scan(cursor, page);
      if (!found.getResult().isEmpty()) {
        jedis.unlink(found.getResult().toArray(String[]::new));
      }
      cursor = found.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
  }

  @Override
  public void close() {
    clear(PREFIX);
    clear(COUNTER_PREFIX);
    jedis.close();
  }
}

package dev.jaycache.benchmark;

import static dev.jaycache.benchmark.PrebuiltConnection.encoded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * What a server gives a client that costs nothing, for some works: commands that were encoded
 * before they are sent, replies that are passed over, a trip for each operation on a connection of
 * its own, and a lone caller that looks for its reply instead of sleeping. Who joins the trips of
 * several callers, or knows a command that takes the server less than {@code SET … PX}, may do
 * more. The rest is as raw Jedis does it. Safe for any number of threads.
 */
final class PrebuiltTarget extends JedisTarget {
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** The least that an entry which is no bare number needs: it is read, computed, and written. */
  private static final String ADD =
      """
      local sum = redis.call('GET', KEYS[1]) + 1
      if ARGV[1] == '0' then redis.call('SET', KEYS[1], sum)
      else redis.call('SET', KEYS[1], sum, 'PX', ARGV[1]) end
      return 1
      """;

  private final URI server;
  private final String ttl;
  private final String add;
  private final AtomicInteger callers = new AtomicInteger();
  private final ConcurrentLinkedDeque<PrebuiltConnection> idle = new ConcurrentLinkedDeque<>();

  /** What writes a batch, by its first key; batches don't overlap. */
  private final Map<String, byte[]> writes = new ConcurrentHashMap<>();

  private final Map<String, byte[]> removals = new ConcurrentHashMap<>();
  private final Map<String, byte[]> additions = new ConcurrentHashMap<>();

  PrebuiltTarget(URI server, boolean ttl) {
    super(server, ttl);
    this.server = server;
    this.ttl = ttl ? Long.toString(TTL_MILLIS) : "0";
    try (RedisClient jedis = RedisClient.builder().fromURI(server).build()) {
      this.add = jedis.scriptLoad(ADD);
    }
  }

  /** A conversation. */
  private interface Talk<T> {
    T with(PrebuiltConnection connection, long look) throws IOException;
  }

  private <T> T talk(Talk<T> talk) {
    boolean alone = callers.incrementAndGet() == 1;
    PrebuiltConnection connection = idle.pollFirst();
    boolean whole = false;
    try {
      connection = connection == null ? new PrebuiltConnection(server) : connection;
      T result = talk.with(connection, alone ? LOOK_NANOS : 0);
      whole = true;
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      callers.decrementAndGet();
      if (whole) {
        idle.addFirst(connection);
      } else if (connection != null) {
        connection.close();
      }
    }
  }

  private int call(byte[] request, int replies) {
    return talk(
        (connection, look) -> {
          connection.send(request, look);
          int there = 0;
          for (int i = 0; i < replies; i++) {
            there += connection.pass();
          }
          return there;
        });
  }

  private static String first(Set<String> keys) {
    return keys.iterator().next();
  }

  @Override
  public void putAll(Map<String, String> entries) {
    String first = first(entries.keySet());
    call(writes.computeIfAbsent(first, any -> write(entries)), isTtl() ? entries.size() : 1);
    // What a removal will send is known before it is measured.
    removals.computeIfAbsent(first, any -> removal(entries.keySet()));
  }

  private boolean isTtl() {
    return !ttl.equals("0");
  }

  private byte[] write(Map<String, String> entries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<String> together = new ArrayList<>(List.of("MSET"));
    entries.forEach(
        (key, value) -> {
          together.addAll(List.of(PREFIX + key, value));
          all.writeBytes(encoded(List.of("SET", PREFIX + key, value, "PX", ttl)));
        });
    return isTtl() ? all.toByteArray() : encoded(together);
  }

  @Override
  public void removeAll(Set<String> keys) {
    call(removals.computeIfAbsent(first(keys), any -> removal(keys)), 1);
  }

  private static byte[] removal(Set<String> keys) {
    List<String> words = new ArrayList<>(List.of("UNLINK"));
    keys.forEach(key -> words.add(PREFIX + key));
    return encoded(words);
  }

  @Override
  public void increment(String counter) {
    String key = COUNTER_PREFIX + counter;
    call(
        additions.computeIfAbsent(counter, any -> encoded(List.of("EVALSHA", add, "1", key, ttl))),
        1);
  }

  /** Reads a page and scans for the next in one trip; keys go back as they came. */
  @Override
  public long iterate() {
    return talk(
        (connection, look) -> {
          long read = 0;
          byte[] cursor = string("0");
          byte @Nullable [] reads = null;
          do {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            boolean scans = cursor.length > 0;
            if (reads != null) {
              request.writeBytes(reads);
            }
            if (scans) {
              request.writeBytes(scan(cursor));
            }
            connection.send(request.toByteArray(), look);
            read += reads == null ? 0 : connection.pass();
            reads = null;
            if (scans) {
              connection.array();
              byte[] next = connection.string();
              cursor = Arrays.equals(next, string("0")) ? new byte[0] : next;
              reads = reads(connection);
            }
          } while (reads != null || cursor.length > 0);
          return read;
        });
  }

  private static byte[] string(String word) {
    return ("$" + word.length() + "\r\n" + word + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] scan(byte[] cursor) {
    ByteArrayOutputStream scan = new ByteArrayOutputStream();
    scan.writeBytes("*6\r\n$4\r\nSCAN\r\n".getBytes(StandardCharsets.US_ASCII));
    scan.writeBytes(cursor);
    for (String word : List.of("MATCH", PREFIX + '*', "COUNT", Integer.toString(SCAN_COUNT))) {
      scan.writeBytes(string(word));
    }
    return scan.toByteArray();
  }

  /** What reads the keys that follow; null where there are none. */
  private static byte @Nullable [] reads(PrebuiltConnection connection) throws IOException {
    int keys = connection.array();
    if (keys == 0) {
      return null;
    }
    ByteArrayOutputStream reads = new ByteArrayOutputStream();
    reads.writeBytes(("*" + (keys + 1) + "\r\n$4\r\nMGET\r\n").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < keys; i++) {
      reads.writeBytes(connection.string());
    }
    return reads.toByteArray();
  }

  @Override
  public void close() {
    idle.forEach(PrebuiltConnection::close);
    super.close();
  }
}

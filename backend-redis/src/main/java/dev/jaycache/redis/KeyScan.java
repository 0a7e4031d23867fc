package dev.jaycache.redis;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The state of a {@code SCAN} over the keys that begin with a prefix. For one thread. The server
 * may give a key more than once.
 */
final class KeyScan {
  private static final byte[] START = {'0'};

  private final RedisLink link;
  private final RedisErrors errors;
  private final byte[] pattern;
  private final int count;
  private byte @Nullable [] cursor = START;

  /**
   * A scan from the beginning.
   *
   * @param count about how many keys a trip looks at
   */
  KeyScan(RedisLink link, RedisErrors errors, byte[] prefix, int count) {
    this.link = link;
    this.errors = errors;
    this.pattern = pattern(prefix);
    this.count = count;
  }

  /** Whether there may be more keys. */
  boolean hasNext() {
    return cursor != null;
  }

  /**
   * Runs commands and, where there may be more keys, the next step of the scan, all in one trip.
   *
   * @param commands what may be run twice without harm; not changed
   * @return a reply each, the scan's being the last one
   * @throws dev.jaycache.store.StoreException where the server refused one, or gave no reply
   */
  List<@Nullable Object> run(List<Command> commands) {
    List<Command> all = new ArrayList<>(commands);
    byte[] at = cursor;
    if (at != null) {
      Command scan = new Command(Protocol.Command.SCAN);
      scan.add(at).add("MATCH").add(pattern).add("COUNT").add(count);
      all.add(scan);
    } else if (commands.isEmpty()) {
      throw new NoSuchElementException();
    }
    long deadline = link.deadline();
    List<@Nullable Object> replies = attempt(all, deadline);
    if (replies.stream().anyMatch(LinkException.class::isInstance)
        && deadline - System.nanoTime() > 0) {
      replies = attempt(all, deadline);
    }
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof LinkException e) {
        throw errors.lost(all.get(i), e, false);
      }
      if (replies.get(i) instanceof JedisDataException e) {
        throw errors.refused(all.get(i), e);
      }
    }
    return replies;
  }

  private List<@Nullable Object> attempt(List<Command> commands, long deadline) {
    try {
      return link.pipeline(commands, deadline);
    } catch (LinkException e) {
      throw errors.lost(commands.get(0), e, false);
    }
  }

  /** Takes the keys, with the prefix, from the last reply of {@link #run}; none at the end. */
  List<byte[]> page(List<@Nullable Object> replies) {
    if (cursor == null) {
      return List.of();
    }
    Object reply = replies.get(replies.size() - 1);
    if (!(reply instanceof List<?> page) || !(page.get(1) instanceof List<?> given)) {
      throw new IllegalArgumentException("SCAN answers a cursor and keys");
    }
    byte[] next = (byte[]) page.get(0);
    cursor = Arrays.equals(next, START) ? null : next;
    List<byte[]> keys = new ArrayList<>(given.size());
    for (Object key : given) {
      keys.add((byte[]) key);
    }
    return keys;
  }

  /** Ends the scan. */
  void end() {
    cursor = null;
  }

  /** The prefix as a glob that matches nothing but itself, and an asterisk. */
  static byte[] pattern(byte[] prefix) {
    ByteArrayOutputStream pattern = new ByteArrayOutputStream(prefix.length + 8);
    for (byte b : prefix) {
      if (b == '\\' || b == '*' || b == '?' || b == '[' || b == ']') {
        pattern.write('\\');
      }
      pattern.write(b);
    }
    pattern.write('*');
    return pattern.toByteArray();
  }
}

package dev.jaycache.redis;

import dev.jaycache.store.KeyPages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A walk over the keys that begin with a prefix, by {@code SCAN}. For one thread. {@code SCAN} may
 * give a key more than once; a walk that has to give each once remembers them all.
 */
final class KeyWalk implements KeyPages<byte[]> {
  private static final int KEYS_PER_TRIP = 1_000;
  private static final byte[] START = {'0'};

  private final RedisLink link;
  private final RedisErrors errors;
  private final byte[] prefix;
  private final byte[] pattern;
  private final Set<ByteBuffer> seen = new HashSet<>();
  private byte @Nullable [] cursor = START;

  KeyWalk(RedisLink link, RedisErrors errors, byte[] prefix) {
    this.link = link;
    this.errors = errors;
    this.prefix = prefix;
    this.pattern = pattern(prefix);
  }

  @Override
  public boolean hasNext() {
    return cursor != null;
  }

  /** The keys of one trip, without the prefix; may be none. */
  @Override
  public List<byte[]> next() {
    List<byte[]> fresh = new ArrayList<>();
    for (byte[] key : scan(null)) {
      byte[] own = Arrays.copyOfRange(key, prefix.length, key.length);
      if (seen.add(ByteBuffer.wrap(own))) {
        fresh.add(own);
      }
    }
    return fresh;
  }

  /** Removes all keys; each trip removes what the one before it found. */
  void removeAll() {
    List<byte[]> found = List.of();
    while (cursor != null || !found.isEmpty()) {
      found = scan(found.isEmpty() ? null : unlink(found));
    }
  }

  private static Command unlink(List<byte[]> keys) {
    Command unlink = new Command(Protocol.Command.UNLINK);
    for (byte[] key : keys) {
      unlink.add(key);
    }
    return unlink;
  }

  /** The next keys, with prefix, after a command that goes before; none where the walk is over. */
  private List<byte[]> scan(@Nullable Command before) {
    List<Command> commands = new ArrayList<>(2);
    if (before != null) {
      commands.add(before);
    }
    byte[] at = cursor;
    if (at != null) {
      Command scan = new Command(Protocol.Command.SCAN);
      scan.add(at).add("MATCH").add(pattern).add("COUNT").add(KEYS_PER_TRIP);
      commands.add(scan);
    } else if (before == null) {
      throw new NoSuchElementException();
    }
    Object last = replies(commands);
    return at == null ? List.of() : page(last);
  }

  private @Nullable Object replies(List<Command> commands) {
    List<@Nullable Object> replies = attempt(commands);
    if (replies.stream().anyMatch(LinkException.class::isInstance)) {
      // To look twice is no harm; and what is to go may go twice.
      replies = attempt(commands);
    }
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof LinkException e) {
        throw errors.lost(commands.get(i), e, false);
      }
      if (replies.get(i) instanceof JedisDataException e) {
        throw errors.refused(commands.get(i), e);
      }
    }
    return replies.get(replies.size() - 1);
  }

  private List<@Nullable Object> attempt(List<Command> commands) {
    try {
      return link.pipeline(commands, link.deadline());
    } catch (LinkException e) {
      throw errors.lost(commands.get(0), e, false);
    }
  }

  private List<byte[]> page(@Nullable Object reply) {
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

  @Override
  public void close() {
    cursor = null;
  }
}

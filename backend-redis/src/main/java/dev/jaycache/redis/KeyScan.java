package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The state of a {@code SCAN} over the keys that begin with a prefix or match a pattern, on one
 * server after the other. For one thread. A server may give a key more than once. What a cluster
 * moves to a server that was scanned already is missed.
 */
final class KeyScan {
  private static final byte[] START = {'0'};

  private final RedisLink link;
  private final RedisErrors errors;
  private final byte[] pattern;
  private final int count;
  private @Nullable List<RedisLink> shards;
  private boolean slotted;

  /** Which server is scanned next; all of them: none. */
  private int at;

  /** Which server gave the last page. */
  private int from;

  private byte[] cursor = START;
  private boolean ended;

  private KeyScan(RedisLink link, byte[] pattern, RedisErrors errors, int count) {
    this.link = link;
    this.errors = errors;
    this.pattern = pattern;
    this.count = count;
  }

  /**
   * A scan from the beginning.
   *
   * @param count about how many keys a trip looks at
   */
  KeyScan(RedisLink link, RedisErrors errors, byte[] prefix, int count) {
    this(link, pattern(prefix), errors, count);
  }

  /**
   * A scan from the beginning over the keys that match a pattern.
   *
   * @param pattern as in {@code SCAN MATCH}
   * @param count about how many keys a trip looks at
   */
  static KeyScan matching(RedisLink link, byte[] pattern, int count) {
    return new KeyScan(link, pattern, new RedisErrors(link.place()), count);
  }

  /** Whether there may be more keys. */
  boolean hasNext() {
    return !ended;
  }

  /** A command on the keys of the last page, or one for each where they live in slots. */
  List<Command> all(Protocol.Command name, List<byte[]> keys) {
    boolean changes = name == Protocol.Command.UNLINK;
    List<Command> commands = new ArrayList<>();
    if (slotted) {
      for (byte[] key : keys) {
        Command command = new Command(name, Form.PLAIN, key, 0);
        command.add(key);
        commands.add(command.asChange(changes));
      }
      return commands;
    }
    Command command = new Command(name);
    keys.forEach(command::add);
    commands.add(command.asChange(changes));
    return commands;
  }

  /**
   * Runs commands on keys of the last page and, where there may be more keys, the next step of the
   * scan, all in one trip.
   *
   * @param commands what may be run twice without harm; not changed
   * @return a reply each, the scan's being the last one
   * @throws dev.jaycache.store.StoreException where the server refused one, or gave no reply
   */
  List<@Nullable Object> run(List<Command> commands) {
    if (ended && commands.isEmpty()) {
      throw new NoSuchElementException();
    }
    List<Command> all = new ArrayList<>(commands);
    if (!ended) {
      Command scan = new Command(Protocol.Command.SCAN);
      scan.add(cursor).add("MATCH").add(pattern).add("COUNT").add(count);
      all.add(scan);
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
      if (replies.get(i) instanceof StoreException e) {
        throw e;
      }
    }
    return replies;
  }

  private List<@Nullable Object> attempt(List<Command> all, long deadline) {
    try {
      List<@Nullable Object> replies = ask(all, deadline);
      for (int i = 0; i < replies.size(); i++) {
        if (Redirection.of(replies.get(i)) != null && all.get(i).key() != null) {
          return redirected(all, replies, deadline);
        }
      }
      return replies;
    } catch (LinkException e) {
      throw errors.lost(all.get(0), e, false);
    }
  }

  private List<@Nullable Object> ask(List<Command> all, long deadline) {
    List<RedisLink> servers = shards;
    if (servers == null) {
      servers = link.shards(deadline);
      shards = servers;
      slotted = link.isSlotted(deadline);
    }
    int reads = ended ? all.size() : all.size() - 1;
    if (from == at || reads == 0 || ended) {
      return servers.get(reads == 0 ? at : from).pipeline(all, deadline);
    }
    // The last page of one server, and the first look at the next, in their order.
    List<FanOut.Request> both =
        List.of(
            new FanOut.Request(servers.get(from), all.subList(0, reads)),
            new FanOut.Request(servers.get(at), all.subList(reads, all.size())));
    List<@Nullable Object> replies = new ArrayList<>(all.size());
    FanOut.ask(both, deadline).forEach(answer -> replies.addAll(answer.orThrow()));
    return replies;
  }

  /** Sends commands on keys that left the server to where they are now. */
  private List<@Nullable Object> redirected(
      List<Command> all, List<@Nullable Object> replies, long deadline) {
    List<Command> again = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      if (Redirection.of(replies.get(i)) != null && all.get(i).key() != null) {
        again.add(all.get(i));
        places.add(i);
      }
    }
    List<@Nullable Object> redirected = new ArrayList<>(replies);
    List<@Nullable Object> second = link.pipeline(again, deadline);
    for (int i = 0; i < second.size(); i++) {
      redirected.set(places.get(i), second.get(i));
    }
    return redirected;
  }

  /** Takes the keys, with the prefix, from the last reply of {@link #run}; none at the end. */
  List<byte[]> page(List<@Nullable Object> replies) {
    if (ended) {
      return List.of();
    }
    Object reply = replies.get(replies.size() - 1);
    if (!(reply instanceof List<?> page) || !(page.get(1) instanceof List<?> given)) {
      throw new IllegalArgumentException("SCAN answers a cursor and keys");
    }
    from = at;
    cursor = (byte[]) page.get(0);
    if (Arrays.equals(cursor, START)) {
      at++;
      ended = shards == null || at == shards.size();
    }
    List<byte[]> keys = new ArrayList<>(given.size());
    for (Object key : given) {
      keys.add((byte[]) key);
    }
    return keys;
  }

  /** Ends the scan. */
  void end() {
    ended = true;
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

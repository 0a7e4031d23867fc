package dev.jaycache.memcached;

import dev.jaycache.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The generation of one cache on each server: a number under a key of its own, of which each entry
 * carries a copy. An entry with another one is dead. Safe for any number of threads.
 *
 * <p>It only moves forward: {@code clear()} takes a greater one, and one whose key was evicted
 * begins anew by the time, so that no old entry comes back to life. It is read after the entries,
 * in the same burst: what was alive then was alive when it was read.
 *
 * <p>A cache may remember it for a time instead. Then others' {@code clear()} is seen that much
 * later at most, counted from when the question that told it was sent.
 */
final class Generations {
  /** Bits below the milliseconds, so that two who begin anew at once don't meet. */
  private static final int RANDOM_BITS = 20;

  /** The most digits that a number of 64 bits has. */
  private static final int LONGEST = 20;

  private final MemcachedLink link;
  private final MemcachedErrors errors;
  private final String key;
  private final long rememberNanos;
  private final AtomicReferenceArray<@Nullable Sighting> last;

  /**
   * A generation that was seen.
   *
   * @param generation as an object, since each step asks for it
   * @param at when it was asked for, or when this process sent what began it
   * @param known up to when a question may have got an older one for its answer: when this process
   *     heard that it had begun it, else {@code at}
   * @param over whether something was seen, or is under way, that tells of a later one
   */
  private record Sighting(Long generation, long at, long known, boolean over) {
    Sighting ended() {
      return new Sighting(generation, at, known, true);
    }

    Sighting knownAt(long moment) {
      return new Sighting(generation, at, moment - known >= 0 ? moment : known, over);
    }

    boolean isAbove(long other) {
      return Long.compareUnsigned(generation, other) > 0;
    }
  }

  /** Generations that nobody remembers: each use reads them. */
  Generations(MemcachedLink link, MemcachedErrors errors, String key) {
    this(link, errors, key, 0);
  }

  /**
   * The generations of a cache.
   *
   * @param rememberNanos how long one is remembered, in ns; 0: not at all
   */
  Generations(MemcachedLink link, MemcachedErrors errors, String key, long rememberNanos) {
    this.link = link;
    this.errors = errors;
    this.key = key;
    this.rememberNanos = rememberNanos;
    this.last = new AtomicReferenceArray<>(link.servers());
  }

  /** Where the number stands on each server. */
  String key() {
    return key;
  }

  /** The generation as it was last seen on a server, or null. */
  @Nullable Long last(int server) {
    Sighting seen = last.get(server);
    return seen == null ? null : seen.generation();
  }

  /** The generation that need not be read again for now; null where it has to be. */
  @Nullable Long remembered(int server) {
    Sighting seen = rememberNanos == 0 ? null : last.get(server);
    return seen == null || seen.over() || link.now() - seen.at() >= rememberNanos
        ? null
        : seen.generation();
  }

  /** Says that a generation has ended: an entry of a later one was seen. */
  void forget(int server, long generation) {
    last.updateAndGet(
        server, seen -> seen != null && seen.generation() == generation ? seen.ended() : seen);
  }

  /** The same for whatever is remembered: it is about to end, and whether it did may stay open. */
  private void forget(int server) {
    last.updateAndGet(server, seen -> seen == null ? null : seen.ended());
  }

  /**
   * The generation that was read.
   *
   * @param item what stands under {@link #key()}, or null
   * @param at when the question was sent, by {@link MemcachedLink#now()}
   * @return null where there is none
   */
  @Nullable Long read(int server, @Nullable Item item, long at) {
    Long generation = item == null ? null : number(item.value());
    if (generation != null && !isSeen(server, generation)) {
      Sighting now = new Sighting(generation, at, at, false);
      last.updateAndGet(server, seen -> seen == null || isNews(now, seen) ? now : seen);
    }
    return generation;
  }

  /** Whether it is the one that was seen last, where nobody asks when that was. */
  private boolean isSeen(int server, long generation) {
    Sighting seen = rememberNanos == 0 ? last.get(server) : null;
    return seen != null && seen.generation() == generation;
  }

  /** An answer that was on its way while this process cleared the cache tells nothing new. */
  private static boolean isNews(Sighting now, Sighting seen) {
    return now.at() - seen.at() >= 0
        && (!seen.isAbove(now.generation()) || now.at() - seen.known() >= 0);
  }

  /**
   * A generation that this process began.
   *
   * @param at when it sent what began it, by {@link MemcachedLink#now()}
   */
  private void began(int server, long generation, long at) {
    Sighting now = new Sighting(generation, at, link.now(), false);
    // Another thread may have begun the next one since, and have been told sooner.
    last.updateAndGet(
        server,
        seen ->
            seen != null && seen.isAbove(generation) && seen.at() - at >= 0
                ? seen.knownAt(now.known())
                : now);
  }

  private static @Nullable Long number(byte[] text) {
    long digits = 0;
    int at = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      digits = digits * 10 + (text[at++] - '0');
    }
    if (at > 0 && at == text.length && at < LONGEST) {
      return digits;
    }
    try {
      return text.length > LONGEST
          ? null
          : Long.valueOf(
              Long.parseUnsignedLong(new String(text, StandardCharsets.ISO_8859_1).strip()));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * Makes sure that there is a generation on some servers.
   *
   * @return which, by server
   * @throws StoreException when a server refused, failed or did not answer
   */
  Map<Integer, Long> begin(Set<Integer> servers, long deadline) {
    return advance(servers, false, deadline);
  }

  /**
   * Begins a new generation on all servers.
   *
   * @throws StoreException when a server refused, failed or did not answer; on the others it is
   *     begun
   */
  void next(long deadline) {
    Set<Integer> all = new LinkedHashSet<>();
    for (int server = 0; server < link.servers(); server++) {
      all.add(server);
    }
    advance(all, true, deadline);
  }

  /**
   * Sees to it that what stands on a server now is of a generation that has ended, whoever ends it.
   *
   * @throws StoreException when the server refused, failed or did not answer
   */
  void moveOn(int server, long deadline) {
    Command read = new Command.Get(server, List.of(key));
    long at = link.now();
    Reply seen = link.run(List.of(read), deadline).get(0);
    if (!(seen instanceof Reply.Items items)) {
      throw errors.of(read, seen);
    }
    Item item = items.items().get(0);
    if (isWithoutCas(item)) {
      throw errors.withoutCas(server);
    }
    Command.Write write = write(server, item, read(server, item, at));
    Reply done = link.run(List.of(write), deadline).get(0);
    // Who came in between has begun another.
    if (!(done instanceof Reply.Done)) {
      throw errors.of(write, done);
    }
  }

  private Map<Integer, Long> advance(Set<Integer> servers, boolean always, long deadline) {
    Map<Integer, Long> begun = new HashMap<>();
    Set<Integer> left = new LinkedHashSet<>(servers);
    StoreException failure = null;
    for (int tries = 1; !left.isEmpty(); tries++) {
      List<Command.Write> writes = new ArrayList<>();
      List<Command> reads = new ArrayList<>();
      left.forEach(server -> reads.add(new Command.Get(server, List.of(key))));
      long at = link.now();
      List<Reply> seen = link.run(reads, deadline);
      for (int i = 0; i < reads.size(); i++) {
        int server = reads.get(i).server();
        if (seen.get(i) instanceof Reply.Items items) {
          Item item = items.items().get(0);
          Long old = read(server, item, at);
          if (old != null && !always) {
            begun.put(server, old);
            left.remove(server);
          } else if (isWithoutCas(item)) {
            failure = first(failure, errors.withoutCas(server));
            left.remove(server);
          } else {
            writes.add(write(server, item, old));
          }
        } else if (tries > 1 || !isLost(seen.get(i))) {
          failure = first(failure, errors.of(reads.get(i), seen.get(i)));
          left.remove(server);
        }
      }
      if (!writes.isEmpty()) {
        // Where no reply comes, it may have ended all the same.
        writes.forEach(write -> forget(write.server()));
        long sentAt = link.now();
        List<Reply> done = link.run(List.copyOf(writes), deadline);
        for (int i = 0; i < writes.size(); i++) {
          Command.Write write = writes.get(i);
          if (done.get(i) == Reply.Done.YES) {
            Long next = number(write.value());
            if (next != null) {
              began(write.server(), next, sentAt);
              begun.put(write.server(), next);
            }
            left.remove(write.server());
          } else if (!(done.get(i) instanceof Reply.Done) && (tries > 1 || !isLost(done.get(i)))) {
            failure = first(failure, errors.of(write, done.get(i)));
            left.remove(write.server());
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return begun;
  }

  private static boolean isWithoutCas(@Nullable Item item) {
    return item != null && item.cas() == 0;
  }

  /** Whether another try may do. To go forward twice is no harm: nothing of before comes back. */
  private static boolean isLost(Reply reply) {
    return reply instanceof Reply.Lost lost && lost.failure().maybeSent();
  }

  private static StoreException first(@Nullable StoreException before, StoreException then) {
    if (before == null) {
      return then;
    }
    before.addSuppressed(then);
    return before;
  }

  private Command.Write write(int server, @Nullable Item item, @Nullable Long old) {
    long fresh =
        System.currentTimeMillis() << RANDOM_BITS
            | ThreadLocalRandom.current().nextLong(1 << RANDOM_BITS);
    long next = old == null || Long.compareUnsigned(fresh, old) > 0 ? fresh : old + 1;
    byte[] value = Long.toUnsignedString(next).getBytes(StandardCharsets.US_ASCII);
    return item == null
        ? new Command.Write(server, Command.Mode.ADD, key, value, Exptime.NEVER, 0)
        : new Command.Write(server, Command.Mode.CAS, key, value, Exptime.NEVER, item.cas());
  }
}

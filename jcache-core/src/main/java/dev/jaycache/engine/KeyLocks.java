package dev.jaycache.engine;

import dev.jaycache.store.StoredEntry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The queue of callers in this process for each key: those who would otherwise lose compare-and-set
 * races to each other take turns. Safe for any number of threads, platform or virtual. It is no
 * lock that data relies on; the store's guards are.
 *
 * @param <K> the type of keys
 */
public final class KeyLocks<K> {
  private final ConcurrentHashMap<K, Turn> turns = new ConcurrentHashMap<>();
  private final long timeoutMillis;

  /** Queues in which nobody waits longer than so many ms. */
  public KeyLocks(long timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * An entry as a caller wrote it.
   *
   * @param entry the entry
   * @param heirs the last of those who had come before it was written: for who came later it may be
   *     out of date
   */
  record Legacy(StoredEntry<?> entry, long heirs) {}

  /** A caller's turn at a key. Give it back in the thread that took it. */
  public final class Turn implements AutoCloseable {
    /** Number that names this process' lease of the key while it holds one; 0 otherwise. */
    long leaseToken;

    /** When the held lease has to go to other processes, {@link System#nanoTime()}. */
    long leaseUntilNanos;

    /** What the one before left to those who queued before it wrote; null where it left nothing. */
    @Nullable Legacy legacy;

    /** How many came so far to take the turn as heirs. */
    final AtomicLong arrived = new AtomicLong();

    /** The number of the heir who has the turn, in the order of {@link #arrived}. */
    long arrival;

    private final K key;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger heirs = new AtomicInteger();
    private int users = 1;

    private Turn(K key) {
      this.key = key;
    }

    /** Whether others in this process wait for the key who go on with its lease. */
    boolean hasHeirs() {
      return heirs.get() > 0;
    }

    /** Whether the thread that has it had it already before it took it last. */
    boolean isNested() {
      return lock.getHoldCount() > 1;
    }

    @Override
    public void close() {
      lock.unlock();
      leave();
    }

    private void leave() {
      turns.compute(key, (sameKey, turn) -> --users == 0 ? null : turn);
    }
  }

  /**
   * Waits for the turn at a key. A thread that has it already may take it again.
   *
   * @throws CacheException when it does not come in time or the thread is interrupted
   */
  public Turn take(K key) {
    return take(key, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
  }

  /**
   * The same for a caller who waits for several things, this turn among them.
   *
   * @throws CacheException when it does not come in the time that is left, or the thread is
   *     interrupted
   */
  Turn take(K key, Deadline deadline) {
    return take(key, deadline.leftNanos());
  }

  private Turn take(K key, long nanos) {
    Turn turn = await(join(key), nanos);
    turn.legacy = null;
    return turn;
  }

  /**
   * As {@link #take}, for a caller who goes on with what the one before left, entry and lease. An
   * operation that does not care for leases must not inherit one: nobody would give it back.
   */
  Turn takeAsHeir(K key) {
    Turn turn = join(key);
    turn.heirs.incrementAndGet();
    long arrival = turn.arrived.incrementAndGet();
    try {
      await(turn, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
      turn.arrival = arrival;
      return turn;
    } finally {
      turn.heirs.decrementAndGet();
    }
  }

  private Turn await(Turn turn, long nanos) {
    boolean taken = false;
    try {
      taken = turn.lock.tryLock() || turn.lock.tryLock(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while another operation on the same key ran", e);
    } finally {
      if (!taken) {
        turn.leave();
      }
    }
    if (!taken) {
      throw new CacheException(
          "another operation on the same key did not end within "
              + timeoutMillis
              + " ms; an entry processor, cache writer or loader that takes so long, or that waits"
              + " for another key, is the usual reason");
    }
    return turn;
  }

  /** The turn at a key if it is free, else null. */
  public @Nullable Turn tryTake(K key) {
    Turn turn = join(key);
    if (turn.lock.tryLock()) {
      turn.legacy = null;
      return turn;
    }
    turn.leave();
    return null;
  }

  /** For how many keys somebody has the turn or waits for it. */
  int size() {
    return turns.size();
  }

  private Turn join(K key) {
    return turns.compute(
        key,
        (sameKey, turn) -> {
          if (turn == null) {
            return new Turn(sameKey);
          }
          turn.users++;
          return turn;
        });
  }
}

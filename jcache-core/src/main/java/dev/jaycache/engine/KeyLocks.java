package dev.jaycache.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** A caller's turn at a key. Give it back in the thread that took it. */
  public final class Turn implements AutoCloseable {
    /** Number that names this process' lease of the key while it holds one; 0 otherwise. */
    long leaseToken;

    /** When the held lease has to go to other processes, {@link System#nanoTime()}. */
    long leaseUntilNanos;

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
    return await(join(key));
  }

  /**
   * As {@link #take}, for a caller who goes on with the lease of the one before. An operation that
   * does not care for leases must not inherit one: nobody would give it back.
   */
  Turn takeAsHeir(K key) {
    Turn turn = join(key);
    turn.heirs.incrementAndGet();
    try {
      return await(turn);
    } finally {
      turn.heirs.decrementAndGet();
    }
  }

  private Turn await(Turn turn) {
    boolean taken = false;
    try {
      taken = turn.lock.tryLock() || turn.lock.tryLock(timeoutMillis, TimeUnit.MILLISECONDS);
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

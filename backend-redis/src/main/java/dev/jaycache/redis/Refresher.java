package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What servers say of themselves, asked again when it seems to be old: by one thread at a time,
 * while others that need it wait for its answer, and at most once a second unless somebody insists.
 * Safe for any number of threads. It has no thread of its own, and holds no lock while it asks.
 *
 * @param <T> what they say
 */
final class Refresher<T> {
  /** Asks the servers. */
  interface Source<T> {
    /**
     * Asks.
     *
     * @param before what was known so far; null: nothing
     * @param deadline by {@link System#nanoTime()}
     * @throws LinkException when nobody answers
     * @throws dev.jaycache.store.StoreException when nobody lets us in
     */
    T fetch(@Nullable T before, long deadline);
  }

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What was said.
   *
   * @param begun when it was asked for, by {@link System#nanoTime()}
   */
  private record Answer<T>(T said, long begun) {}

  private final Source<T> source;

  /** A question that has no answer yet. Whoever gets its answer finds another one here, or none. */
  private final AtomicReference<@Nullable CompletableFuture<Answer<T>>> running =
      new AtomicReference<>();

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong refreshes = new AtomicLong();
  private volatile @Nullable T known;
  private volatile long refreshedAt;

  /** Knows nothing yet. */
  Refresher(Source<T> source) {
    this.source = source;
  }

  /** What is known now; null: nothing. */
  @Nullable T known() {
    return known;
  }

  /**
   * What is known, asked for where nothing is.
   *
   * @throws LinkException when nobody answers
   * @throws dev.jaycache.store.StoreException when nobody lets us in
   */
  T get(long deadline) {
    T now = known;
    return now != null ? now : ask(deadline).said();
  }

  /**
   * Asks again, unless that was done within the last second: then what is known has to do.
   *
   * @throws LinkException as {@link #get}
   * @throws dev.jaycache.store.StoreException as {@link #get}
   */
  T refresh(long deadline) {
    T now = known;
    return now != null && !isDue() && running.get() == null ? now : ask(deadline).said();
  }

  /** Whether the last time that somebody asked is more than a second ago. */
  boolean isDue() {
    return System.nanoTime() - begun.get() >= PAUSE_NANOS;
  }

  /**
   * What is known, asked for again where it is older than a second; by one of those who come here,
   * while the others go on with what is known. Where nobody answers, it has to do.
   *
   * @param patience how long the one waits, in ns
   * @throws LinkException where nothing is known, and nobody answers
   * @throws dev.jaycache.store.StoreException where nothing is known, and nobody lets us in
   */
  T recent(long deadline, long patience) {
    T now = known;
    if (now == null) {
      return ask(deadline).said();
    }
    long time = System.nanoTime();
    if (!isDue() || running.get() != null) {
      return now;
    }
    try {
      return ask(Math.min(deadline - time, patience) + time).said();
    } catch (LinkException | StoreException e) {
      return now;
    }
  }

  /**
   * Asks again in any case: the question begins after the call does.
   *
   * @throws LinkException as {@link #get}
   * @throws dev.jaycache.store.StoreException as {@link #get}
   */
  T refreshNow(long deadline) {
    long from = System.nanoTime();
    Answer<T> fresh;
    do {
      // Another's question that was under way was perhaps answered before this one was asked.
      fresh = ask(deadline);
    } while (fresh.begun() - from < 0);
    return fresh.said();
  }

  /** How often it was asked with success. */
  long refreshes() {
    return refreshes.get();
  }

  /** When it was last asked with success, in ms since 1970; 0: never. */
  long refreshedAt() {
    return refreshedAt;
  }

  private Answer<T> ask(long deadline) {
    CompletableFuture<Answer<T>> mine = new CompletableFuture<>();
    CompletableFuture<Answer<T>> other = running.compareAndExchange(null, mine);
    if (other != null) {
      return await(other, deadline);
    }
    long now = System.nanoTime();
    begun.set(now);
    try {
      Answer<T> fresh = new Answer<>(source.fetch(known, deadline), now);
      known = fresh.said();
      refreshes.incrementAndGet();
      refreshedAt = System.currentTimeMillis();
      running.set(null);
      mine.complete(fresh);
      return fresh;
    } catch (LinkException e) {
      // Whatever waits for the answer was not sent.
      LinkException lost = new LinkException(String.valueOf(e.getMessage()), false, e, e.trouble());
      fail(mine, lost);
      throw lost;
    } catch (RuntimeException | Error e) {
      fail(mine, e);
      throw e;
    }
  }

  private void fail(CompletableFuture<Answer<T>> mine, Throwable thrown) {
    running.set(null);
    mine.completeExceptionally(thrown);
  }

  private Answer<T> await(CompletableFuture<Answer<T>> other, long deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return other.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          throw new LinkException("was not found in time", false, e);
        } catch (ExecutionException e) {
          if (e.getCause() instanceof LinkException lost) {
            throw new LinkException(String.valueOf(lost.getMessage()), false, lost, lost.trouble());
          }
          throw e.getCause() instanceof RuntimeException known
              ? known
              : new LinkException("was not found", false, e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

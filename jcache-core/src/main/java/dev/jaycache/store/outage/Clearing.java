package dev.jaycache.store.outage;

import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.outage.Suspects.Mark;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Clears a cache that is suspect as a whole: one thread does it, others who need it wait. Safe for
 * any number of threads.
 */
final class Clearing {
  private final Store<?, ?> store;
  private final Suspects suspects;
  private final Runnable check;
  private final long patienceNanos;
  private final AtomicReference<@Nullable CompletableFuture<Void>> running =
      new AtomicReference<>();

  Clearing(Store<?, ?> store, Suspects suspects, Runnable check, long patienceNanos) {
    this.store = store;
    this.suspects = suspects;
    this.check = check;
    this.patienceNanos = patienceNanos;
  }

  /**
   * Sees to it that the cache is not suspect as a whole because of what was given up before.
   *
   * @throws StoreException when the server failed, or another thread was not done in time
   */
  void clear() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others = running.compareAndExchange(null, mine);
    if (others != null) {
      await(others);
      return;
    }
    try {
      clearOnce();
      mine.complete(null);
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.set(null);
    }
  }

  private void clearOnce() {
    Mark whole = suspects.whole();
    if (whole == null) {
      return;
    }
    // While one server of several is away the others must not be cleared again and again. And what
    // reached a server before it answers this is done by then, and cleared below.
    check.run();
    store.clear();
    suspects.endWhole(whole);
  }

  private void await(CompletableFuture<Void> others) {
    try {
      others.get(patienceNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new StoreException(
          "the cache has to be cleared after an outage, and that failed: " + e.getCause(),
          e.getCause());
    } catch (TimeoutException e) {
      throw new StoreException(
          "the cache is being cleared after an outage, which took longer than command-timeout");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("the thread is interrupted while the cache is cleared", e);
    }
  }
}

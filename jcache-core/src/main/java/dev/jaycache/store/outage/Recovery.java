package dev.jaycache.store.outage;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Removes in the background what is suspect in the caches of one manager, as soon as the server is
 * back. Safe for any number of threads. It has no thread: while something is suspect it runs on one
 * of the manager's, now and then; whether the server may be asked is the breaker's business.
 */
public final class Recovery {
  private static final long PAUSE_MILLIS = 200;

  private final Executor executor;
  private final Set<SuspectStore> needy = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean planned = new AtomicBoolean();

  /**
   * A recovery that has nothing to do yet.
   *
   * @param executor runs it; may block for as long as an operation may
   */
  public Recovery(Executor executor) {
    this.executor = executor;
  }

  void isNeededBy(SuspectStore store) {
    needy.add(store);
    plan();
  }

  void isLeftBy(SuspectStore store) {
    needy.remove(store);
  }

  private void plan() {
    if (planned.compareAndSet(false, true)) {
      Thread thread = Thread.currentThread();
      ClassLoader loader = thread.getContextClassLoader();
      // The JDK starts its timer thread with the loader of whoever needs it first, and keeps it.
      thread.setContextClassLoader(null);
      try {
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor)
            .execute(this::run);
      } finally {
        thread.setContextClassLoader(loader);
      }
    }
  }

  private void run() {
    try {
      for (SuspectStore store : List.copyOf(needy)) {
        // First out, so that what becomes suspect meanwhile is not forgotten.
        needy.remove(store);
        if (!store.recover()) {
          needy.add(store);
        }
      }
    } finally {
      planned.set(false);
      if (!needy.isEmpty()) {
        plan();
      }
    }
  }
}

package dev.jaycache.near;

import dev.jaycache.codec.Codec;
import dev.jaycache.store.Store;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * How a near cache remembers the keys that are asked for most. Immutable.
 *
 * @param cache the cache's name, for messages
 * @param reads what entries are read back by; it removes nothing, and is not closed
 * @param file where they are kept
 * @param keys keys as they are at the server
 * @param entries the most keys
 * @param interval how often they are written, beside once at the end
 * @param background who does it
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record PreloadPlan<K, V>(
    String cache,
    Store<K, V> reads,
    NearKeyFile file,
    Codec<K, byte[]> keys,
    int entries,
    Duration interval,
    Background background) {

  /**
   * What the near caches of one manager have in common.
   *
   * @param executor runs what takes a while
   * @param turn held by the one cache that reads back its copies at the moment
   */
  public record Background(Executor executor, Semaphore turn) {
    /**
     * One cache after the other.
     *
     * @param loader what threads find the application's classes by that the executor starts for
     *     this: it may have others' work for them, too
     */
    public static Background on(Executor executor, ClassLoader loader) {
      return new Background(task -> execute(executor, loader, task), new Semaphore(1));
    }

    private static void execute(Executor executor, ClassLoader loader, Runnable task) {
      Thread thread = Thread.currentThread();
      ClassLoader own = thread.getContextClassLoader();
      // A thread that is started has that of who starts it: here, the JDK's timer.
      thread.setContextClassLoader(loader);
      try {
        executor.execute(task);
      } finally {
        thread.setContextClassLoader(own);
      }
    }
  }
}

package dev.jaycache.engine;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.StoredEntry;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When an entry is loaded anew before it expires, and how many are at a time. Safe for any number
 * of threads. It calls no loader by itself.
 *
 * <p>The rule is XFetch (Vattani, Chierichetti, Lowenstein: "Optimal Probabilistic Cache Stampede
 * Prevention", VLDB 2015): a reader refreshes where {@code now - delta * beta * ln(random) >=
 * expiry}, delta being how long a load takes. So nobody has to agree with anybody: the more readers
 * there are and the longer a load takes, the earlier one of them is the first.
 *
 * @param <K> the type of keys
 */
public final class EarlyRefresh<K> {
  /** More than so many at a time wait for the next reader. */
  static final int MOST = 16;

  /** The mean of the loads' durations moves by one part of so many with each load. */
  private static final int DECAY = 8;

  /** No {@code -ln} of a random double is larger: the least above 0 is 2^-53. */
  private static final double LARGEST_LOG = 37;

  private static final Logger LOG = LoggerFactory.getLogger(EarlyRefresh.class);

  private final Terms terms;
  private final Executor executor;
  private final Set<K> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong meanNanos = new AtomicLong();
  private final SeldomLog failures = new SeldomLog(LOG);

  /**
   * What decides.
   *
   * @param beta above 1 earlier, below 1 later than the optimum of the paper
   * @param random numbers from 0 to below 1
   * @param nanos for how long loads take, as {@link System#nanoTime()}
   * @param wall for what stores say of expiry
   */
  public record Terms(double beta, DoubleSupplier random, LongSupplier nanos, InstantSource wall) {
    /** With real random numbers and durations. */
    public static Terms of(double beta, InstantSource wall) {
      return new Terms(
          beta, () -> ThreadLocalRandom.current().nextDouble(), System::nanoTime, wall);
    }
  }

  /**
   * Nothing is running, and how long loads take is not known yet.
   *
   * @param executor where refreshes run
   */
  public EarlyRefresh(Terms terms, Executor executor) {
    this.terms = terms;
    this.executor = executor;
  }

  /**
   * A call of the loader.
   *
   * @param <V> the type of values
   */
  interface Load<V> {
    @Nullable V run();
  }

  /** Runs a load, and takes note of how long it took; one that throws says nothing of that. */
  <V> @Nullable V timed(Load<V> load) {
    long start = terms.nanos().getAsLong();
    V loaded = load.run();
    long took = Math.max(1, terms.nanos().getAsLong() - start);
    meanNanos.updateAndGet(mean -> mean == 0 ? took : mean + (took - mean) / DECAY);
    return loaded;
  }

  /** Whether a reader who was given this entry is the one to refresh it. */
  boolean isDue(StoredEntry<?> entry) {
    long mean = meanNanos.get();
    long expiresAt = entry.expiresAt();
    if (mean == 0
        || expiresAt == StoredEntry.NEVER_EXPIRES
        || expiresAt == StoredEntry.UNKNOWN_EXPIRY) {
      return false;
    }
    double millis = terms.beta() * mean / TimeUnit.MILLISECONDS.toNanos(1);
    long left = expiresAt - terms.wall().millis();
    return left < millis * LARGEST_LOG
        && left <= millis * -Math.log(1 - terms.random().getAsDouble());
  }

  /** Whether a refresh of a key could begin now: what it needs may be dear to make. */
  boolean mayBegin(K key) {
    return running.size() < MOST && !running.contains(key);
  }

  /** Runs a refresh in the background, unless one of the same key, or too many, are running. */
  void begin(K key, Runnable refresh) {
    if (running.size() >= MOST || !running.add(key)) {
      return;
    }
    try {
      executor.execute(() -> run(key, refresh));
    } catch (RejectedExecutionException e) {
      // The manager was closed meanwhile.
      running.remove(key);
    } catch (RuntimeException | Error e) {
      // No thread is to be had, perhaps; the caller has a hit all the same.
      running.remove(key);
      failed(e);
    }
  }

  private void run(K key, Runnable refresh) {
    try {
      refresh.run();
    } catch (IllegalStateException e) {
      // The cache was closed meanwhile; what a loader throws is no such exception any more.
    } catch (RuntimeException | Error e) {
      // Also an Error: nobody else would tell of it.
      failed(e);
    } finally {
      running.remove(key);
    }
  }

  private void failed(Throwable e) {
    failures.warn("an entry was not loaded anew before it expires, and stays until then", e);
  }
}

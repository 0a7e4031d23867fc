package dev.jaycache.engine;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.operation.Operation;
import dev.jaycache.statistics.FailureCounts;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnfitRequestException;
import java.util.List;
import javax.cache.CacheException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an operation whose store failed: the setting {@code on-error}. Safe for any
 * number of threads. Under {@code throw} it is thrown. Under {@code miss}, what can be missed or
 * dropped is ({@link Operation#onFailure()}), and what was dropped is suspect; the caller's own
 * mistakes are thrown in any case.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class Failures<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private final Store<K, V> store;
  private final FailureCounts counts;
  private final boolean tolerant;
  private final SeldomLog log = new SeldomLog(LOG);

  /**
   * The rule of one cache.
   *
   * @param tolerant whether {@code on-error = miss}
   */
  public Failures(Store<K, V> store, FailureCounts counts, boolean tolerant) {
    this.store = store;
    this.counts = counts;
    this.tolerant = tolerant;
  }

  /** Every failure is thrown. */
  static <K, V> Failures<K, V> thrown(Store<K, V> store) {
    return new Failures<>(store, new FailureCounts(store::suspects), false);
  }

  /** What was missed and dropped. */
  public FailureCounts counts() {
    return counts;
  }

  /** Whether an operation goes on without the store. */
  public boolean tolerates(Operation operation, CacheException e) {
    return tolerates(e) && operation.onFailure() != Operation.OnFailure.THROW;
  }

  private boolean tolerates(CacheException e) {
    return tolerant && e instanceof StoreException && !(e instanceof UnfitRequestException);
  }

  /**
   * What an operation on a key comes to, although the store failed.
   *
   * @throws CacheException the failure, where the operation can't do without the store
   */
  Outcome<V> instead(Operation operation, K key, CacheException e) {
    if (!tolerates(operation, e)) {
      throw e;
    }
    log(e);
    return switch (operation.onFailure()) {
      case MISS -> {
        counts.missed();
        yield Outcome.absent();
      }
      case DROP -> {
        counts.dropped();
        store.suspect(key);
        yield new Outcome<>(true, false, Effect.NONE, null);
      }
      case THROW -> throw e;
    };
  }

  private void log(CacheException e) {
    log.warn("reads miss and writes are dropped (on-error = miss): " + e.getMessage(), null);
  }

  /** Clears the store; where it fails, every entry is suspect. */
  public void clear() {
    try {
      store.clear();
    } catch (StoreException e) {
      if (!tolerates(e)) {
        throw e;
      }
      log(e);
      counts.dropped();
      store.suspectAll();
    }
  }

  /** A walk that ends where the store fails. */
  EntryPages<K, V> until(EntryPages<K, V> pages) {
    return tolerant ? new Walk(pages) : pages;
  }

  private final class Walk implements EntryPages<K, V> {
    private final EntryPages<K, V> pages;
    private boolean failed;

    Walk(EntryPages<K, V> pages) {
      this.pages = pages;
    }

    @Override
    public boolean hasNext() {
      return !failed && pages.hasNext();
    }

    @Override
    public List<KeyedEntry<K, V>> next() {
      try {
        return pages.next();
      } catch (StoreException e) {
        if (!tolerates(e)) {
          throw e;
        }
        log(e);
        counts.missed();
        failed = true;
        return List.of();
      }
    }

    @Override
    public void close() {
      pages.close();
    }
  }
}

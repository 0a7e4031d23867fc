package dev.jaycache.near;

import static dev.jaycache.near.CopyRules.changes;
import static dev.jaycache.near.CopyRules.isPlain;
import static dev.jaycache.near.CopyRules.wantsEntry;

import dev.jaycache.codec.Codec;
import dev.jaycache.statistics.ClearCause;
import dev.jaycache.statistics.NearCacheStatistics;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Held;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Tracking;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A near cache: keeps copies of what was read from the store behind it, and answers {@link
 * #readNear} from them. Everything else goes to the store. Safe for any number of threads.
 *
 * <p>The promise: an answer was true at the server at some moment that is at most the settings'
 * {@code max-staleness} ago. A copy is known to be true when the read began that brought it; and,
 * where the store tells of changes ({@link Store#track}), at the moment up to which all changes
 * have been told; and, where that is asked for, when the store found it unchanged ({@link
 * Store#readAllChanged}). Without that, {@code max-staleness} is simply how long a copy lives.
 * Writes through this store are seen by its readers at once.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class NearStore<K, V> extends FilterStore<K, V> {
  private static final int EPOCHS = 4_096;

  private final NearEntries<V> entries;
  private final @Nullable Tracking tracking;
  private final NearCounts counts = new NearCounts();
  private final NearLookup<K, V> lookup;
  private final NearFills<K, V> fills;
  private final NearReads<K, V> reads;
  private final NearStatistics statistics;
  private final @Nullable NearPreload<K, V> preload;

  /**
   * How keys and values are kept, so that nobody can change what is kept.
   *
   * @param keys an immutable key as itself, any other copied
   * @param values an immutable value as itself, any other as what has to be decoded
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public record Copies<K, V>(Codec<K, Object> keys, Codec<V, Object> values) {}

  /**
   * What time it is.
   *
   * @param nanos for how old copies are, as {@link System#nanoTime()}
   * @param wall for what the server says of expiry
   */
  public record Clock(LongSupplier nanos, InstantSource wall) {}

  /**
   * A near cache without copies.
   *
   * @param store where the entries live; closed with this one
   */
  public NearStore(Store<K, V> store, Copies<K, V> copies, NearBounds bounds, Clock clock) {
    this(store, copies, bounds, clock, new NearEntries<>(bounds, EPOCHS), null);
  }

  /**
   * A near cache that brings back, in the background, the copies that were used most before.
   *
   * @param store where the entries live; closed with this one
   */
  public NearStore(
      Store<K, V> store,
      Copies<K, V> copies,
      NearBounds bounds,
      Clock clock,
      PreloadPlan<K, V> preload) {
    this(store, copies, bounds, clock, new NearEntries<>(bounds, EPOCHS), preload);
  }

  NearStore(
      Store<K, V> store,
      Copies<K, V> copies,
      NearBounds bounds,
      Clock clock,
      NearEntries<V> entries,
      @Nullable PreloadPlan<K, V> plan) {
    super(store);
    this.entries = entries;
    this.tracking = store.track(new NearChanges<K>(entries, counts), bounds.maxStalenessNanos());
    this.lookup = new NearLookup<>(entries, copies, bounds, clock, tracking);
    this.fills = new NearFills<>(entries, copies, bounds, clock, counts, lookup);
    this.reads = new NearReads<>(store, bounds.validates(), counts);
    this.statistics = new NearStatistics(counts, entries, tracking, clock.nanos());
    this.preload = plan == null ? null : preload(plan, bounds);
    if (preload != null) {
      preload.begin();
    }
  }

  private NearPreload<K, V> preload(PreloadPlan<K, V> plan, NearBounds bounds) {
    // Threads of the manager may find fewer classes than those who ask for an entry.
    NearReads<K, V> unasked = new NearReads<>(plan.reads(), bounds.validates(), counts);
    return new NearPreload<>(plan, fills, unasked, entries, tracking);
  }

  /** The store that the copies are of. */
  public Store<K, V> behind() {
    return store;
  }

  @Override
  public boolean keepsCopies() {
    return true;
  }

  @Override
  public @Nullable V nearValue(K key, Mutation<V> read, long now) {
    V value = isPlain(read) ? lookup.value(key, now) : null;
    if (value != null) {
      counts.hits(1);
    }
    return value;
  }

  @Override
  public Outcome<V> readNear(K key, Mutation<V> read) {
    if (!isPlain(read)) {
      return apply(key, read);
    }
    Outcome<V> near = lookup.answer(key, read.want());
    if (near != null) {
      counts.hits(1);
      return near;
    }
    counts.misses(1);
    if (!wantsEntry(read)) {
      // Whether there is an entry costs the server less than the entry, and is no copy of it.
      return store.apply(key, read);
    }
    return reads.read(fills.begin(key));
  }

  /** The copy goes first: who is told of a change and reads sees it. */
  @Override
  public @Nullable Hearing hear(Announcements<K, V> told) {
    return store.hear(new NearAnnouncements<>(entries, told));
  }

  @Override
  public Outcome<V> readWhole(K key) {
    return store.readWhole(key);
  }

  @Override
  public List<Outcome<V>> readAllWhole(List<K> keys) {
    return store.readAllWhole(keys);
  }

  @Override
  public List<Outcome<V>> readAllChanged(List<Held<K>> wanted) {
    return store.readAllChanged(wanted);
  }

  @Override
  public List<Outcome<V>> readAllNear(List<Request<K, V>> requests) {
    boolean whole = true;
    for (Request<K, V> request : requests) {
      if (!isPlain(request.mutation())) {
        return applyAll(requests);
      }
      whole &= wantsEntry(request.mutation());
    }
    List<@Nullable Outcome<V>> outcomes = new ArrayList<>(requests.size());
    List<Request<K, V>> wanted = new ArrayList<>();
    List<NearFills<K, V>.Fill> begun = new ArrayList<>();
    for (Request<K, V> request : requests) {
      Outcome<V> near = lookup.answer(request.key(), request.mutation().want());
      outcomes.add(near);
      if (near == null) {
        wanted.add(request);
        if (whole) {
          begun.add(fills.begin(request.key()));
        }
      }
    }
    counts.hits(requests.size() - wanted.size());
    counts.misses(wanted.size());
    return wanted.isEmpty() ? NearReads.all(outcomes) : complete(outcomes, wanted, begun);
  }

  /** Asks the store for those that have no copy; without fills where not all want the entry. */
  private List<Outcome<V>> complete(
      List<@Nullable Outcome<V>> outcomes,
      List<Request<K, V>> wanted,
      List<NearFills<K, V>.Fill> begun) {
    List<? extends @Nullable Outcome<V>> found;
    StoreException failure = null;
    try {
      found = begun.isEmpty() ? store.applyAll(wanted) : reads.readAll(begun);
    } catch (StoreException e) {
      found = e.outcomes(wanted.size());
      failure = e;
    }
    int next = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == null) {
        outcomes.set(i, found.get(next));
        next++;
      }
    }
    if (failure != null) {
      throw failure.withOutcomes(outcomes);
    }
    return NearReads.all(outcomes);
  }

  /**
   * The copy goes before, so that nobody reads it after a reply, and after, for who read between.
   */
  @Override
  public Outcome<V> apply(K key, Mutation<V> mutation) {
    if (!changes(mutation)) {
      return store.apply(key, mutation);
    }
    entries.invalidate(key);
    try {
      return store.apply(key, mutation);
    } finally {
      entries.invalidate(key);
    }
  }

  @Override
  public List<Outcome<V>> applyAll(List<Request<K, V>> requests) {
    invalidate(requests);
    try {
      return store.applyAll(requests);
    } finally {
      invalidate(requests);
    }
  }

  private void invalidate(List<Request<K, V>> requests) {
    for (Request<K, V> request : requests) {
      if (changes(request.mutation())) {
        entries.invalidate(request.key());
      }
    }
  }

  /** What gives entries another expiry goes by {@link #applyAll}. */
  @Override
  public EntryPages<K, V> entries(Mutation<V> read) {
    return changes(read) ? EntryPages.of(keys(), this, read) : store.entries(read);
  }

  @Override
  public void clear() {
    counts.cleared(ClearCause.OWN_CLEAR);
    entries.clear();
    try {
      store.clear();
    } finally {
      entries.clear();
    }
  }

  @Override
  public void suspect(K key) {
    entries.invalidate(key);
    super.suspect(key);
    entries.invalidate(key);
  }

  @Override
  public void suspectAll() {
    counts.cleared(ClearCause.SUSPECTS);
    entries.clear();
    super.suspectAll();
    entries.clear();
  }

  /** What is counted here. */
  public NearCacheStatistics statistics() {
    return statistics;
  }

  /** Those of the store, and those of the {@link #statistics} by their names. */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> all = new HashMap<>(super.counters());
    all.putAll(statistics.counters());
    return all;
  }

  /**
   * Writes down which copies are used most, where that is wanted, and has no more brought. {@link
   * #close} does the same; this is for who holds a lock by then. Idempotent.
   */
  public void endPreload() {
    if (preload != null) {
      preload.close();
    }
  }

  @Override
  public void close() {
    try {
      endPreload();
    } finally {
      try {
        if (tracking != null) {
          tracking.close();
        }
      } finally {
        entries.clear();
        super.close();
      }
    }
  }
}

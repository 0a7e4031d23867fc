package dev.jaycache.near;

import dev.jaycache.codec.Codec;
import dev.jaycache.store.Action;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Changes;
import dev.jaycache.store.Effect;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Tracking;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A near cache: keeps copies of what was read from the store behind it, and answers {@link
 * #readNear} from them. Everything else goes to the store. Safe for any number of threads.
 *
 * <p>The promise: an answer was true at the server at some moment that is at most the settings'
 * {@code max-staleness} ago. A copy is known to be true when the read began that brought it; and,
 * where the store tells of changes ({@link Store#track}), at the moment up to which all changes
 * have been told. Without that, {@code max-staleness} is simply how long a copy lives. Writes
 * through this store are seen by its readers at once.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class NearStore<K, V> extends FilterStore<K, V> {
  private static final int EPOCHS = 4_096;

  private final NearEntries<V> entries;
  private final Copies<K, V> copies;
  private final NearBounds bounds;
  private final Clock clock;
  private final @Nullable Tracking tracking;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder invalidations = new LongAdder();
  private final LongAdder clears = new LongAdder();

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
    this(store, copies, bounds, clock, new NearEntries<>(bounds, EPOCHS));
  }

  NearStore(
      Store<K, V> store,
      Copies<K, V> copies,
      NearBounds bounds,
      Clock clock,
      NearEntries<V> entries) {
    super(store);
    this.entries = entries;
    this.copies = copies;
    this.bounds = bounds;
    this.clock = clock;
    this.tracking =
        store.track(
            new Changes<>() {
              @Override
              public void changed(K key) {
                invalidations.increment();
                entries.invalidate(key);
              }

              @Override
              public void allChanged() {
                clears.increment();
                entries.clear();
              }
            },
            bounds.maxStalenessNanos());
  }

  /** The store that the copies are of. */
  public Store<K, V> behind() {
    return store;
  }

  @Override
  public Outcome<V> readNear(K key, Mutation<V> read) {
    if (!isPlain(read)) {
      return apply(key, read);
    }
    Outcome<V> near = answer(key);
    if (near != null) {
      hits.increment();
      return near;
    }
    misses.increment();
    Fill fill = new Fill(key);
    Outcome<V> outcome = store.readWhole(key);
    fill.keep(outcome.previous());
    return outcome;
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
  public List<Outcome<V>> readAllNear(List<Request<K, V>> requests) {
    for (Request<K, V> request : requests) {
      if (!isPlain(request.mutation())) {
        return applyAll(requests);
      }
    }
    List<@Nullable Outcome<V>> outcomes = new ArrayList<>(requests.size());
    List<K> wanted = new ArrayList<>();
    List<Fill> fills = new ArrayList<>();
    for (Request<K, V> request : requests) {
      Outcome<V> near = answer(request.key());
      outcomes.add(near);
      if (near == null) {
        wanted.add(request.key());
        fills.add(new Fill(request.key()));
      }
    }
    hits.add(requests.size() - wanted.size());
    misses.add(wanted.size());
    return wanted.isEmpty() ? all(outcomes) : complete(outcomes, wanted, fills);
  }

  private List<Outcome<V>> complete(
      List<@Nullable Outcome<V>> outcomes, List<K> wanted, List<Fill> fills) {
    List<? extends @Nullable Outcome<V>> found;
    StoreException failure = null;
    try {
      found = store.readAllWhole(wanted);
    } catch (StoreException e) {
      found = e.outcomes(wanted.size());
      failure = e;
    }
    int next = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == null) {
        Outcome<V> outcome = found.get(next);
        if (outcome != null) {
          fills.get(next).keep(outcome.previous());
          outcomes.set(i, outcome);
        }
        next++;
      }
    }
    if (failure != null) {
      throw failure.withOutcomes(outcomes);
    }
    return all(outcomes);
  }

  private static <A> List<Outcome<A>> all(List<@Nullable Outcome<A>> outcomes) {
    List<Outcome<A>> all = new ArrayList<>(outcomes.size());
    for (Outcome<A> outcome : outcomes) {
      if (outcome == null) {
        throw new IllegalStateException("unreachable: a read without an outcome");
      }
      all.add(outcome);
    }
    return all;
  }

  private @Nullable Outcome<V> answer(K key) {
    // Before the copy: what is still there afterwards was true at that moment.
    long told = tracking == null ? 0 : tracking.toldUntil();
    NearEntry<V> entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    long now = clock.nanos().getAsLong();
    if (entry.life() != entries.life() || entry.isOver(now) || !isKnown(entry, told, now)) {
      entries.drop(key, entry);
      return null;
    }
    Outcome<V> ready = entry.answer();
    return ready == null ? told(entry) : ready;
  }

  /** Whether the copy was known to be true not too long ago. */
  private boolean isKnown(NearEntry<V> entry, long told, long now) {
    long most = bounds.maxStalenessNanos();
    return now - entry.read() < most || (tracking != null && now - told < most);
  }

  private Outcome<V> told(NearEntry<V> entry) {
    V value = copies.values().decode(entry.kept());
    return told(new StoredEntry<>(value, entry.version(), entry.expiresAt()));
  }

  private static <A> Outcome<A> told(StoredEntry<A> entry) {
    return new Outcome<>(true, true, Effect.NONE, entry);
  }

  /** What has to be noted before the server is read. */
  private final class Fill {
    private final K key;
    private final long life = entries.life();
    private final long epoch;
    private final long read = clock.nanos().getAsLong();
    private final long wall = clock.wall().millis();

    Fill(K key) {
      this.key = key;
      this.epoch = entries.epoch(key);
    }

    /** Keeps a copy of what was read; of nothing where there was no entry. */
    void keep(@Nullable StoredEntry<V> entry) {
      if (entry == null || entry.expiresAt() == StoredEntry.UNKNOWN_EXPIRY) {
        return;
      }
      long most = bounds.ttlNanos() == NearBounds.UNLIMITED ? Long.MAX_VALUE : bounds.ttlNanos();
      if (entry.expiresAt() != StoredEntry.NEVER_EXPIRES) {
        long left = Math.max(0, entry.expiresAt() - wall);
        most = Math.min(most, TimeUnit.MILLISECONDS.toNanos(left));
      }
      if (most <= 0) {
        return;
      }
      // More than two centuries is for ever, and the clock's differences go no further.
      long ends = most > Long.MAX_VALUE / 2 ? read : read + most;
      Object kept;
      Object keptKey;
      try {
        kept = copies.values().encode(entry.value());
        keptKey = copies.keys().encode(key);
      } catch (StoreException e) {
        // What can be read and not written again is read each time.
        return;
      }
      Outcome<V> ready = kept == entry.value() ? told(entry) : null;
      NearEntry<V> fresh =
          new NearEntry<>(kept, entry.version(), entry.expiresAt(), ready, read, ends, life);
      if (!entries.fill(keptKey, fresh, epoch)) {
        refused.increment();
      }
    }
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

  @Override
  public void clear() {
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
    entries.clear();
    super.suspectAll();
    entries.clear();
  }

  /**
   * Those of the store, and: {@code near-hits}, {@code near-misses}; {@code near-invalidations},
   * the changes that the server told of; {@code near-clears}, how often all copies went for what
   * the server told or failed to tell; {@code near-fills-refused}, what was read and not kept since
   * it changed meanwhile; {@code near-entries}, about how many copies there are; {@code
   * near-proof-age-ms}, how long ago it was last proven that all changes were told, -1 where that
   * was never so.
   */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> all = new HashMap<>(super.counters());
    all.put("near-hits", hits.sum());
    all.put("near-misses", misses.sum());
    all.put("near-invalidations", invalidations.sum());
    all.put("near-clears", clears.sum());
    all.put("near-fills-refused", refused.sum());
    all.put("near-entries", entries.size());
    all.put("near-proof-age-ms", proofAge());
    return all;
  }

  private long proofAge() {
    if (tracking == null) {
      return -1;
    }
    long age = clock.nanos().getAsLong() - tracking.toldUntil();
    return age > Long.MAX_VALUE / 4 ? -1 : TimeUnit.NANOSECONDS.toMillis(age);
  }

  private static boolean isPlain(Mutation<?> read) {
    return read.guard() instanceof Guard.Present<?>
        && !changes(read)
        && read.lease().kind() == Lease.Kind.NONE;
  }

  /** Whether the entry, or how long it lives, may be another one afterwards. */
  private static boolean changes(Mutation<?> mutation) {
    return mutation.action() != Action.KEEP
        || !mutation.onExisting().isKeep()
        || !mutation.onMismatch().isKeep();
  }

  @Override
  public void close() {
    if (tracking != null) {
      tracking.close();
    }
    entries.clear();
    super.close();
  }
}

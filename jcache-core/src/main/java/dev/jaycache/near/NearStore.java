package dev.jaycache.near;

import dev.jaycache.codec.Codec;
import dev.jaycache.codec.UndecodableException;
import dev.jaycache.store.Announcements;
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
import dev.jaycache.store.Want;
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
 * have been told. Without that, {@code max-staleness} is simply how long a copy lives. Writes
 * through this store are seen by its readers at once.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class NearStore<K, V> extends FilterStore<K, V> {
  private static final int EPOCHS = 4_096;

  /** What is told who only wants to know whether there is an entry. */
  private static final Outcome<Object> PRESENT = new Outcome<>(true, true, Effect.NONE, null);

  private final NearEntries<V> entries;
  private final Copies<K, V> copies;
  private final NearBounds bounds;
  private final Clock clock;
  private final @Nullable Tracking tracking;
  private final NearCounts counts = new NearCounts();

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
    this.tracking = store.track(new NearChanges<K>(entries, counts), bounds.maxStalenessNanos());
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
    Outcome<V> near = answer(key, read.want());
    if (near != null) {
      counts.hits(1);
      return near;
    }
    counts.misses(1);
    if (!wantsEntry(read)) {
      // Whether there is an entry costs the server less than the entry, and is no copy of it.
      return store.apply(key, read);
    }
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
    boolean whole = true;
    for (Request<K, V> request : requests) {
      if (!isPlain(request.mutation())) {
        return applyAll(requests);
      }
      whole &= wantsEntry(request.mutation());
    }
    List<@Nullable Outcome<V>> outcomes = new ArrayList<>(requests.size());
    List<Request<K, V>> wanted = new ArrayList<>();
    List<Fill> fills = new ArrayList<>();
    for (Request<K, V> request : requests) {
      Outcome<V> near = answer(request.key(), request.mutation().want());
      outcomes.add(near);
      if (near == null) {
        wanted.add(request);
        if (whole) {
          fills.add(new Fill(request.key()));
        }
      }
    }
    counts.hits(requests.size() - wanted.size());
    counts.misses(wanted.size());
    return wanted.isEmpty() ? all(outcomes) : complete(outcomes, wanted, fills);
  }

  /** Asks the store for those that have no copy; without fills where not all want the entry. */
  private List<Outcome<V>> complete(
      List<@Nullable Outcome<V>> outcomes, List<Request<K, V>> wanted, List<Fill> fills) {
    List<? extends @Nullable Outcome<V>> found;
    StoreException failure = null;
    try {
      found =
          fills.isEmpty()
              ? store.applyAll(wanted)
              : store.readAllWhole(wanted.stream().map(Request::key).toList());
    } catch (StoreException e) {
      found = e.outcomes(wanted.size());
      failure = e;
    }
    int next = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == null) {
        Outcome<V> outcome = found.get(next);
        if (outcome != null) {
          if (!fills.isEmpty()) {
            fills.get(next).keep(outcome.previous());
          }
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

  @SuppressWarnings("unchecked") // it holds no value
  private @Nullable Outcome<V> answer(K key, Want want) {
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
    if (want != Want.PREVIOUS) {
      return (Outcome<V>) PRESENT;
    }
    Outcome<V> ready = entry.answer();
    return ready == null ? decoded(key, entry) : ready;
  }

  /** Whether the copy was known to be true not too long ago. */
  private boolean isKnown(NearEntry<V> entry, long told, long now) {
    long most = bounds.maxStalenessNanos();
    return now - entry.read() < most || (tracking != null && now - told < most);
  }

  private @Nullable Outcome<V> decoded(K key, NearEntry<V> entry) {
    V value;
    try {
      value = copies.values().decode(entry.kept());
    } catch (UndecodableException e) {
      // A copy is encoded once more here, and may be less readable than what the server has.
      entries.drop(key, entry);
      return null;
    }
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
      long most = bounds.mostNanos(entry, wall);
      if (most <= 0) {
        return;
      }
      // More than two centuries is for ever, and the clock's differences go no further.
      long ends = most > Long.MAX_VALUE / 2 ? read : read + most;
      Object kept;
      Object keptKey;
      int weight;
      try {
        kept = copies.values().encode(entry.value());
        keptKey = copies.keys().encode(key);
        weight = bounds.weight(kept);
      } catch (StoreException e) {
        // What can be read and not written again is read each time.
        return;
      }
      Outcome<V> ready = kept == entry.value() ? told(entry) : null;
      NearEntry<V> fresh =
          new NearEntry<>(
              kept, weight, entry.version(), entry.expiresAt(), ready, read, ends, life);
      if (!entries.fill(keptKey, fresh, epoch)) {
        counts.refused();
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

  /** Those of the store, and those of {@link NearCounts#all}. */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> all = new HashMap<>(super.counters());
    long now = clock.nanos().getAsLong();
    long proven = tracking == null ? -1 : Math.max(0, now - tracking.toldUntil());
    all.putAll(counts.all(entries.size(), proven));
    return all;
  }

  private static boolean isPlain(Mutation<?> read) {
    return read.guard() instanceof Guard.Present<?>
        && !changes(read)
        && read.lease().kind() == Lease.Kind.NONE;
  }

  private static boolean wantsEntry(Mutation<?> read) {
    return read.want() == Want.PREVIOUS;
  }

  private static boolean changes(Mutation<?> mutation) {
    return mutation.mayChange();
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

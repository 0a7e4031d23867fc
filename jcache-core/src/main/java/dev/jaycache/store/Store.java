package dev.jaycache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of one cache live. Safe for any number of threads.
 *
 * <p><b>Atomicity.</b> Each mutation is one atomic step on its key, whoever else writes. A bulk of
 * mutations is not atomic as a whole.
 *
 * <p><b>Lost replies.</b> Where a request was sent and no reply came, the outcome is unknown. A
 * store may find out: a guarded write looks for its own version stamp in the entry. An unguarded
 * write is never repeated in silence, since another writer may have come in between; it throws
 * {@link UnknownOutcomeException}. A read may be repeated.
 *
 * <p><b>Keys</b> of stores of bytes have 1 byte or more, of any kind, and the first is never 0xFF:
 * what begins so is the store's own.
 *
 * <p>A store does not know JSR-107: it counts nothing, calls no listener, loader, writer or expiry
 * policy. It takes keys and values as they are and keeps no reference that it gives out, unless it
 * is a store by reference.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Store<K, V> extends AutoCloseable {
  /** {@link #suspects()} where the whole cache is suspect. */
  long ALL_SUSPECT = -1;

  /**
   * Runs one mutation on one key: one round trip where the server can.
   *
   * @throws StoreException when the server refused, failed or did not answer in time
   */
  Outcome<V> apply(K key, Mutation<V> mutation);

  /**
   * Runs independent mutations, in few round trips where the server can. Several mutations of one
   * key are run in their order.
   *
   * @return an outcome each, in the same order
   * @throws StoreException when any of them failed; the others may have been done, and {@link
   *     StoreException#outcomes} says which of them were, as far as the store knows
   */
  default List<Outcome<V>> applyAll(List<Request<K, V>> requests) {
    List<Outcome<V>> outcomes = new ArrayList<>(requests.size());
    for (Request<K, V> request : requests) {
      try {
        outcomes.add(apply(request.key(), request.mutation()));
      } catch (StoreException e) {
        throw e.withOutcomes(outcomes);
      }
    }
    return outcomes;
  }

  /**
   * Reads for a caller who takes an answer that is as old as the cache's settings allow. A store
   * that keeps copies answers from them; others run the mutation.
   *
   * @param read a mutation of {@link Action#KEEP}
   */
  default Outcome<V> readNear(K key, Mutation<V> read) {
    return apply(key, read);
  }

  /** Whether {@link #nearValue} may tell anything. */
  default boolean keepsCopies() {
    return false;
  }

  /**
   * The value that {@link #readNear} would tell, if there is a copy. It asks nobody.
   *
   * @param now when the caller began, by {@link System#nanoTime()}: how old the answer is counts
   *     from there
   * @return null where there is no such copy, so that the read has to be made
   */
  default @Nullable V nearValue(K key, Mutation<V> read, long now) {
    return null;
  }

  /** The same for many, as {@link #applyAll}. */
  default List<Outcome<V>> readAllNear(List<Request<K, V>> requests) {
    return applyAll(requests);
  }

  /**
   * Reads the entry and when it expires, for one who keeps a copy: {@link StoredEntry#expiresAt} is
   * told, or {@link StoredEntry#UNKNOWN_EXPIRY} where the store can't, and then no copy may be
   * kept.
   *
   * @throws StoreException as {@link #apply}
   */
  default Outcome<V> readWhole(K key) {
    return apply(key, Mutation.read());
  }

  /** The same for many, as {@link #applyAll}. */
  default List<Outcome<V>> readAllWhole(List<K> keys) {
    Mutation<V> read = Mutation.read();
    return applyAll(keys.stream().map(key -> new Request<>(key, read)).toList());
  }

  /**
   * The same as {@link #readAllWhole} for one who may have copies. An entry that still is the one
   * that a copy was made of need not be told: where the {@linkplain Held#validator validator} says
   * so, the outcome is that it existed, without the entry. It was so at some moment after this was
   * called, so a store may not go by what it was told before. Entries that are told have a
   * validator where the store can recognise them later.
   */
  default List<Outcome<V>> readAllChanged(List<Held<K>> wanted) {
    return readAllWhole(wanted.stream().map(Held::key).toList());
  }

  /**
   * Asks to be told of every change at the server from now on, whoever makes it.
   *
   * @param changes who is told, by a thread of the store's; must return soon
   * @param maxStalenessNanos how old what the watch proves may become, in ns; it proves anew
   *     several times as often
   * @return the watch, to be closed; null where the store can't tell
   */
  default @Nullable Tracking track(Changes<K> changes, long maxStalenessNanos) {
    return null;
  }

  /**
   * Whether every change by this store is announced to those who {@link #hear} the same entries
   * elsewhere, in the same step as the change.
   */
  default boolean announces() {
    return false;
  }

  /**
   * Whether every change by this store is published to those who {@link #track} the same entries
   * elsewhere, in the same step as the change.
   */
  default boolean publishes() {
    return false;
  }

  /**
   * Asks to be told of what others do to the entries from now on. It asks no server; the store does
   * so later, and goes on trying. At most once; in the order of each key, as long as nothing is
   * {@linkplain Announcements#lost lost}. What is done by this store is not told.
   *
   * @return null where the store {@linkplain #announces can't}
   */
  default @Nullable Hearing hear(Announcements<K, V> told) {
    return null;
  }

  /**
   * The keys, page by page, each at most once. Entries that come or go meanwhile may or may not be
   * among them.
   */
  KeyPages<K> keys();

  /**
   * The entries, page by page, as {@link #keys} gives their keys. What is gone when it is read is
   * left out.
   *
   * @param read how to read each entry: a mutation of {@link Action#KEEP} that wants the entry
   */
  default EntryPages<K, V> entries(Mutation<V> read) {
    return EntryPages.of(keys(), this, read);
  }

  /** Removes every entry and tells nobody. */
  void clear();

  /** Whether {@link Action#ADD} works here. */
  default boolean canAdd() {
    return false;
  }

  /**
   * Whether {@link Action#ADD} and {@link Action#SUBTRACT} are a read and a compare-and-set here,
   * which callers who count at one key lose to each other: in one process they had better take
   * turns.
   *
   * @param want what the mutation asks for
   */
  default boolean addsByComparing(Want want) {
    return false;
  }

  /** Whether other processes write here too, so that leases mean something. */
  default boolean isShared() {
    return true;
  }

  /**
   * Asks to be told of entries that expired by themselves, in so far as the store notices. The
   * listener is called with no promise about threads and must return at once.
   */
  default void onExpired(BiConsumer<K, V> listener) {}

  /** How many entries the store dropped to stay within its limits, as far as it knows. */
  default long evictions() {
    return 0;
  }

  /**
   * Takes note that a write to a key was given up, so that what stands there may be older than what
   * its writers were told. A store that keeps such notes removes the entry before it serves the key
   * again; others do nothing.
   */
  default void suspect(K key) {}

  /** The same of every key, known or not. */
  default void suspectAll() {}

  /** How many keys are noted by {@link #suspect}; {@link #ALL_SUSPECT} where all of them are. */
  default long suspects() {
    return 0;
  }

  /**
   * What else the store counts, by name, since it was opened: a backend's guarantees say what there
   * is. Names are lower case with hyphens.
   */
  default Map<String, Long> counters() {
    return Map.of();
  }

  /**
   * Tells other processes what could not be told before, if it can be now: one try, which may ask
   * servers. For who soon closes the store, and holds no lock yet.
   */
  default void settle() {}

  /**
   * Lets go of what the store holds in this process. The entries stay in a store that is shared.
   * Idempotent; afterwards every other call is an {@link IllegalStateException}.
   */
  @Override
  void close();
}

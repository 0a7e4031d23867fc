package dev.jaycache.near;

import dev.jaycache.store.Held;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a near cache reads what it has no copy of that it may serve: whole, or, where copies are
 * validated, only what is another entry than the copy that has become too old. As thread-safe as
 * the store. It keeps no copies itself.
 *
 * <p>What the store says to be unchanged was so after the question was sent. So its copy is as good
 * as one that such a read would have brought, and is kept under the same guard.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class NearReads<K, V> {
  private final Store<K, V> store;
  private final boolean validates;
  private final NearCounts counts;

  /**
   * Reads.
   *
   * @param validates whether the store is asked first whether there was a change
   */
  NearReads(Store<K, V> store, boolean validates, NearCounts counts) {
    this.store = store;
    this.validates = validates;
    this.counts = counts;
  }

  /**
   * A copy that is too old to be served.
   *
   * @param told what a read of it is told
   */
  record Stale<V>(NearEntry<V> copy, Outcome<V> told) {}

  /** What is to be read, with all that had to be noted before. */
  interface Wanted<K, V> {
    K key();

    /** Looks for a copy that may still be the entry; null where there is none. */
    @Nullable Stale<V> stale();

    /**
     * Keeps a copy of what was read; of nothing where there was no entry.
     *
     * @return whether there is a copy that is as new now
     */
    boolean keep(@Nullable StoredEntry<V> entry);

    /** Keeps a {@link #stale} copy on: it is the entry. */
    void renew(NearEntry<V> copy);

    /** Removes a {@link #stale} copy: it is of no use. */
    void drop(NearEntry<V> copy);
  }

  /** Reads one; what its caller is told. */
  Outcome<V> read(Wanted<K, V> wanted) {
    if (validates) {
      return readAll(List.of(wanted)).get(0);
    }
    Outcome<V> outcome = store.readWhole(wanted.key());
    wanted.keep(outcome.previous());
    return outcome;
  }

  /**
   * Reads many; what their callers are told.
   *
   * @throws StoreException as {@link Store#readAllWhole}
   */
  List<Outcome<V>> readAll(List<? extends Wanted<K, V>> wanted) {
    List<@Nullable Stale<V>> stale = new ArrayList<>(wanted.size());
    List<Held<K>> held = new ArrayList<>(wanted.size());
    for (Wanted<K, V> each : wanted) {
      Stale<V> copy = validates ? each.stale() : null;
      stale.add(copy);
      held.add(new Held<>(each.key(), copy == null ? null : copy.copy().validator()));
    }
    List<? extends @Nullable Outcome<V>> found;
    StoreException failure = null;
    try {
      found =
          validates
              ? store.readAllChanged(held)
              : store.readAllWhole(held.stream().map(Held::key).toList());
    } catch (StoreException e) {
      found = e.outcomes(wanted.size());
      failure = e;
    }
    List<@Nullable Outcome<V>> told = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      Outcome<V> outcome = found.get(i);
      told.add(outcome == null ? null : take(wanted.get(i), stale.get(i), outcome));
    }
    if (failure != null) {
      throw failure.withOutcomes(told);
    }
    return all(told);
  }

  /**
   * Reads many of which there are no copies; what the store says.
   *
   * @throws StoreException as {@link Store#readAllWhole}
   */
  List<Outcome<V>> readAllNew(List<K> keys) {
    return validates
        ? store.readAllChanged(keys.stream().map(key -> new Held<K>(key, null)).toList())
        : store.readAllWhole(keys);
  }

  /** The same, where none is missing. */
  static <A> List<Outcome<A>> all(List<@Nullable Outcome<A>> outcomes) {
    List<Outcome<A>> all = new ArrayList<>(outcomes.size());
    for (Outcome<A> outcome : outcomes) {
      if (outcome == null) {
        throw new IllegalStateException("unreachable: a read without an outcome");
      }
      all.add(outcome);
    }
    return all;
  }

  private Outcome<V> take(Wanted<K, V> wanted, @Nullable Stale<V> stale, Outcome<V> outcome) {
    if (stale != null && outcome.existed() && outcome.previous() == null) {
      counts.confirmed();
      wanted.renew(stale.copy());
      return stale.told();
    }
    if (stale != null) {
      counts.disproved();
      wanted.drop(stale.copy());
    }
    wanted.keep(outcome.previous());
    return outcome;
  }
}

package dev.jaycache.engine;

import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store in this process that others seem to share: it keeps leases, and lets a test come in
 * between. Leases don't end by themselves. Safe for any number of threads.
 */
final class LeasedStore implements Store<String, Integer> {
  private final LocalStore<String, Integer> entries =
      new LocalStore<>(Bounds.none(), new PlainValues<>(), InstantSource.system());
  private final Map<String, Long> leases = new ConcurrentHashMap<>();
  private final List<Lease.Kind> asked = new CopyOnWriteArrayList<>();
  private volatile Consumer<Mutation<Integer>> before = mutation -> {};
  private volatile BiConsumer<String, Mutation<Integer>> failing = (key, mutation) -> {};
  private volatile BiPredicate<String, Mutation<Integer>> lost = (key, mutation) -> false;
  private volatile boolean broken;
  private volatile boolean spread;

  /** What was asked of leases, in order; forgets it. */
  List<Lease.Kind> asked() {
    List<Lease.Kind> copy = List.copyOf(asked);
    asked.clear();
    return copy;
  }

  /** Whether anybody holds the lease of a key. */
  boolean isLeased(String key) {
    return leases.containsKey(key);
  }

  /** Another process takes the lease, or gives it back. */
  void leaseElsewhere(String key, boolean taken) {
    if (taken) {
      leases.put(key, -1L);
    } else {
      leases.remove(key);
    }
  }

  /** Runs before each mutation, as another process would. */
  void before(Consumer<Mutation<Integer>> intruder) {
    before = intruder;
  }

  /** Runs before each mutation, and may throw. */
  void failing(BiConsumer<String, Mutation<Integer>> failure) {
    failing = failure;
  }

  /** After which mutations the reply is lost. */
  void losing(BiPredicate<String, Mutation<Integer>> which) {
    lost = which;
  }

  /** Fails from now on. */
  void setBroken(boolean isBroken) {
    broken = isBroken;
  }

  /** From now on bulks go on past a key that fails, as those on several servers do. */
  void setSpread() {
    spread = true;
  }

  /** The entries, past all leases. */
  Store<String, Integer> elsewhere() {
    return entries;
  }

  @Override
  public Outcome<Integer> apply(String key, Mutation<Integer> mutation) {
    asked.add(mutation.lease().kind());
    if (broken) {
      throw new StoreException("broken by the test");
    }
    failing.accept(key, mutation);
    before.accept(mutation);
    Outcome<Integer> outcome = leased(key, mutation);
    if (lost.test(key, mutation)) {
      throw new StoreException("its reply was lost by the test");
    }
    return outcome;
  }

  private Outcome<Integer> leased(String key, Mutation<Integer> mutation) {
    Lease lease = mutation.lease();
    Long holder = leases.get(key);
    return switch (lease.kind()) {
      case NONE -> entries.apply(key, mutation);
      case RESPECT -> holder == null ? entries.apply(key, mutation) : Outcome.refused();
      case TAKE -> {
        if (holder != null && holder != lease.token()) {
          yield Outcome.refused();
        }
        leases.put(key, lease.token());
        yield entries.apply(key, mutation);
      }
      case GIVE_BACK -> {
        if (holder != null && holder != lease.token()) {
          yield Outcome.refused();
        }
        leases.remove(key);
        yield entries.apply(key, mutation);
      }
    };
  }

  @Override
  public List<Outcome<Integer>> applyAll(List<Request<String, Integer>> requests) {
    if (!spread) {
      return Store.super.applyAll(requests);
    }
    List<Outcome<Integer>> done = new ArrayList<>();
    List<@Nullable Outcome<Integer>> known = new ArrayList<>();
    StoreException failure = null;
    for (Request<String, Integer> request : requests) {
      try {
        Outcome<Integer> outcome = apply(request.key(), request.mutation());
        done.add(outcome);
        known.add(outcome);
      } catch (StoreException e) {
        known.add(null);
        failure = e;
      }
    }
    if (failure != null) {
      throw failure.withOutcomes(known);
    }
    return done;
  }

  @Override
  public KeyPages<String> keys() {
    return entries.keys();
  }

  @Override
  public void clear() {
    entries.clear();
  }

  @Override
  public void close() {
    entries.close();
  }
}

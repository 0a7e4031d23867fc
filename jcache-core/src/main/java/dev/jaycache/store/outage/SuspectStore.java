package dev.jaycache.store.outage;

import dev.jaycache.store.Action;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Held;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.store.outage.Suspects.Mark;
import dev.jaycache.store.outage.Suspects.Marked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in front of a store of bytes that never serves what its own writers gave up on: keys that
 * were told to be {@link #suspect}, and those of writes whose outcome is unknown, are removed at
 * the server before they are served again; by who asks first, or by {@link Recovery}. Thread-safe.
 *
 * <p>Removing is always right, since a cache may drop any entry. A suspicion ends with a removal,
 * or a put, that began after it and was answered. Where a value was sent and its reply was lost,
 * the server has to be heard of first: what reached it before is done by then.
 */
public final class SuspectStore extends FilterStore<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(SuspectStore.class);
  private static final int KEYS_PER_TRIP = 500;
  private static final Mutation<byte[]> REMOVAL = Mutation.remove(Guard.any(), Want.NOTHING);

  private final String cache;
  private final Recovery recovery;
  private final Recovery.Task task = this::recover;
  private final Suspects suspects = new Suspects(Suspects.MOST_KEYS, Suspects.MOST_BYTES);
  private final Clearing clearing;
  private final AtomicBoolean noticed = new AtomicBoolean();

  /**
   * A store that remembers suspects.
   *
   * @param store where the entries live; closed with this one
   * @param cache the cache's name, for messages
   * @param recovery who removes suspects when the server is back
   * @param check throws a {@link StoreException} where not every server answers
   * @param patienceNanos how long callers wait while one clears the cache, in ns
   */
  public SuspectStore(
      Store<byte[], byte[]> store,
      String cache,
      Recovery recovery,
      Runnable check,
      long patienceNanos) {
    super(store);
    this.cache = cache;
    this.recovery = recovery;
    this.clearing = new Clearing(store, suspects, check, patienceNanos);
  }

  @Override
  public void suspect(byte[] key) {
    mark(key, false);
  }

  @Override
  public void suspectAll() {
    suspects.addAll(false);
    notice();
  }

  @Override
  public long suspects() {
    return suspects.whole() == null ? suspects.size() : ALL_SUSPECT;
  }

  private void mark(byte[] key, boolean mayArrive) {
    suspects.add(key, mayArrive);
    notice();
  }

  private void notice() {
    if (noticed.compareAndSet(false, true)) {
      LOG.warn(
          "cache {}: a write was given up; entries are suspect until they are removed at the server",
          cache);
    }
    recovery.isNeededBy(task);
  }

  @Override
  public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    if (!suspects.isEmpty()) {
      if (suspects.whole() != null) {
        if (isPlainRead(mutation)) {
          return Outcome.absent();
        }
        clearing.clear();
      }
      Mark mark = suspects.of(key);
      if (mark != null) {
        return applyToSuspect(key, mutation, mark);
      }
    }
    return send(key, mutation);
  }

  private Outcome<byte[]> send(byte[] key, Mutation<byte[]> mutation) {
    try {
      return store.apply(key, mutation);
    } catch (UnknownOutcomeException e) {
      markUnknown(key, mutation);
      throw e;
    }
  }

  private void markUnknown(byte[] key, Mutation<byte[]> mutation) {
    if (changes(mutation)) {
      // A removal that comes late does no harm.
      mark(key, mutation.action().isWrite());
    }
  }

  private Outcome<byte[]> applyToSuspect(byte[] key, Mutation<byte[]> mutation, Mark mark) {
    boolean overwrites = overwrites(mutation);
    if (mark.mayArrive() || !overwrites) {
      store.apply(key, REMOVAL);
    }
    if (mark.mayArrive() && !overwrites) {
      store.apply(key, REMOVAL);
    }
    if (overwrites) {
      Outcome<byte[]> outcome = send(key, mutation);
      suspects.end(key, mark);
      return outcome;
    }
    suspects.end(key, mark);
    return isPlainRead(mutation) ? Outcome.absent() : send(key, mutation);
  }

  /** Whether nothing is left of what stood there, and nothing of it is told. */
  private static boolean overwrites(Mutation<byte[]> mutation) {
    return mutation.guard() instanceof Guard.Any<byte[]>
        && mutation.lease().kind() == Lease.Kind.NONE
        && mutation.want() == Want.NOTHING
        && (mutation.action() == Action.PUT || mutation.action() == Action.REMOVE);
  }

  private static boolean isPlainRead(Mutation<byte[]> mutation) {
    return mutation.action() == Action.KEEP
        && mutation.guard() instanceof Guard.Present<byte[]>
        && mutation.lease().equals(Lease.NONE);
  }

  /** Whether it may end an entry or store one. */
  private static boolean changes(Mutation<byte[]> mutation) {
    return mutation.action() != Action.KEEP
        || mutation.onExisting().isNow()
        || mutation.onMismatch().isNow();
  }

  @Override
  public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
    if (suspects.isEmpty()) {
      return sendAll(requests);
    }
    if (suspects.whole() != null) {
      if (requests.stream().allMatch(request -> isPlainRead(request.mutation()))) {
        return requests.stream().map(request -> Outcome.<byte[]>absent()).toList();
      }
      clearing.clear();
    }
    List<Marked> marked = new ArrayList<>();
    for (Request<byte[], byte[]> request : requests) {
      Mark mark = suspects.of(request.key());
      if (mark != null) {
        marked.add(new Marked(request.key(), mark));
      }
    }
    StoreException failure = marked.isEmpty() ? null : remove(marked);
    return failure == null ? sendAll(requests) : sendSound(requests, failure);
  }

  private List<Outcome<byte[]>> sendAll(List<Request<byte[], byte[]>> requests) {
    try {
      return store.applyAll(requests);
    } catch (StoreException e) {
      if (isUnknown(e)) {
        List<@Nullable Outcome<byte[]>> known = e.outcomes(requests.size());
        for (int i = 0; i < known.size(); i++) {
          // One exception stands for all that failed, each in its own way.
          if (known.get(i) == null) {
            markUnknown(requests.get(i).key(), requests.get(i).mutation());
          }
        }
      }
      throw e;
    }
  }

  private static boolean isUnknown(StoreException e) {
    return e instanceof UnknownOutcomeException
        || Arrays.stream(e.getSuppressed()).anyMatch(UnknownOutcomeException.class::isInstance);
  }

  /** Sends what is about keys that are not suspect, and then throws. */
  private List<Outcome<byte[]>> sendSound(
      List<Request<byte[], byte[]>> requests, StoreException failure) {
    List<Request<byte[], byte[]>> sound = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<@Nullable Outcome<byte[]>> outcomes = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      outcomes.add(null);
      if (suspects.of(requests.get(i).key()) == null) {
        sound.add(requests.get(i));
        places.add(i);
      }
    }
    StoreException thrown = failure;
    List<? extends @Nullable Outcome<byte[]>> known;
    try {
      known = sound.isEmpty() ? List.of() : sendAll(sound);
    } catch (StoreException e) {
      known = e.outcomes(sound.size());
      // The caller's own mistake is to be seen.
      thrown = e;
    }
    for (int i = 0; i < places.size(); i++) {
      outcomes.set(places.get(i), known.get(i));
    }
    throw thrown.withOutcomes(outcomes);
  }

  /** Removes suspects; those that were removed are none any more. Gives what went wrong. */
  private @Nullable StoreException remove(List<Marked> marked) {
    List<Marked> late = marked.stream().filter(each -> each.mark().mayArrive()).toList();
    List<Marked> heard = new ArrayList<>(marked);
    StoreException failure = null;
    if (!late.isEmpty()) {
      List<Marked> silent = new ArrayList<>(late);
      failure = removeOnce(late, silent::remove);
      heard.removeAll(silent);
    }
    if (!heard.isEmpty()) {
      StoreException second = removeOnce(heard, each -> suspects.end(each.key(), each.mark()));
      failure = second == null ? failure : second;
    }
    return failure;
  }

  /** What is done with each that was removed. */
  private interface Removed {
    void accept(Marked marked);
  }

  private @Nullable StoreException removeOnce(List<Marked> marked, Removed removed) {
    List<Request<byte[], byte[]>> removals =
        marked.stream().map(each -> new Request<>(each.key(), REMOVAL)).toList();
    StoreException failure = null;
    List<? extends @Nullable Outcome<byte[]>> outcomes;
    try {
      outcomes = store.applyAll(removals);
    } catch (StoreException e) {
      outcomes = e.outcomes(removals.size());
      failure = e;
    }
    for (int i = 0; i < marked.size(); i++) {
      if (outcomes.get(i) != null) {
        removed.accept(marked.get(i));
      }
    }
    return failure;
  }

  /**
   * Removes at the server what is suspect, as far as it goes.
   *
   * @return whether nothing is left
   */
  private boolean recover() {
    try {
      if (suspects.whole() != null) {
        clearing.clear();
      }
      for (List<Marked> some = suspects.some(KEYS_PER_TRIP);
          !some.isEmpty();
          some = suspects.some(KEYS_PER_TRIP)) {
        if (remove(some) != null) {
          return false;
        }
      }
    } catch (CacheException e) {
      return false;
    } catch (IllegalStateException e) {
      // Closed meanwhile: nobody is served any more.
      return true;
    }
    if (suspects.isEmpty() && noticed.compareAndSet(true, false)) {
      LOG.info("cache {}: what was suspect is removed at the server", cache);
    }
    return suspects.isEmpty();
  }

  /** While anything is suspect it is a plain read, which sees to that first. */
  @Override
  public Outcome<byte[]> readWhole(byte[] key) {
    return suspects.isEmpty() ? store.readWhole(key) : super.readWhole(key);
  }

  @Override
  public List<Outcome<byte[]>> readAllWhole(List<byte[]> keys) {
    return suspects.isEmpty() ? store.readAllWhole(keys) : super.readAllWhole(keys);
  }

  @Override
  public List<Outcome<byte[]>> readAllChanged(List<Held<byte[]>> wanted) {
    return suspects.isEmpty() ? store.readAllChanged(wanted) : super.readAllChanged(wanted);
  }

  /** Leaves out what is suspect. */
  @Override
  public EntryPages<byte[], byte[]> entries(Mutation<byte[]> read) {
    EntryPages<byte[], byte[]> pages = store.entries(read);
    return new EntryPages<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public List<KeyedEntry<byte[], byte[]>> next() {
        List<KeyedEntry<byte[], byte[]>> page = pages.next();
        if (suspects.isEmpty()) {
          return page;
        }
        return suspects.whole() == null
            ? page.stream().filter(each -> suspects.of(each.key()) == null).toList()
            : List.of();
      }

      @Override
      public void close() {
        pages.close();
      }
    };
  }

  @Override
  public void clear() {
    Mark whole = suspects.whole();
    List<Marked> marked = suspects.some(Integer.MAX_VALUE);
    store.clear();
    for (Marked each : marked) {
      if (!each.mark().mayArrive()) {
        suspects.end(each.key(), each.mark());
      }
    }
    if (whole != null && !whole.mayArrive()) {
      suspects.endWhole(whole);
    }
  }

  @Override
  public void close() {
    recovery.isLeftBy(task);
    if (!suspects.isEmpty()) {
      LOG.warn("cache {}: closed with suspect entries; who opens it again may see old ones", cache);
    }
    super.close();
  }
}

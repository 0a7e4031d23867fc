package dev.jaycache.codec;

import dev.jaycache.store.Announcements;
import dev.jaycache.store.Changes;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Held;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Tracking;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of plain keys and values over a store of encoded ones. As thread-safe as that store.
 *
 * <p>Two rules live here. <b>Equality</b>: {@link Guard.Value} compares encoded values; where they
 * differ, the values themselves are asked, and if they are equal after all the mutation is repeated
 * by version. <b>Undecodable entries</b>: they count as absent and are removed, so that a renamed
 * class costs a miss. They are found where the entry comes back: not by a mutation that only wants
 * the effect, unless it wants no entry there.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @param <P> the type of encoded keys
 * @param <Q> the type of encoded values
 */
public final class CodedStore<K, V, P, Q> implements Store<K, V> {
  private final Store<P, Q> store;
  private final Codec<K, P> keys;
  private final Codec<V, Q> values;
  private final MutationEncoder<V, Q> mutations;
  private final Mutation<V> whole = Mutation.read();
  private final boolean canAdd;

  /** Whether what can't be decoded is removed. */
  private final boolean mends;

  /**
   * A store of plain keys and values.
   *
   * @param store where the encoded ones live
   * @param canAdd whether {@code store} can add to what {@code values} makes of a number
   */
  public CodedStore(Store<P, Q> store, Codec<K, P> keys, Codec<V, Q> values, boolean canAdd) {
    this(store, keys, values, canAdd, true);
  }

  private CodedStore(
      Store<P, Q> store, Codec<K, P> keys, Codec<V, Q> values, boolean canAdd, boolean mends) {
    this.store = store;
    this.mends = mends;
    this.keys = keys;
    this.values = values;
    this.mutations = new MutationEncoder<>(values, store.isShared());
    this.canAdd = canAdd && store.canAdd();
  }

  @Override
  public Outcome<V> apply(K key, Mutation<V> mutation) {
    P encodedKey = keys.encode(key);
    Mutation<Q> encoded = mutations.encode(mutation);
    return decode(encodedKey, mutation, encoded, store.apply(encodedKey, encoded));
  }

  @Override
  public Outcome<V> readWhole(K key) {
    P encodedKey = keys.encode(key);
    return decode(encodedKey, whole, mutations.encode(whole), store.readWhole(encodedKey));
  }

  /**
   * The same entries for one who reads them unasked: such reads remove nothing, also not what can't
   * be decoded here and counts as absent. For reads only, and not to be closed.
   */
  public Store<K, V> sparing() {
    return new CodedStore<>(store, keys, values, canAdd, /* mends= */ false);
  }

  @Override
  public List<Outcome<V>> readAllWhole(List<K> wanted) {
    return readAll(wanted, store::readAllWhole);
  }

  @Override
  public List<Outcome<V>> readAllChanged(List<Held<K>> wanted) {
    return readAll(
        wanted.stream().map(Held::key).toList(),
        encoded -> {
          List<Held<P>> held = new ArrayList<>(encoded.size());
          for (int i = 0; i < encoded.size(); i++) {
            held.add(new Held<>(encoded.get(i), wanted.get(i).validator()));
          }
          return store.readAllChanged(held);
        });
  }

  private List<Outcome<V>> readAll(List<K> wanted, Function<List<P>, List<Outcome<Q>>> trip) {
    Mutation<Q> read = mutations.encode(whole);
    List<Request<K, V>> requests = new ArrayList<>(wanted.size());
    List<Request<P, Q>> encoded = new ArrayList<>(wanted.size());
    List<P> encodedKeys = new ArrayList<>(wanted.size());
    for (K key : wanted) {
      P encodedKey = keys.encode(key);
      requests.add(new Request<>(key, whole));
      encoded.add(new Request<>(encodedKey, read));
      encodedKeys.add(encodedKey);
    }
    return send(requests, encoded, () -> trip.apply(encodedKeys));
  }

  @Override
  public List<Outcome<V>> applyAll(List<Request<K, V>> requests) {
    List<Request<P, Q>> encoded = new ArrayList<>(requests.size());
    Mutation<V> plain = null;
    Mutation<Q> code = null;
    for (Request<K, V> request : requests) {
      // A bulk of reads shares one mutation.
      if (code == null || request.mutation() != plain) {
        plain = request.mutation();
        code = mutations.encode(plain);
      }
      encoded.add(new Request<>(keys.encode(request.key()), code));
    }
    return send(requests, encoded, () -> store.applyAll(encoded));
  }

  private List<Outcome<V>> send(
      List<Request<K, V>> requests, List<Request<P, Q>> encoded, Supplier<List<Outcome<Q>>> trip) {
    List<? extends @Nullable Outcome<Q>> answers;
    StoreException failure = null;
    try {
      answers = trip.get();
    } catch (StoreException e) {
      answers = e.outcomes(requests.size());
      failure = e;
    }
    return decodeAll(requests, encoded, answers, failure);
  }

  private List<Outcome<V>> decodeAll(
      List<Request<K, V>> requests,
      List<Request<P, Q>> encoded,
      List<? extends @Nullable Outcome<Q>> answers,
      @Nullable StoreException failed) {
    StoreException failure = failed;
    List<@Nullable Outcome<V>> outcomes = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      Request<P, Q> sent = encoded.get(i);
      Outcome<Q> answer = answers.get(i);
      Outcome<V> outcome = null;
      try {
        if (answer != null) {
          outcome = decode(sent.key(), requests.get(i).mutation(), sent.mutation(), answer);
        }
      } catch (StoreException e) {
        // The others are done all the same, and have to be told.
        failure = failure == null ? e : failure;
      }
      outcomes.add(outcome);
    }
    if (failure != null) {
      throw failure.withOutcomes(outcomes);
    }
    return outcomes;
  }

  /** Looks at entries and changes none. */
  public Inspector<K, P, Q> inspector() {
    return new Inspector<>(store, keys, values);
  }

  /** A key that holds what is stored, and that nobody else changes. */
  public K detachedKey(K key) {
    return detached(keys, key);
  }

  /** A value that holds what is stored, and that nobody else changes. */
  public V detachedValue(V value) {
    return detached(values, value);
  }

  private static <A, B> A detached(Codec<A, B> codec, A object) {
    if (Immutables.isImmutable(object)) {
      return object;
    }
    try {
      return codec.decode(codec.encode(object));
    } catch (UnencodableException | UndecodableException e) {
      // Keys that are only compared, and what this cache writes for others to read.
      return object;
    }
  }

  private Outcome<V> decode(P key, Mutation<V> plain, Mutation<Q> encoded, Outcome<Q> answer) {
    StoredEntry<Q> previous = answer.previous();
    if (previous == null) {
      return told(answer, null);
    }
    StoredEntry<V> decoded;
    try {
      decoded = decode(previous);
    } catch (UndecodableException e) {
      return mends
          ? undecodable(key, plain, encoded, answer, previous.version())
          : Outcome.absent();
    }
    if (!answer.matched()
        && answer.effect() != Effect.REFUSED
        && plain.guard() instanceof Guard.Value<V> expected) {
      return mismatch(key, plain, encoded, answer, decoded, expected.value());
    }
    return told(answer, decoded);
  }

  /** What came of a sum is a number that was encoded here, so it can be decoded. */
  private Outcome<V> told(Outcome<Q> answer, @Nullable StoredEntry<V> previous) {
    Q result = answer.result();
    return result == null
        ? answer.with(previous)
        : answer.with(previous).withResult(values.decode(result));
  }

  private StoredEntry<V> decode(StoredEntry<Q> entry) {
    return new StoredEntry<>(
        values.decode(entry.value()), entry.version(), entry.expiresAt(), entry.validator());
  }

  private Outcome<V> mismatch(
      P key,
      Mutation<V> plain,
      Mutation<Q> encoded,
      Outcome<Q> answer,
      StoredEntry<V> found,
      V expected) {
    Guard<Q> unchanged = new Guard.Version<>(found.version());
    if (found.value().equals(expected)) {
      Outcome<Q> again = store.apply(key, encoded.withGuard(unchanged));
      // Somebody came in between: that entry is another one, and is asked anew.
      return again.matched() ? told(again, found) : applyEncoded(key, plain, encoded);
    }
    if (plain.onMismatch().isNow()) {
      Outcome<Q> gone = store.apply(key, Mutation.keep(unchanged, Ttl.NOW, Want.EFFECT));
      return new Outcome<>(false, true, gone.effect(), found);
    }
    return answer.with(found);
  }

  private Outcome<V> applyEncoded(P key, Mutation<V> plain, Mutation<Q> encoded) {
    return decode(key, plain, encoded, store.apply(key, encoded));
  }

  private Outcome<V> undecodable(
      P key, Mutation<V> plain, Mutation<Q> encoded, Outcome<Q> answer, long version) {
    return switch (answer.effect()) {
      case NONE, TOUCHED -> {
        drop(key, version);
        yield applyEncoded(key, plain, encoded);
      }
      case UPDATED, STORED, CREATED ->
          plain.guard() instanceof Guard.Present<V>
              ? takeBack(key, encoded)
              : new Outcome<>(true, false, Effect.CREATED, null);
      case UPDATED_EXPIRED, STILLBORN -> new Outcome<>(true, false, Effect.STILLBORN, null);
      case REMOVED -> new Outcome<>(plain.guard() instanceof Guard.Any, false, Effect.NONE, null);
      case GONE -> answer.with(null);
      case EXPIRED -> Outcome.absent();
      case REFUSED -> Outcome.refused();
    };
  }

  /** Removes a value that was put over what is no entry, where there had to be one. */
  private Outcome<V> takeBack(P key, Mutation<Q> encoded) {
    Q written = encoded.value();
    if (written != null) {
      store.apply(key, Mutation.remove(new Guard.Value<>(written), Want.NOTHING));
    }
    return Outcome.absent();
  }

  private void drop(P key, long version) {
    if (mends) {
      store.apply(key, Mutation.remove(new Guard.Version<>(version), Want.NOTHING));
    }
  }

  @Override
  public EntryPages<K, V> entries(Mutation<V> read) {
    EntryPages<P, Q> pages = store.entries(mutations.encode(read));
    return new DecodedEntries<K, V, P, Q>(pages, keys, this::decode, this::drop);
  }

  @Override
  public KeyPages<K> keys() {
    return new DecodedKeys<>(keys, store.keys());
  }

  /** Of a key that can't be read here nothing is told: {@link Codecs#nearKeys} keeps none such. */
  @Override
  public @Nullable Tracking track(Changes<K> changes, long maxStalenessNanos) {
    return store.track(new DecodedChanges<>(keys, changes), maxStalenessNanos);
  }

  @Override
  public boolean announces() {
    return store.announces();
  }

  @Override
  public boolean publishes() {
    return store.publishes();
  }

  @Override
  public @Nullable Hearing hear(Announcements<K, V> told) {
    return store.hear(new DecodedAnnouncements<>(keys, values, told));
  }

  @Override
  public void clear() {
    store.clear();
  }

  @Override
  public boolean canAdd() {
    return canAdd;
  }

  @Override
  public boolean addsByComparing(Want want) {
    return store.addsByComparing(want);
  }

  @Override
  public boolean isShared() {
    return store.isShared();
  }

  @Override
  public void onExpired(BiConsumer<K, V> listener) {
    store.onExpired(
        (key, value) -> {
          K plain = DecodedKeys.decode(keys, key);
          if (plain != null) {
            listener.accept(plain, values.decode(value));
          }
        });
  }

  @Override
  public long evictions() {
    return store.evictions();
  }

  @Override
  public void suspect(K key) {
    store.suspect(keys.encode(key));
  }

  @Override
  public void suspectAll() {
    store.suspectAll();
  }

  @Override
  public long suspects() {
    return store.suspects();
  }

  @Override
  public Map<String, Long> counters() {
    return store.counters();
  }

  @Override
  public void settle() {
    store.settle();
  }

  @Override
  public void close() {
    store.close();
  }
}

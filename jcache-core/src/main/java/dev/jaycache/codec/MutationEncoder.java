package dev.jaycache.codec;

import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;

/**
 * Makes of a mutation of plain values one of encoded values, which asks for what has to be known to
 * judge the answer. As thread-safe as the codec.
 *
 * @param values how values become encoded ones
 * @param shared whether other processes write to the store, so that entries may not be readable
 * @param <V> the type of values
 * @param <Q> the type of encoded values
 */
record MutationEncoder<V, Q>(Codec<V, Q> values, boolean shared) {
  /** The same with encoded values. */
  Mutation<Q> encode(Mutation<V> mutation) {
    V value = mutation.value();
    Q encodedValue = value == null ? null : values.encode(value);
    V initial = mutation.initial();
    Q encodedInitial = initial == null ? null : values.encode(initial);
    if (!(mutation.guard() instanceof Guard.Value<V> expected)) {
      Mutation<Q> encoded =
          mutation.with(sameGuard(mutation.guard()), encodedValue, encodedInitial);
      // What is in the way has to come back, since an entry that can't be read is not in the way.
      return shared && mutation.guard() instanceof Guard.Absent<V>
          ? encoded.withWant(Want.PREVIOUS)
          : encoded;
    }
    Guard<Q> encodedGuard = new Guard.Value<>(values.encode(expected.value()));
    Mutation<Q> encoded = mutation.with(encodedGuard, encodedValue, encodedInitial);
    // The entry has to come back, so that it can be compared by equals; and it must not be expired
    // by the mismatch before that.
    Ttl mismatch = encoded.onMismatch().isNow() ? Ttl.KEEP : encoded.onMismatch();
    return encoded.withMismatch(mismatch).withWant(Want.PREVIOUS);
  }

  /** Guards that hold no value are the same for every type of values. */
  @SuppressWarnings("unchecked")
  private static <A, B> Guard<B> sameGuard(Guard<A> guard) {
    return (Guard<B>) guard;
  }
}

package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * One atomic step on one key, as data: under which condition, what to do, for how long it lives,
 * and what the caller wants to know. Every operation of JSR-107 but {@code invoke} is one value of
 * this type. Immutable as far as {@code V} is.
 *
 * @param guard the condition
 * @param action what to do where the guard matched
 * @param value the value to put, or the number to add or subtract; null for the other actions
 * @param initial what is stored instead of a sum or a difference where there is no entry; null:
 *     none counts as zero
 * @param onCreate the time to live of an entry that is created; never {@link Ttl#KEEP}
 * @param onExisting the time to live of a matched entry that is updated or kept
 * @param onMismatch the time to live of an entry on which the guard did not match
 * @param want what the outcome has to tell
 * @param lease what to do with the key's lease
 * @param stamp the version that what is stored gets, from {@link Stamps#next()}; 0: the store takes
 *     one
 * @param <V> the type of values
 */
public record Mutation<V>(
    Guard<V> guard,
    Action action,
    @Nullable V value,
    @Nullable V initial,
    Ttl onCreate,
    Ttl onExisting,
    Ttl onMismatch,
    Want want,
    Lease lease,
    long stamp) {

  /** Checks that action and value fit. */
  public Mutation {
    boolean needsValue = action.isWrite();
    if (initial != null && !action.isArithmetic()) {
      throw new IllegalArgumentException(action + " takes no initial value");
    }
    if (needsValue != (value != null)) {
      throw new IllegalArgumentException(
          action + (needsValue ? " needs a value" : " takes no value"));
    }
    if (onCreate.isKeep()) {
      throw new IllegalArgumentException("a new entry has no expiry to keep");
    }
  }

  /** A mutation without initial value, whose version the store takes. */
  public Mutation(
      Guard<V> guard,
      Action action,
      @Nullable V value,
      Ttl onCreate,
      Ttl onExisting,
      Ttl onMismatch,
      Want want,
      Lease lease) {
    this(guard, action, value, null, onCreate, onExisting, onMismatch, want, lease, 0);
  }

  /** Reads the entry and leaves it alone. */
  public static <V> Mutation<V> read() {
    return access(Ttl.KEEP);
  }

  /** Reads the entry and, where there is one, gives it a new time to live. */
  public static <V> Mutation<V> access(Ttl onExisting) {
    return keep(Guard.present(), onExisting, Want.PREVIOUS);
  }

  /** Leaves the value alone; where the guard matches, the entry gets a new time to live. */
  public static <V> Mutation<V> keep(Guard<V> guard, Ttl onExisting, Want want) {
    return new Mutation<>(
        guard, Action.KEEP, null, Ttl.ETERNAL, onExisting, Ttl.KEEP, want, Lease.NONE);
  }

  /** Stores a value where the guard matches. */
  public static <V> Mutation<V> put(
      Guard<V> guard, V value, Ttl onCreate, Ttl onExisting, Want want) {
    return new Mutation<>(
        guard, Action.PUT, value, onCreate, onExisting, Ttl.KEEP, want, Lease.NONE);
  }

  /** Removes the entry where the guard matches. */
  public static <V> Mutation<V> remove(Guard<V> guard, Want want) {
    return new Mutation<>(
        guard, Action.REMOVE, null, Ttl.ETERNAL, Ttl.KEEP, Ttl.KEEP, want, Lease.NONE);
  }

  /** Adds a number to the entry, or creates it with that number. */
  public static <V> Mutation<V> add(V delta, Ttl onCreate, Ttl onExisting) {
    return new Mutation<>(
        Guard.any(), Action.ADD, delta, onCreate, onExisting, Ttl.KEEP, Want.PREVIOUS, Lease.NONE);
  }

  /** The same with another time to live for an entry on which the guard does not match. */
  public Mutation<V> withMismatch(Ttl ttl) {
    return new Mutation<>(
        guard, action, value, initial, onCreate, onExisting, ttl, want, lease, stamp);
  }

  /** The same with another lease. */
  public Mutation<V> withLease(Lease other) {
    return new Mutation<>(
        guard, action, value, initial, onCreate, onExisting, onMismatch, want, other, stamp);
  }

  /** The same, telling something else. */
  public Mutation<V> withWant(Want other) {
    return new Mutation<>(
        guard, action, value, initial, onCreate, onExisting, onMismatch, other, lease, stamp);
  }

  /** The same with another guard. */
  public Mutation<V> withGuard(Guard<V> other) {
    return new Mutation<>(
        other, action, value, initial, onCreate, onExisting, onMismatch, want, lease, stamp);
  }

  /** The same with an initial value. */
  public Mutation<V> withInitial(@Nullable V other) {
    return new Mutation<>(
        guard, action, value, other, onCreate, onExisting, onMismatch, want, lease, stamp);
  }

  /** The same with a version for what is stored, from {@link Stamps#next()}. */
  public Mutation<V> withStamp(long other) {
    return new Mutation<>(
        guard, action, value, initial, onCreate, onExisting, onMismatch, want, lease, other);
  }

  /** Whether the entry, or how long it lives, may be another one afterwards. */
  public boolean mayChange() {
    return action != Action.KEEP || !onExisting.isKeep() || !onMismatch.isKeep();
  }

  /** The version that what is stored gets: the one that was asked for, or a new one. */
  public long stampToStore() {
    return stamp == 0 ? Stamps.next() : stamp;
  }

  /** The same for a store with another type of values. */
  public <W> Mutation<W> with(
      Guard<W> otherGuard, @Nullable W otherValue, @Nullable W otherInitial) {
    return new Mutation<>(
        otherGuard,
        action,
        otherValue,
        otherInitial,
        onCreate,
        onExisting,
        onMismatch,
        want,
        lease,
        stamp);
  }
}

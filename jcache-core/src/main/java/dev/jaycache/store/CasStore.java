package dev.jaycache.store;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store over a server that knows little more than compare-and-set: read, decide by the {@link
 * MutationInterpreter}, write if nobody else did, again until it holds. As thread-safe as its five
 * methods are. The entry's own expiry, in the {@link Envelope}, decides to the millisecond; the
 * server's only has to be no earlier. Leases stand beside the entries under a key of their own.
 *
 * <p>A read takes one round trip, a write that needs the old state two. A subclass may do better
 * for mutations that its server knows.
 */
public abstract class CasStore implements Store<byte[], byte[]> {
  /**
   * What a server holds under a key.
   *
   * @param bytes the envelope
   * @param token what {@link #replace} and {@link #delete} compare
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares cells; a copy would cost.
  public record Cell(byte[] bytes, Object token) {}

  /** What the keys of leases begin with; no encoded cache key begins so. */
  private static final byte LEASE_MARK = (byte) 0xFF;

  private final MutationInterpreter<byte[]> interpreter = new MutationInterpreter<>(Bytes.VALUES);
  private final InstantSource clock;
  private volatile boolean closed;

  /** A store by the given clock. */
  protected CasStore(InstantSource clock) {
    this.clock = clock;
  }

  /** What stands under a key, or null. */
  protected abstract @Nullable Cell read(byte[] key);

  /**
   * Writes where nothing stands.
   *
   * @param expiresAt ms since the epoch, or {@link StoredEntry#NEVER_EXPIRES}
   * @return false where something stood there
   */
  protected abstract boolean insert(byte[] key, byte[] bytes, long expiresAt);

  /**
   * Writes where still the same stands.
   *
   * @return false where something else stands there, or nothing
   */
  protected abstract boolean replace(byte[] key, Object token, byte[] bytes, long expiresAt);

  /**
   * Removes what still is the same.
   *
   * @return false where something else stands there, or nothing
   */
  protected abstract boolean delete(byte[] key, Object token);

  /** Every key of this store, as it was given, leases or not. */
  protected abstract KeyPages<byte[]> scan();

  @Override
  public final Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    requireOpen();
    Lease lease = mutation.lease();
    return switch (lease.kind()) {
      case NONE -> applyUnleased(key, mutation);
      case RESPECT -> leaseHolder(key) == null ? applyUnleased(key, mutation) : Outcome.refused();
      case TAKE -> takeLease(key, lease) ? applyUnleased(key, mutation) : Outcome.refused();
      case GIVE_BACK -> {
        Long holder = leaseHolder(key);
        if (holder != null && holder != lease.token()) {
          yield Outcome.refused();
        }
        Outcome<byte[]> outcome = applyUnleased(key, mutation);
        giveLeaseBack(key, lease);
        yield outcome;
      }
    };
  }

  private Outcome<byte[]> applyUnleased(byte[] key, Mutation<byte[]> mutation) {
    while (true) {
      long now = clock.millis();
      Cell cell = read(key);
      StoredEntry<byte[]> current = cell == null ? null : entry(cell);
      if (current != null && current.isExpiredAt(now)) {
        current = null;
      }
      long stamp = Stamps.next();
      MutationInterpreter.Step<byte[]> step = interpreter.interpret(mutation, current, stamp, now);
      try {
        if (commit(key, cell, current, step.next())) {
          return step.outcome();
        }
      } catch (UnknownOutcomeException e) {
        if (!wasDone(key, step.next(), stamp, e)) {
          throw e;
        }
        return step.outcome();
      }
    }
  }

  /**
   * Whether a write whose reply was lost is there to be seen. What is not seen may still arrive, so
   * it is not written again; a removal leaves nothing to be known by.
   */
  private boolean wasDone(
      byte[] key, @Nullable StoredEntry<byte[]> next, long stamp, UnknownOutcomeException lost) {
    if (next == null) {
      return false;
    }
    try {
      Cell cell = read(key);
      StoredEntry<byte[]> found = cell == null ? null : entry(cell);
      return found != null
          && found.version() == next.version()
          && (next.version() == stamp || found.expiresAt() == next.expiresAt());
    } catch (StoreException e) {
      lost.addSuppressed(e);
      return false;
    }
  }

  private static @Nullable StoredEntry<byte[]> entry(Cell cell) {
    StoredEntry<byte[]> entry = Envelope.open(cell.bytes());
    // An envelope without expiry is another writer's, for whom the server kept the time.
    return entry == null || entry.expiresAt() != StoredEntry.UNKNOWN_EXPIRY
        ? entry
        : new StoredEntry<>(entry.value(), entry.version(), StoredEntry.NEVER_EXPIRES);
  }

  @SuppressWarnings("ReferenceEquality") // The interpreter gives the same object back: no change.
  private boolean commit(
      byte[] key,
      @Nullable Cell cell,
      @Nullable StoredEntry<byte[]> current,
      @Nullable StoredEntry<byte[]> next) {
    if (next == null) {
      // What stands there and is no live entry is damaged or expired: it goes too.
      return cell == null || delete(key, cell.token());
    }
    if (next == current) {
      return true;
    }
    byte[] bytes = Envelope.seal(next.version(), next.value(), next.expiresAt(), null);
    return cell == null
        ? insert(key, bytes, next.expiresAt())
        : replace(key, cell.token(), bytes, next.expiresAt());
  }

  private @Nullable Long leaseHolder(byte[] key) {
    Outcome<byte[]> outcome = applyUnleased(leaseKey(key), Mutation.read());
    byte[] body = outcome.previousValue();
    return body == null ? null : token(body);
  }

  private boolean takeLease(byte[] key, Lease lease) {
    byte[] body = body(lease.token());
    Ttl ttl = Ttl.ofMillis(lease.millis());
    Mutation<byte[]> take = Mutation.put(Guard.absent(), body, ttl, ttl, Want.PREVIOUS);
    Mutation<byte[]> prolong = take.withGuard(new Guard.Value<>(body));
    while (true) {
      Outcome<byte[]> outcome = applyUnleased(leaseKey(key), take);
      if (outcome.matched()) {
        return true;
      }
      if (!Arrays.equals(outcome.previousValue(), body)) {
        return false;
      }
      if (applyUnleased(leaseKey(key), prolong).matched()) {
        return true;
      }
      // Our own lease ended between the two.
    }
  }

  private void giveLeaseBack(byte[] key, Lease lease) {
    Guard<byte[]> mine = new Guard.Value<>(body(lease.token()));
    applyUnleased(leaseKey(key), Mutation.remove(mine, Want.NOTHING));
  }

  private static byte[] leaseKey(byte[] key) {
    byte[] leaseKey = new byte[key.length + 1];
    leaseKey[0] = LEASE_MARK;
    System.arraycopy(key, 0, leaseKey, 1, key.length);
    return leaseKey;
  }

  private static byte[] body(long token) {
    byte[] body = new byte[9];
    body[0] = Bytes.LONG;
    for (int i = 8; i > 0; i--) {
      body[i] = (byte) token;
      token >>= 8;
    }
    return body;
  }

  private static long token(byte[] body) {
    long token = 0;
    for (int i = 1; i < body.length; i++) {
      token = token << 8 | (body[i] & 0xff);
    }
    return token;
  }

  @Override
  public final boolean canAdd() {
    return true;
  }

  @Override
  public KeyPages<byte[]> keys() {
    requireOpen();
    KeyPages<byte[]> pages = scan();
    return new KeyPages<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public List<byte[]> next() {
        return pages.next().stream()
            .filter(key -> key.length == 0 || key[0] != LEASE_MARK)
            .toList();
      }

      @Override
      public void close() {
        pages.close();
      }
    };
  }

  @Override
  public void clear() {
    requireOpen();
    try (KeyPages<byte[]> pages = scan()) {
      while (pages.hasNext()) {
        for (byte[] key : pages.next()) {
          apply(key, Mutation.remove(Guard.any(), Want.NOTHING));
        }
      }
    }
  }

  /** A subclass that holds something of its own lets go of it and calls this. */
  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this store is closed");
    }
  }
}

package dev.jaycache.testkit;

import dev.jaycache.store.Bytes;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.MutationInterpreter;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The plainest store there can be: a hash map, one lock, the {@link MutationInterpreter}. What
 * other stores are compared with. Safe for any number of threads. Removes an expired entry only
 * when it meets it.
 */
public final class ReferenceStore implements Store<byte[], byte[]> {
  private record Claim(long token, long until) {}

  private final ReentrantLock lock;
  private final Map<ByteBuffer, StoredEntry<byte[]>> entries;
  private final Map<ByteBuffer, Claim> leases;
  private final MutationInterpreter<byte[]> interpreter = new MutationInterpreter<>(Bytes.VALUES);
  private final InstantSource clock;
  private boolean closed;

  /** An empty store by the given clock. */
  public ReferenceStore(InstantSource clock) {
    this.lock = new ReentrantLock();
    this.entries = new HashMap<>();
    this.leases = new HashMap<>();
    this.clock = clock;
  }

  /** Another store over the entries of this one, with a close of its own. */
  public ReferenceStore(ReferenceStore other) {
    this.lock = other.lock;
    this.entries = other.entries;
    this.leases = other.leases;
    this.clock = other.clock;
  }

  @Override
  public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    lock.lock();
    try {
      requireOpen();
      ByteBuffer name = ByteBuffer.wrap(key.clone());
      long now = clock.millis();
      return admits(name, mutation.lease(), now)
          ? run(name, mutation, now)
          : Outcome.<byte[]>refused();
    } finally {
      lock.unlock();
    }
  }

  private boolean admits(ByteBuffer key, Lease lease, long now) {
    if (lease.kind() == Lease.Kind.NONE) {
      return true;
    }
    Claim claim = leases.get(key);
    boolean free = claim == null || claim.until() <= now;
    boolean mine = claim != null && claim.token() == lease.token();
    if (!free && (!mine || lease.kind() == Lease.Kind.RESPECT)) {
      return false;
    }
    if (lease.kind() == Lease.Kind.TAKE) {
      leases.put(key, new Claim(lease.token(), now + lease.millis()));
    }
    if (lease.kind() == Lease.Kind.GIVE_BACK) {
      leases.remove(key);
    }
    return true;
  }

  private Outcome<byte[]> run(ByteBuffer key, Mutation<byte[]> mutation, long now) {
    StoredEntry<byte[]> current = entries.get(key);
    if (current != null && current.isExpiredAt(now)) {
      current = null;
    }
    MutationInterpreter.Step<byte[]> step =
        interpreter.interpret(mutation, current, mutation.stampToStore(), now);
    StoredEntry<byte[]> next = step.next();
    if (next == null) {
      entries.remove(key);
    } else {
      entries.put(key, next);
    }
    return step.outcome();
  }

  @Override
  public KeyPages<byte[]> keys() {
    lock.lock();
    try {
      requireOpen();
      List<byte[]> page = entries.keySet().stream().map(key -> bytes(key)).toList();
      return KeyPages.of(List.of(page).iterator());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void clear() {
    lock.lock();
    try {
      requireOpen();
      entries.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean canAdd() {
    return true;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private static byte[] bytes(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this store is closed");
    }
  }
}

package dev.jaycache.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.jaycache.store.Action;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.MutationInterpreter;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache in this process: the {@link MutationInterpreter} inside the atomic
 * compute of a Caffeine cache. Safe for any number of threads. It holds keys and values as it is
 * given them; a cache by value puts copies in and takes copies out.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class LocalStore<K, V> implements Store<K, V> {
  private static final int PAGE = 1_000;

  private final Cache<K, StoredEntry<V>> entries;
  private final MutationInterpreter<V> interpreter;
  private final InstantSource clock;
  private final LongAdder evictions = new LongAdder();
  private volatile boolean closed;
  private volatile BiConsumer<K, V> expired = (key, value) -> {};

  /**
   * An empty store.
   *
   * @param bounds how much it may hold
   * @param values how values are compared and counted
   * @param clock what expiry goes by
   */
  public LocalStore(
      Bounds<K, V> bounds, MutationInterpreter.Values<V> values, InstantSource clock) {
    this.interpreter = new MutationInterpreter<>(values);
    this.clock = clock;
    Caffeine<K, StoredEntry<V>> builder =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfter(new UntilExpiry())
            .evictionListener(
                (@Nullable K key, @Nullable StoredEntry<V> entry, RemovalCause cause) -> {
                  if (cause != RemovalCause.EXPIRED) {
                    evictions.increment();
                  } else if (key != null && entry != null) {
                    expired.accept(key, entry.value());
                  }
                });
    this.entries = bounds.limit(builder).build();
  }

  @Override
  public Outcome<V> apply(K key, Mutation<V> mutation) {
    checkOpen();
    if (mutation.action() == Action.KEEP
        && mutation.onExisting().isKeep()
        && mutation.guard() instanceof Guard.Present<V>) {
      return read(key, mutation);
    }
    // One object, so that nothing is shared between threads but the entry itself.
    class Turn {
      @Nullable Outcome<V> outcome;

      @Nullable StoredEntry<V> run(@Nullable StoredEntry<V> current) {
        long now = clock.millis();
        StoredEntry<V> live = current;
        if (current != null && current.isExpiredAt(now)) {
          // The time ran out after the map had looked: nobody else tells of it.
          expired.accept(key, current.value());
          live = null;
        }
        MutationInterpreter.Step<V> step =
            interpreter.interpret(mutation, live, mutation.stampToStore(), now);
        outcome = step.outcome();
        return step.next();
      }
    }
    Turn turn = new Turn();
    entries.asMap().compute(key, (sameKey, current) -> turn.run(current));
    Outcome<V> outcome = turn.outcome;
    if (outcome == null) {
      throw new IllegalStateException("unreachable: the map did not compute");
    }
    return outcome;
  }

  private Outcome<V> read(K key, Mutation<V> mutation) {
    StoredEntry<V> entry = entries.getIfPresent(key);
    return entry == null
        ? Outcome.absent()
        : interpreter.interpret(mutation, entry, entry.version(), 0).outcome();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  @Override
  public KeyPages<K> keys() {
    checkOpen();
    Iterator<K> keys = entries.asMap().keySet().iterator();
    return KeyPages.of(
        new Iterator<List<K>>() {
          @Override
          public boolean hasNext() {
            return keys.hasNext();
          }

          @Override
          public List<K> next() {
            if (!keys.hasNext()) {
              throw new NoSuchElementException();
            }
            List<K> page = new ArrayList<>();
            while (page.size() < PAGE && keys.hasNext()) {
              page.add(keys.next());
            }
            return page;
          }
        });
  }

  @Override
  public void clear() {
    checkOpen();
    entries.invalidateAll();
  }

  @Override
  public boolean canAdd() {
    return true;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public void onExpired(BiConsumer<K, V> listener) {
    expired = listener;
  }

  @Override
  public long evictions() {
    return evictions.sum();
  }

  @Override
  public void close() {
    closed = true;
    entries.invalidateAll();
  }

  /** Tells Caffeine how long each entry has left, so that memory is given back in time. */
  private final class UntilExpiry implements Expiry<K, StoredEntry<V>> {
    @Override
    public long expireAfterCreate(K key, StoredEntry<V> entry, long now) {
      if (entry.expiresAt() == StoredEntry.NEVER_EXPIRES) {
        return Long.MAX_VALUE;
      }
      long left = entry.expiresAt() - TimeUnit.NANOSECONDS.toMillis(now);
      return TimeUnit.MILLISECONDS.toNanos(Math.max(0, left));
    }

    @Override
    public long expireAfterUpdate(K key, StoredEntry<V> entry, long now, long left) {
      return expireAfterCreate(key, entry, now);
    }

    @Override
    public long expireAfterRead(K key, StoredEntry<V> entry, long now, long left) {
      return left;
    }
  }
}

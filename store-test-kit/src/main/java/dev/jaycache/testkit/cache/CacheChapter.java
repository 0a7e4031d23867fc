package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/** A group of tests of the {@link CacheContract}, mixed into the test class of a backend. */
public interface CacheChapter {
  /** Where the running test's caches live. */
  CachePlace place();

  /** A cache of any types, eternal, by value. */
  default <K, V> Cache<K, V> open() {
    return open(new MutableConfiguration<>());
  }

  /** A cache named {@code cache}. */
  default <K, V> Cache<K, V> open(MutableConfiguration<K, V> configuration) {
    return place().manager().createCache("cache", configuration);
  }

  /** The value as it stands, by a read that touches and counts nothing. */
  @SuppressWarnings("unchecked")
  static <K, V> @Nullable V peek(Cache<K, V> cache, K key) {
    return ((Store<K, V>) cache.unwrap(Store.class)).apply(key, Mutation.read()).previousValue();
  }

  /** When an entry that is there expires, as its store says it to who keeps a copy. */
  @SuppressWarnings("unchecked")
  static <K, V> long expiresAt(Cache<K, V> cache, K key) {
    Store<K, V> store = (Store<K, V>) cache.unwrap(Store.class);
    return Objects.requireNonNull(store.readWhole(key).previous()).expiresAt();
  }

  /** Checks that a message says something. */
  static void assertSays(String part, Throwable thrown) {
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown.getMessage());
  }

  /** Waits until something holds; fails after a minute. */
  static void until(BooleanSupplier condition, String what) {
    until(condition, () -> what);
  }

  /** The same, where what is to be said depends on what there is by then. */
  static void until(BooleanSupplier condition, Supplier<String> what) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(100_000);
    }
    assertTrue(condition.getAsBoolean(), what);
  }
}

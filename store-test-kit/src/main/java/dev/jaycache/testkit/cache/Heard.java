package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import org.jspecify.annotations.Nullable;

/**
 * A listener of all events that keeps them by key, in their order, and then does what a test wants.
 * Safe for any number of threads.
 */
final class Heard<K, V>
    implements CacheEntryCreatedListener<K, V>,
        CacheEntryUpdatedListener<K, V>,
        CacheEntryRemovedListener<K, V>,
        CacheEntryExpiredListener<K, V> {
  private final ConcurrentHashMap<K, List<CacheEntryEvent<? extends K, ? extends V>>> events =
      new ConcurrentHashMap<>();
  private final Consumer<CacheEntryEvent<? extends K, ? extends V>> then;

  Heard() {
    this(event -> {});
  }

  Heard(Consumer<CacheEntryEvent<? extends K, ? extends V>> then) {
    this.then = then;
  }

  /** A registration of this listener, which wants old values. */
  CacheEntryListenerConfiguration<K, V> registered(boolean synchronous) {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, true, synchronous);
  }

  List<CacheEntryEvent<? extends K, ? extends V>> of(K key) {
    return events.getOrDefault(key, List.of());
  }

  /** The events of a key in words: {@code CREATED null to a}. */
  List<String> words(K key) {
    List<String> words = new ArrayList<>();
    of(key)
        .forEach(
            event ->
                words.add(
                    event.getEventType() + " " + event.getOldValue() + " to " + event.getValue()));
    return words;
  }

  int count() {
    return events.values().stream().mapToInt(List::size).sum();
  }

  /**
   * What is wrong with the order of a key's events, from no entry to the last value.
   *
   * @param last the value at the end, null for no entry
   */
  @Nullable String brokenChain(K key, @Nullable V last) {
    Object state = null;
    for (CacheEntryEvent<? extends K, ? extends V> event : of(key)) {
      Object old =
          switch (event.getEventType()) {
            case CREATED -> null;
            case UPDATED, REMOVED, EXPIRED -> event.getOldValue();
          };
      if (state == null ? old != null : !state.equals(old)) {
        return key + " was " + state + ", then came " + event.getEventType() + " of " + old;
      }
      state =
          switch (event.getEventType()) {
            case CREATED, UPDATED -> event.getValue();
            case REMOVED, EXPIRED -> null;
          };
    }
    boolean same = state == null ? last == null : state.equals(last);
    return same ? null : key + " ends as " + last + ", its last event says " + state;
  }

  private void take(Iterable<CacheEntryEvent<? extends K, ? extends V>> given) {
    for (CacheEntryEvent<? extends K, ? extends V> event : given) {
      events.computeIfAbsent(event.getKey(), same -> new CopyOnWriteArrayList<>()).add(event);
      then.accept(event);
    }
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends K, ? extends V>> given) {
    take(given);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<? extends K, ? extends V>> given) {
    take(given);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<? extends K, ? extends V>> given) {
    take(given);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<? extends K, ? extends V>> given) {
    take(given);
  }
}

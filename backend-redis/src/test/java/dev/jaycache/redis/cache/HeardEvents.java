package dev.jaycache.redis.cache;

import dev.jaycache.event.EventLinkListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** A listener of everything, in words. Safe for any number of threads. */
final class HeardEvents
    implements CacheEntryCreatedListener<Object, Object>,
        CacheEntryUpdatedListener<Object, Object>,
        CacheEntryRemovedListener<Object, Object>,
        CacheEntryExpiredListener<Object, Object>,
        EventLinkListener {
  private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();

  /** Asynchronous. */
  <K, V> CacheEntryListenerConfiguration<K, V> registered() {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, true, false);
  }

  /** Synchronous, as far as that goes. */
  <K, V> CacheEntryListenerConfiguration<K, V> synchronous() {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, true, true);
  }

  /** Without keys that are "not". */
  <K, V> CacheEntryListenerConfiguration<K, V> filtered() {
    CacheEntryEventFilter<Object, Object> filter = event -> !event.getKey().equals("not");
    return new MutableCacheEntryListenerConfiguration<>(() -> this, () -> filter, true, true);
  }

  /** What comes next. */
  String next() {
    try {
      return String.valueOf(all.poll(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** So many that come next. */
  List<String> next(int count) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(next());
    }
    return some;
  }

  /** What has come. */
  List<String> soFar() {
    List<String> some = new ArrayList<>();
    all.drainTo(some);
    return some;
  }

  private void take(Iterable<CacheEntryEvent<?, ?>> events) {
    for (CacheEntryEvent<?, ?> event : events) {
      all.add(
          event.getEventType()
              + " "
              + event.getKey()
              + ": "
              + event.getOldValue()
              + " to "
              + event.getValue());
    }
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events);
  }

  @Override
  public void onEventsLost(String node, String why) {
    all.add("lost");
  }

  @Override
  public void onEventGap(String node) {
    all.add("gap");
  }
}

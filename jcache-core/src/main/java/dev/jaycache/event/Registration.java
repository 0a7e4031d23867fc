package dev.jaycache.event;

import dev.jaycache.log.SeldomLog;
import java.util.List;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registered listener: which events it takes, and the call. As thread-safe as the listener.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class Registration<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final CacheEntryListenerConfiguration<K, V> configuration;
  private final CacheEntryListener<? super K, ? super V> listener;
  private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
  private final SerialExecutor[] queues;
  private final SeldomLog failures = new SeldomLog(LOG);
  private volatile boolean ended;

  Registration(CacheEntryListenerConfiguration<K, V> configuration, SerialExecutor[] queues) {
    this.configuration = configuration;
    this.listener = configuration.getCacheEntryListenerFactory().create();
    Factory<CacheEntryEventFilter<? super K, ? super V>> filters =
        configuration.getCacheEntryEventFilterFactory();
    this.filter = filters == null ? null : filters.create();
    this.queues = queues;
  }

  CacheEntryListenerConfiguration<K, V> configuration() {
    return configuration;
  }

  /** Where this listener's failures are told that nobody waits for. */
  SeldomLog failures() {
    return failures;
  }

  boolean isSynchronous() {
    return configuration.isSynchronous();
  }

  boolean needsOldValue() {
    // The value of a removed or expired event is the old value (javadoc of CacheEntryEvent).
    return configuration.isOldValueRequired()
        || listener instanceof CacheEntryRemovedListener
        || listener instanceof CacheEntryExpiredListener
        || filter != null;
  }

  boolean takes(EventType type) {
    return switch (type) {
      case CREATED -> listener instanceof CacheEntryCreatedListener;
      case UPDATED -> listener instanceof CacheEntryUpdatedListener;
      case REMOVED -> listener instanceof CacheEntryRemovedListener;
      case EXPIRED -> listener instanceof CacheEntryExpiredListener;
    };
  }

  /** The queue in which this listener gets the events of a key, in their order. */
  SerialExecutor queue(Object key) {
    return queueAt(Math.floorMod(key.hashCode(), queues.length));
  }

  /** One of the queues. */
  SerialExecutor queueAt(int index) {
    return queues[index];
  }

  /** The listener as one that wants to know when events are missing; null where it does not. */
  @Nullable EventLinkListener linkListener() {
    return listener instanceof EventLinkListener linked ? linked : null;
  }

  /**
   * Calls the listener by the side of its events, unless it is no longer registered.
   *
   * @throws CacheEntryListenerException whatever it throws
   */
  void guard(Runnable call) {
    if (ended) {
      return;
    }
    try {
      call.run();
    } catch (RuntimeException e) {
      throw new CacheEntryListenerException("the cache entry listener threw " + e, e);
    }
  }

  /**
   * Calls the listener, if its filter lets the event pass and it is still registered.
   *
   * @throws CacheEntryListenerException whatever listener or filter throw
   */
  @SuppressWarnings("unchecked")
  void call(JayEvent<K, V> event) {
    if (ended) {
      return;
    }
    try {
      if (filter != null && !filter.evaluate((CacheEntryEvent<? extends K, ? extends V>) event)) {
        return;
      }
      Iterable<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
      switch (event.getEventType()) {
        case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
        case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
        case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
        case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
      }
    } catch (CacheEntryListenerException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheEntryListenerException("the cache entry listener threw " + e, e);
    }
  }

  /**
   * Ends it: events on their way are no longer delivered (javadoc of Cache.close).
   *
   * @return what has to be closed
   */
  List<Object> end() {
    ended = true;
    return filter == null ? List.of(listener) : List.of(listener, filter);
  }
}

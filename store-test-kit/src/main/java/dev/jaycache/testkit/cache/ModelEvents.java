package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
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

/**
 * The synchronous listeners of the model: told after an operation, all of them, whatever others
 * throw. For one thread.
 */
final class ModelEvents {
  private final Cache<Object, Object> source;
  private final List<Registered> listeners = new ArrayList<>();
  private List<Event> waiting = new ArrayList<>();

  ModelEvents(Cache<Object, Object> source) {
    this.source = source;
  }

  private record Registered(
      CacheEntryListener<? super Object, ? super Object> listener,
      @Nullable CacheEntryEventFilter<? super Object, ? super Object> filter) {}

  void register(CacheEntryListenerConfiguration<Object, Object> configuration) {
    listeners.add(
        new Registered(
            configuration.getCacheEntryListenerFactory().create(),
            configuration.getCacheEntryEventFilterFactory() == null
                ? null
                : configuration.getCacheEntryEventFilterFactory().create()));
  }

  void add(EventType type, Object key, @Nullable Object value, @Nullable Object old) {
    waiting.add(new Event(source, type, key, value, old));
  }

  /** Tells what has been added; throws the first exception of a listener. */
  void tell() {
    List<Event> events = waiting;
    waiting = new ArrayList<>();
    CacheEntryListenerException first = null;
    for (Event event : events) {
      for (Registered registered : listeners) {
        try {
          tell(registered, event);
        } catch (RuntimeException e) {
          if (first == null) {
            first =
                e instanceof CacheEntryListenerException own
                    ? own
                    : new CacheEntryListenerException(e);
          }
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  @SuppressWarnings("unchecked")
  private static void tell(Registered to, Event event) {
    if (to.filter() != null && !to.filter().evaluate(event)) {
      return;
    }
    Iterable<CacheEntryEvent<?, ?>> events = List.of(event);
    CacheEntryListener<?, ?> listener = to.listener();
    switch (event.getEventType()) {
      case CREATED -> ((CacheEntryCreatedListener<Object, Object>) listener).onCreated(events);
      case UPDATED -> ((CacheEntryUpdatedListener<Object, Object>) listener).onUpdated(events);
      case REMOVED -> ((CacheEntryRemovedListener<Object, Object>) listener).onRemoved(events);
      case EXPIRED -> ((CacheEntryExpiredListener<Object, Object>) listener).onExpired(events);
    }
  }

  private static final class Event extends CacheEntryEvent<Object, Object> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised
    private final Object key;

    @SuppressWarnings("serial")
    private final @Nullable Object value;

    @SuppressWarnings("serial")
    private final @Nullable Object old;

    Event(
        Cache<Object, Object> source,
        EventType type,
        Object key,
        @Nullable Object value,
        @Nullable Object old) {
      super(source, type);
      this.key = key;
      this.value = value;
      this.old = old;
    }

    @Override
    public Object getKey() {
      return key;
    }

    @Override
    public @Nullable Object getValue() {
      return value;
    }

    @Override
    public @Nullable Object getOldValue() {
      return old;
    }

    @Override
    public boolean isOldValueAvailable() {
      return old != null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      return type.cast(this);
    }
  }
}

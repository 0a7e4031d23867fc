package dev.jaycache.testkit.cache;

import java.util.Objects;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;

/**
 * A listener of all events, and a filter, that throw at times. Safe for any number of threads. What
 * an event promises in any case is checked here.
 */
final class RecordingListener
    implements CacheEntryCreatedListener<Object, Object>,
        CacheEntryUpdatedListener<Object, Object>,
        CacheEntryRemovedListener<Object, Object>,
        CacheEntryExpiredListener<Object, Object>,
        CacheEntryEventFilter<Object, Object> {
  private final String name;
  private final boolean oldValueRequired;
  private final Behaviour behaviour;
  private final Journal journal;

  RecordingListener(String name, boolean oldValueRequired, Behaviour behaviour, Journal journal) {
    this.name = name;
    this.oldValueRequired = oldValueRequired;
    this.behaviour = behaviour;
    this.journal = journal;
  }

  @Override
  public boolean evaluate(CacheEntryEvent<?, ?> event) {
    String question = name + " filters " + event.getEventType();
    if (behaviour.mischief(question, event.getKey(), 20) == 0) {
      throw new IllegalStateException("by the filter");
    }
    return !behaviour.happens(question + " out", event.getKey(), 3);
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events, EventType.CREATED);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events, EventType.UPDATED);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events, EventType.REMOVED);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<?, ?>> events) {
    take(events, EventType.EXPIRED);
  }

  private void take(Iterable<CacheEntryEvent<?, ?>> events, EventType type) {
    for (CacheEntryEvent<?, ?> event : events) {
      journal.inOrder(name + ", key " + Shown.of(event.getKey()), shown(event, type));
      switch (behaviour.mischief(name + type, event.getKey(), 24)) {
        case 0 -> throw new CacheEntryListenerException("by the listener");
        case 1 -> throw new IllegalStateException("by the listener");
        default -> {}
      }
    }
  }

  private String shown(CacheEntryEvent<?, ?> event, EventType type) {
    String wrong = wrong(event, type);
    String old = oldValueRequired ? Shown.of(event.getOldValue()) : "?";
    return wrong
        + switch (type) {
          case CREATED -> "CREATED " + Shown.of(event.getValue());
          case UPDATED -> "UPDATED " + old + " to " + Shown.of(event.getValue());
          case REMOVED -> "REMOVED " + old;
          case EXPIRED -> "EXPIRED " + old;
        };
  }

  private String wrong(CacheEntryEvent<?, ?> event, EventType type) {
    if (event.getEventType() != type) {
      return "WRONG TYPE " + event.getEventType() + ' ';
    }
    if (event.isOldValueAvailable() != (event.getOldValue() != null)) {
      return "WRONG AVAILABILITY ";
    }
    return switch (type) {
      case CREATED -> event.getOldValue() == null ? "" : "OLD VALUE OF NOTHING ";
      case UPDATED -> event.getValue() == null ? "NO VALUE " : "";
      case REMOVED, EXPIRED ->
          Objects.equals(event.getValue(), event.getOldValue()) ? "" : "VALUE IS NOT OLD VALUE ";
    };
  }
}

package dev.jaycache.event;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one caller of a cache's listeners (JSR-107, chapter 8). Safe for any number of threads.
 *
 * <p>An operation queues its events while it has its turn at the key, and sees to their delivery
 * when it has given the turn up: so each listener gets the events of a key in their order, and no
 * listener runs under a lock. The caller waits for synchronous listeners; the others run on the
 * manager's executor. Every listener gets its event, whatever others throw; the caller gets the
 * first exception. Nobody waits for listeners of what another process did.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class EventPublisher<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
  private static final int QUEUES = 8;

  /**
   * How events get keys and values that nobody else changes. A cache by value gives objects that
   * hold what it stores, a cache by reference the very objects.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public interface Detached<K, V> {
    /** A key that the application does not hold, or an immutable one. */
    K key(K key);

    /** A value that the application does not hold, or an immutable one. */
    V value(V value);

    /** The very objects. */
    static <K, V> Detached<K, V> none() {
      return new Detached<>() {
        @Override
        public K key(K key) {
          return key;
        }

        @Override
        public V value(V value) {
          return value;
        }
      };
    }
  }

  private final Cache<K, V> source;
  private final Detached<K, V> detached;
  private final Executor executor;
  private final CopyOnWriteArrayList<Registration<K, V>> registrations =
      new CopyOnWriteArrayList<>();
  private final SeldomLog waits = new SeldomLog(LOG);
  private final SeldomLog unawaitedFailures = new SeldomLog(LOG);
  private final KeyQueues<K> queues;
  private final SerialExecutor expiries;
  private final SerialExecutor[] announcements;
  private volatile boolean active;
  private volatile boolean needsOldValue;

  /**
   * Without listeners.
   *
   * @param source what events give as their source
   * @param detached how events get objects of their own
   * @param executor where listeners run that are not synchronous
   * @param patienceMillis how long a caller waits for events of the same key that other threads
   *     deliver, in ms
   */
  public EventPublisher(
      Cache<K, V> source, Detached<K, V> detached, Executor executor, long patienceMillis) {
    this.source = source;
    this.detached = detached;
    this.executor = executor;
    this.queues = new KeyQueues<>(patienceMillis);
    this.expiries = new SerialExecutor(executor);
    this.announcements = serial(executor);
  }

  private static SerialExecutor[] serial(Executor executor) {
    SerialExecutor[] serial = new SerialExecutor[QUEUES];
    for (int i = 0; i < QUEUES; i++) {
      serial[i] = new SerialExecutor(executor);
    }
    return serial;
  }

  /** Whether anybody listens. */
  public boolean isActive() {
    return active;
  }

  /** What an operation has to ask of the store, given what it needs itself. */
  public Want want(Want own) {
    if (!active || own == Want.PREVIOUS) {
      return own;
    }
    if (needsOldValue) {
      return Want.PREVIOUS;
    }
    return own == Want.NOTHING ? Want.EFFECT : own;
  }

  /** Adds a listener; its factory and its filter's are called once. */
  public void register(CacheEntryListenerConfiguration<K, V> configuration) {
    registrations.add(new Registration<>(configuration, serial(executor)));
    refresh();
  }

  /** Removes the listener of a configuration, and gives what has to be closed. */
  public List<Object> deregister(CacheEntryListenerConfiguration<K, V> configuration) {
    List<Object> parts = new ArrayList<>();
    registrations.removeIf(
        registration -> {
          boolean same = registration.configuration().equals(configuration);
          if (same) {
            parts.addAll(registration.end());
          }
          return same;
        });
    refresh();
    return parts;
  }

  /** Removes all listeners, and gives what has to be closed. */
  public List<Object> deregisterAll() {
    List<Object> parts = new ArrayList<>();
    registrations.forEach(registration -> parts.addAll(registration.end()));
    registrations.clear();
    refresh();
    return parts;
  }

  private void refresh() {
    needsOldValue = registrations.stream().anyMatch(Registration::needsOldValue);
    active = !registrations.isEmpty();
  }

  /** Events that wait for their delivery. */
  public interface Delivery {
    /**
     * Sees to the delivery. To be called once, without the turn at the key.
     *
     * @throws CacheEntryListenerException what a synchronous listener threw
     */
    void complete();
  }

  /**
   * A value that user code is about to get, for an event afterwards: that code may change it. The
   * same object where nobody listens.
   */
  public @Nullable V keep(@Nullable V value) {
    return active && value != null ? detached.value(value) : value;
  }

  /** A key that holds what is stored, and that the application does not change. */
  public K detachedKey(K key) {
    return detached.key(key);
  }

  /**
   * Queues the events of an operation. To be called while the operation has its turn at the key.
   *
   * @param oldValue the value as it was, null where there was none or it is not known
   * @param value the value that was written, null where none was
   */
  public Delivery queue(K key, Effect effect, @Nullable V oldValue, @Nullable V value) {
    List<EventType> types = types(effect);
    if (!isHeard(types)) {
      return () -> {};
    }
    K ownKey = detached.key(key);
    V ownOld = oldValue == null ? null : detached.value(oldValue);
    V ownValue = value == null ? null : detached.value(value);
    KeyQueues<K>.Ticket ticket = ticket(ownKey, events(ownKey, effect, ownOld, ownValue));
    return ticket == null ? () -> {} : () -> finish(ticket);
  }

  private static List<EventType> types(Effect effect) {
    return switch (effect) {
      case CREATED -> List.of(EventType.CREATED);
      case UPDATED, STORED -> List.of(EventType.UPDATED);
      case UPDATED_EXPIRED -> List.of(EventType.UPDATED, EventType.EXPIRED);
      case REMOVED -> List.of(EventType.REMOVED);
      case EXPIRED -> List.of(EventType.EXPIRED);
      case STILLBORN, NONE, GONE, TOUCHED, REFUSED -> List.of();
    };
  }

  private List<JayEvent<K, V>> events(
      K key, Effect effect, @Nullable V oldValue, @Nullable V value) {
    List<EventType> types = types(effect);
    List<JayEvent<K, V>> events = new ArrayList<>(types.size());
    for (EventType type : types) {
      events.add(
          switch (type) {
            case CREATED -> event(type, key, value, null);
            case UPDATED -> event(type, key, value, oldValue);
            case REMOVED -> event(type, key, oldValue, oldValue);
            // What expires at its update is the new value.
            case EXPIRED -> {
              V last = effect == Effect.UPDATED_EXPIRED ? value : oldValue;
              yield event(type, key, last, last);
            }
          });
    }
    return events;
  }

  private boolean isHeard(List<EventType> types) {
    for (EventType type : types) {
      if (takes(type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a listener takes events of a type. */
  boolean takes(EventType type) {
    for (Registration<K, V> registration : registrations) {
      if (registration.takes(type)) {
        return true;
      }
    }
    return false;
  }

  private void finish(KeyQueues<K>.Ticket ticket) {
    if (!ticket.finish()) {
      waits.warn(
          "cache "
              + source.getName()
              + ": listeners of the same key are still busy; its next event comes after them,"
              + " and its caller does not wait any longer",
          null);
    }
  }

  /**
   * Tells of an entry that expired by itself; nobody waits for that, but it has its place among the
   * key's events. Returns at once.
   */
  public void expired(K key, V value) {
    if (active) {
      KeyQueues<K>.Ticket ticket =
          ticket(key, List.of(event(EventType.EXPIRED, key, value, value)));
      if (ticket != null) {
        expiries.execute(() -> logFailure(unawaitedFailures, () -> finish(ticket)));
      }
    }
  }

  /**
   * Tells of what another process did, with objects that nobody else has. Nobody waits for that,
   * but it has its place among the key's events. Returns at once.
   */
  void announced(K key, Effect effect, @Nullable V oldValue, @Nullable V value) {
    if (isHeard(types(effect))) {
      int queue = Math.floorMod(key.hashCode(), QUEUES);
      KeyQueues<K>.Ticket ticket = ticket(key, events(key, effect, oldValue, value));
      if (ticket != null) {
        announcements[queue].execute(() -> logFailure(unawaitedFailures, () -> finish(ticket)));
      }
    }
  }

  /**
   * Tells those listeners something that want to know how events of others get here: each after the
   * events that were announced before. Returns at once.
   */
  void toLinkListeners(Consumer<EventLinkListener> call) {
    for (Registration<K, V> registration : registrations) {
      EventLinkListener listener = registration.linkListener();
      if (listener != null) {
        // The last of all queues to get there: what came before has gone through each of them.
        AtomicInteger left = new AtomicInteger(QUEUES);
        Runnable last =
            () -> {
              if (left.decrementAndGet() == 0) {
                logFailure(
                    registration.failures(), () -> registration.guard(() -> call.accept(listener)));
              }
            };
        for (int i = 0; i < QUEUES; i++) {
          SerialExecutor queue = registration.queueAt(i);
          announcements[i].execute(() -> queue.execute(last));
        }
      }
    }
  }

  private JayEvent<K, V> event(EventType type, K key, @Nullable V value, @Nullable V oldValue) {
    return new JayEvent<>(source, type, key, value, oldValue);
  }

  /** One step for each event and each listener that takes it; null where nobody does. */
  private KeyQueues<K>.@Nullable Ticket ticket(K key, List<JayEvent<K, V>> events) {
    List<Runnable> steps = new ArrayList<>();
    for (JayEvent<K, V> event : events) {
      for (Registration<K, V> registration : registrations) {
        if (registration.takes(event.getEventType())) {
          steps.add(
              registration.isSynchronous()
                  ? () -> registration.call(event)
                  : () ->
                      registration
                          .queue(key)
                          .execute(
                              () ->
                                  logFailure(
                                      registration.failures(), () -> registration.call(event))));
        }
      }
    }
    return steps.isEmpty() ? null : queues.queue(key, steps);
  }

  private void logFailure(SeldomLog failures, Runnable call) {
    try {
      call.run();
    } catch (CacheEntryListenerException e) {
      failures.warn("cache " + source.getName() + ": a listener failed that nobody waited for", e);
    }
  }
}

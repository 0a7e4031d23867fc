package dev.jaycache.event;

import dev.jaycache.store.Announcements;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Store;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What others do to the entries of a cache, for its listeners: heard as long as there is one. Safe
 * for any number of threads. It has no thread; with a store that announces nothing it does nothing.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class RemoteEvents<K, V> {
  private final Store<K, V> store;
  private final EventPublisher<K, V> publisher;

  /** Guards the hearing; nobody asks a server while holding it. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Hearing hearing;
  private boolean closed;

  /** What has been asked of the hearing so far, counted; and up to where it was confirmed. */
  private long asked;

  private long confirmed;

  /** Nothing is heard yet. */
  public RemoteEvents(Store<K, V> store, EventPublisher<K, V> publisher) {
    this.store = store;
    this.publisher = publisher;
  }

  private final class Told implements Announcements<K, V> {
    @Override
    public void announced(K key, Effect effect, @Nullable V oldValue, @Nullable V value) {
      publisher.announced(key, effect, oldValue, value);
    }

    @Override
    public void ranOut(K key) {
      publisher.announced(key, Effect.EXPIRED, null, null);
    }

    @Override
    public void lost(String node, String why) {
      publisher.toLinkListeners(listener -> listener.onEventsLost(node, why));
    }

    @Override
    public void gap(String node) {
      publisher.toLinkListeners(listener -> listener.onEventGap(node));
    }
  }

  /**
   * Begins or ends the hearing, by who is registered by now. As long as the servers have not
   * confirmed what is wanted, it waits for that, whoever asked for it, but no longer than an
   * operation may take. Not to be called under a lock.
   */
  public void follow() {
    Hearing awaited = null;
    Hearing ended = null;
    long upTo;
    lock.lock();
    try {
      boolean wanted = publisher.isActive() && !closed;
      if (!wanted) {
        ended = hearing;
        hearing = null;
      } else {
        awaited = toAwait();
      }
      upTo = asked;
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      ended.close();
    }
    if (awaited != null && awaited.awaitHeard()) {
      lock.lock();
      try {
        confirmed = Math.max(confirmed, upTo);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Says what is wanted now; null where that is confirmed. */
  private @Nullable Hearing toAwait() {
    Hearing current = hearing;
    if (current == null) {
      current = store.hear(new Told());
      if (current == null) {
        return null;
      }
      hearing = current;
      asked++;
    }
    // Here, as another thread may be about to say what was wanted before.
    if (current.tellRanOut(publisher.takes(EventType.EXPIRED))) {
      asked++;
    }
    return confirmed < asked ? current : null;
  }

  /** Ends it for good. */
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    follow();
  }
}

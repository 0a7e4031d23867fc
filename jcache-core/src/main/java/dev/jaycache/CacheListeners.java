package dev.jaycache;

import dev.jaycache.event.EventPublisher;
import dev.jaycache.event.RemoteEvents;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;

/**
 * The listeners of a cache, in its configuration and at its publisher alike. Safe for any number of
 * threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CacheListeners<K, V> {
  private final ReentrantLock lock = new ReentrantLock();
  private final MutableConfiguration<K, V> configuration;
  private final EventPublisher<K, V> publisher;
  private final RemoteEvents<K, V> remote;

  /** Registers the listeners that the configuration names. */
  CacheListeners(
      MutableConfiguration<K, V> configuration,
      EventPublisher<K, V> publisher,
      RemoteEvents<K, V> remote) {
    this.configuration = configuration;
    this.publisher = publisher;
    this.remote = remote;
    try {
      configuration.getCacheEntryListenerConfigurations().forEach(publisher::register);
    } catch (RuntimeException e) {
      Closing.closeAll(publisher.deregisterAll());
      throw e;
    }
  }

  void register(CacheEntryListenerConfiguration<K, V> listener) {
    Objects.requireNonNull(listener, "a listener configuration can't be null");
    lock.lock();
    try {
      // Throws where the same configuration is registered already, before its factory is called.
      configuration.addCacheEntryListenerConfiguration(listener);
      try {
        publisher.register(listener);
      } catch (RuntimeException e) {
        configuration.removeCacheEntryListenerConfiguration(listener);
        throw e;
      }
    } finally {
      lock.unlock();
    }
    remote.follow();
  }

  void deregister(CacheEntryListenerConfiguration<K, V> listener) {
    Objects.requireNonNull(listener, "a listener configuration can't be null");
    lock.lock();
    try {
      configuration.removeCacheEntryListenerConfiguration(listener);
      Closing.closeAll(publisher.deregister(listener));
    } finally {
      lock.unlock();
    }
    remote.follow();
  }

  /** Begins to hear of what others do, where anybody listens; when the cache can be used. */
  void begin() {
    remote.follow();
  }

  /** Removes all, and gives what has to be closed. */
  List<Object> close() {
    remote.close();
    return publisher.deregisterAll();
  }
}

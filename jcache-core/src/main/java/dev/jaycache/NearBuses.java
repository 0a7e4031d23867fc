package dev.jaycache;

import com.typesafe.config.Config;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.NearSource;
import dev.jaycache.config.NearTelling;
import dev.jaycache.config.Secret;
import dev.jaycache.config.ServerUri;
import dev.jaycache.near.PublishingStore;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreProvider;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.outage.Recovery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.CacheException;

/**
 * How the caches of one manager tell others of their changes ({@code near.source}, {@code
 * near.bus}), and the buses: one for each URI, for all caches. Safe for any number of threads.
 */
final class NearBuses implements AutoCloseable {
  private final Supplier<List<StoreProvider>> providers;
  private final Config settings;
  private final Recovery recovery;

  /** Nobody asks a server while holding it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Secret, InvalidationBus> buses = new HashMap<>();
  private boolean closed;

  /**
   * No bus yet.
   *
   * @param providers the backends
   * @param settings the manager's settings for them
   * @param recovery who tells later what could not be told
   */
  NearBuses(Supplier<List<StoreProvider>> providers, Config settings, Recovery recovery) {
    this.providers = providers;
    this.settings = settings;
    this.recovery = recovery;
  }

  /**
   * The store, whose writes are told as the settings have it.
   *
   * @param store closed where that fails
   * @throws ConfigurationException when the store can't do that, or there is no such bus
   */
  Store<byte[], byte[]> telling(
      Store<byte[], byte[]> store, StoreSpace space, NearTelling telling) {
    boolean done = false;
    try {
      if (telling.source() == NearSource.CHANNEL && !store.publishes()) {
        throw new ConfigurationException(
            "cache "
                + space.cache()
                + ": near.source = channel, but its servers have no channels; right is near.bus,"
                + " the URI of a Redis or Valkey beside them, or near.source = auto");
      }
      Secret uri = telling.bus();
      if (uri == null) {
        done = true;
        return store;
      }
      PublishingStore told = new PublishingStore(store, space, bus(uri, space), recovery);
      done = true;
      return told;
    } finally {
      if (!done) {
        store.close();
      }
    }
  }

  private InvalidationBus bus(Secret uri, StoreSpace space) {
    lock.lock();
    try {
      if (closed) {
        throw new CacheException("the cache manager is closed");
      }
      InvalidationBus known = buses.get(uri);
      if (known == null) {
        known = open(uri.reveal(), space);
        buses.put(uri, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private InvalidationBus open(String uri, StoreSpace space) {
    ServerUri parsed = ServerUri.parse(uri);
    for (StoreProvider provider : providers.get()) {
      if (provider.schemes().contains(parsed.scheme())) {
        InvalidationBus bus = provider.bus(uri, settings);
        if (bus != null) {
          return bus;
        }
      }
    }
    throw new ConfigurationException(
        "cache "
            + space.cache()
            + ": "
            + NearTelling.BUS
            + " = "
            + parsed.shown()
            + ": no backend on the class path has a bus there; right is a Redis or Valkey, such as"
            + " redis://host:6379, and the jar dev.jaycache:backend-redis on the class path");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      buses.values().forEach(InvalidationBus::close);
      buses.clear();
    } finally {
      lock.unlock();
    }
  }
}

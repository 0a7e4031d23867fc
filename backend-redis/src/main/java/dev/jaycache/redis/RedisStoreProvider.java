package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.store.Backend;
import dev.jaycache.store.StoreProvider;
import java.util.Set;

/** Serves {@code redis://} and {@code rediss://}. Stateless. It connects to nothing by itself. */
public final class RedisStoreProvider implements StoreProvider {
  /** For the {@link java.util.ServiceLoader}. */
  public RedisStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(RedisAddress.PLAIN, RedisAddress.TLS);
  }

  @Override
  public Config reference() {
    return RedisSettings.reference();
  }

  /**
   * {@inheritDoc}
   *
   * @param server {@code redis[s]://[[user]:password@]host[:port][/database]}, user and password
   *     percent-encoded
   * @throws dev.jaycache.config.ConfigurationException when it is no such URI, or a certificate
   *     file cannot be read
   */
  @Override
  public Backend connect(String server, Config settings) {
    return new RedisBackend(RedisAddress.parse(server), RedisSettings.of(settings));
  }
}

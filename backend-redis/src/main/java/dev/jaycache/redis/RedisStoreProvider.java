package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.store.Backend;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.StoreProvider;
import java.util.List;
import java.util.Set;

/**
 * Serves {@code redis://}, {@code rediss://}, {@code redis+sentinel://}, {@code redis+cluster://}
 * and {@code redis+unix://}. Stateless. It connects to nothing by itself.
 */
public final class RedisStoreProvider implements StoreProvider {
  /** For the {@link java.util.ServiceLoader}. */
  public RedisStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return TargetReader.schemes();
  }

  @Override
  public Config reference() {
    return RedisSettings.reference();
  }

  /**
   * {@inheritDoc}
   *
   * @return a URI for {@code name=srv1;addr=...;port=...}, {@code redis:group://...} and {@code
   *     redis+unix:///path}; everything else as it is
   */
  @Override
  public String uri(String server) {
    return ServerSpelling.uri(server);
  }

  @Override
  public String uri(String name, Config server) {
    return ServerSpelling.ofSection(name, server);
  }

  @Override
  public List<String> serverPlaces() {
    return List.of("addr", "unix", "sentinel.nodes");
  }

  /**
   * {@inheritDoc}
   *
   * @param server {@code redis[s]://[[user]:password@]host[:port][/database]}, user and password
   *     percent-encoded, or one of the other schemes
   * @throws dev.jaycache.config.ConfigurationException when it is no such URI, or a certificate
   *     file cannot be read
   */
  @Override
  public Backend connect(String server, Config settings) {
    return connect(List.of(server), settings);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Several hosts are a bus where sentinels or a cluster say which of them are masters.
   */
  @Override
  public void checkBus(String server) {
    RedisBus.check(server);
  }

  @Override
  public InvalidationBus bus(String server, Config settings) {
    return RedisBus.of(server, settings);
  }

  /**
   * {@inheritDoc}
   *
   * <p>URIs of one name, or of none, are hosts of one place, of which one serves, or nodes of a
   * cluster; those of other names are other places.
   */
  @Override
  public Backend connect(List<String> servers, Config settings) {
    return new RedisBackend(
        TargetReader.read(servers, settings.getConfig("redis")), RedisSettings.of(settings));
  }
}

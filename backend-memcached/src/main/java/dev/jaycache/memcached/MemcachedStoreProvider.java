package dev.jaycache.memcached;

import com.typesafe.config.Config;
import dev.jaycache.store.Backend;
import dev.jaycache.store.StoreProvider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Serves {@code memcached://}. Stateless. It connects to nothing by itself. */
public final class MemcachedStoreProvider implements StoreProvider {
  /** memcached's clock moves by whole seconds, and may be one behind. */
  private static final int GRACE_SECONDS = 1;

  /** For how long a lost server is not looked after. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** For the {@link java.util.ServiceLoader}. */
  public MemcachedStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(MemcachedSettings.SCHEME);
  }

  @Override
  public Config reference() {
    return MemcachedSettings.reference();
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.jaycache.config.ConfigurationException as {@link #connect(List, Config)}
   */
  @Override
  public Backend connect(String server, Config settings) {
    return connect(List.of(server), settings);
  }

  /**
   * {@inheritDoc}
   *
   * @param servers each {@code memcached://[user:password@]host[:port],...[?name=value&...]}, user
   *     and password percent-encoded
   * @throws dev.jaycache.config.ConfigurationException when one is no such URI, or they contradict
   *     each other
   */
  @Override
  public Backend connect(List<String> servers, Config settings) {
    MemcachedSettings read = MemcachedSettings.of(servers, settings);
    List<ServerAddress> all = new ArrayList<>(read.servers());
    all.addAll(read.standby());
    MemcachedLink link = new TurnLink(all, read.servers().size(), read.locator(), read.link());
    return new MemcachedBackend(
        new MemcachedParts(
            link,
            read.standby().isEmpty()
                ? null
                : new Failover(link, read.servers().size(), LOOK_AGAIN_NANOS),
            new KeyDump(all, read.link()),
            read.digest(),
            InstantSource.system(),
            GRACE_SECONDS));
  }
}

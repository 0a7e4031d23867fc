package dev.jaycache.config;

import com.typesafe.config.Config;
import java.util.List;

/**
 * The settings of one CacheManager, checked and complete. Immutable.
 *
 * @param namespace what the store keys of every cache begin with
 * @param servers the server URIs as they were written, each one that {@link ServerUri#parse} reads;
 *     they may hold passwords; empty where the caches live in this process
 * @param connection how to deal with the servers
 * @param management whether the backend's MXBean is registered
 * @param backend the settings for a backend: those of its reference, and the core's {@code
 *     namespace}, {@code connect-timeout}, {@code command-timeout}, {@code keepalive}, {@code
 *     busy-poll}, {@code on-start} and {@code breaker}
 * @param caches the settings by cache name
 */
public record ManagerSettings(
    String namespace,
    List<String> servers,
    ConnectionSettings connection,
    boolean management,
    Config backend,
    CacheSections caches) {

  /** With a copy of the list. */
  public ManagerSettings {
    servers = List.copyOf(servers);
  }

  static ManagerSettings of(Config root, CacheSections caches) {
    return new ManagerSettings(
        root.getString("namespace"),
        root.getStringList("servers"),
        ConnectionSettings.of(root),
        root.getBoolean("management"),
        root.withoutPath("servers")
            .withoutPath("serialization")
            .withoutPath("management")
            .withoutPath(Schema.DEFAULTS)
            .withoutPath(Schema.CACHES),
        caches);
  }

  /**
   * The settings of a cache; any name has some.
   *
   * @throws ConfigurationException when settings of several sections exclude each other
   */
  public CacheSettings cache(String name) {
    return caches.of(name);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "ManagerSettings[namespace="
        + namespace
        + ", servers="
        + Redaction.servers(servers)
        + ", connection="
        + connection
        + ", management="
        + management
        + ", backend="
        + Redaction.config(backend)
        + ", caches="
        + caches
        + "]";
  }
}

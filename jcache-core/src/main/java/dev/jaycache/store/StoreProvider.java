package dev.jaycache.store;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a backend is found: a service of {@link java.util.ServiceLoader}, one in each backend's jar.
 */
public interface StoreProvider {
  /** The schemes of the server URIs that this backend takes, in lower case. */
  Set<String> schemes();

  /**
   * The settings that this backend understands, with their defaults, as HOCON resource or literal:
   * a {@link Config} whose paths are the known ones and whose values give type and default.
   */
  Config reference();

  /**
   * The URI that a server's spelling means, where this backend takes others than URIs of its
   * schemes. A URI comes back as it is, and so does what this backend does not know.
   *
   * @param server as the user wrote it; it may hold a password
   * @throws dev.jaycache.config.ConfigurationException when it is a spelling that this backend
   *     knows, and malformed; the message holds no secret
   */
  default String uri(String server) {
    return server;
  }

  /**
   * The URI that a section {@code servers.<name>} means. What may stand in it says the section
   * {@code server-block} of {@link #reference()}; a backend without one is not asked.
   *
   * @param name the section's: what the user calls the server
   * @param server its settings, checked; any of them may be missing
   * @throws dev.jaycache.config.ConfigurationException when they contradict each other; the message
   *     holds no secret
   */
  default String uri(String name, Config server) {
    throw new UnsupportedOperationException("there is no section server-block");
  }

  /**
   * The settings of a section {@code servers.<name>} any of which says where the server is, as
   * paths below the section. One without them means a default place; it never stands instead of
   * servers that are named as text. A backend without {@code server-block} is not asked.
   */
  default List<String> serverPlaces() {
    throw new UnsupportedOperationException("there is no section server-block");
  }

  /**
   * Makes a backend. An unreachable server is no reason to fail here unless the settings ask for
   * it.
   *
   * @param server the server's URI, as {@link #uri} gives it; it may hold a password
   * @param settings the manager's settings for this backend, already checked against {@link
   *     #reference()}
   */
  Backend connect(String server, Config settings);

  /**
   * Refuses a URI of a bus that can be seen to be none without connecting: asked when a manager is
   * opened, for every {@code near.bus} of its settings.
   *
   * @param server its URI, of a scheme of this provider; it may hold a password
   * @throws dev.jaycache.config.ConfigurationException where {@link #bus} would not take it; the
   *     message says what is right, and holds no secret
   */
  default void checkBus(String server) {}

  /**
   * Opens a bus, for {@code near.bus}. An unreachable server is no reason to fail here.
   *
   * @param server its URI, of a scheme of this provider; it may hold a password
   * @param settings as for {@link #connect(String, Config)}
   * @return null where the servers of this backend are none
   * @throws javax.cache.CacheException when the URI is malformed; the message holds no secret
   */
  default @Nullable InvalidationBus bus(String server, Config settings) {
    return null;
  }

  /**
   * Makes a backend that spreads entries over servers, in their order.
   *
   * @param servers the servers' URIs, as {@link #uri} gives them, all of schemes of this provider;
   *     at least one
   * @param settings as for {@link #connect(String, Config)}
   * @throws StoreException when this backend takes but one
   */
  default Backend connect(List<String> servers, Config settings) {
    if (servers.size() > 1) {
      throw new StoreException(
          "jaycache.servers names "
              + servers.size()
              + " servers; the backend for "
              + String.join(", ", new TreeSet<>(schemes()))
              + " takes one");
    }
    return connect(servers.get(0), settings);
  }
}

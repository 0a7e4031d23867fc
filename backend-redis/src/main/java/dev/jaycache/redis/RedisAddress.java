package dev.jaycache.redis;

import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.Secret;
import dev.jaycache.config.ServerUri;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and who we are there. Immutable. Shows neither user nor password.
 *
 * @param host a name or a numeric address
 * @param port the TCP port
 * @param tls whether to speak TLS
 * @param user the ACL user; null: the default one
 * @param password the password; null: none
 * @param database the number to select
 */
record RedisAddress(
    String host,
    int port,
    boolean tls,
    @Nullable String user,
    @Nullable Secret password,
    int database) {

  /** The scheme without TLS. */
  static final String PLAIN = "redis";

  /** The scheme with TLS. */
  static final String TLS = "rediss";

  private static final int DEFAULT_PORT = 6379;

  /**
   * Reads {@code redis[s]://[[user]:password@]host[:port][/database]}.
   *
   * @throws ConfigurationException when it is no such URI; the message holds no secret
   */
  static RedisAddress parse(String server) {
    ServerUri uri = ServerUri.parse(server);
    if (!uri.query().isEmpty()) {
      throw new ConfigurationException(
          "server URI "
              + uri.shown()
              + ": no query is known here; settings stand in the section redis");
    }
    if (uri.places().size() > 1) {
      throw new ConfigurationException(
          "server URI "
              + uri.shown()
              + ": names "
              + uri.places().size()
              + " hosts; this release takes one");
    }
    return new RedisAddress(
        uri.host(),
        uri.port().orElse(DEFAULT_PORT),
        uri.scheme().equals(TLS),
        uri.user().orElse(null),
        uri.password().orElse(null),
        uri.database());
  }

  /** For messages: {@code Redis at host:port}. */
  String place() {
    return "Redis at " + (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }

  @Override
  public String toString() {
    return place();
  }
}

package dev.jaycache.redis;

import dev.jaycache.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where one server is, who we are there, and what it has to be. Immutable. Shows neither user nor
 * password.
 *
 * @param endpoint where it listens
 * @param access how we get in
 * @param master whether a replica is refused when a connection is made
 */
record RedisAddress(Endpoint endpoint, Access access, boolean master) {
  /** A server of either role. */
  RedisAddress(Endpoint endpoint, Access access) {
    this(endpoint, access, false);
  }

  /** The host; not for a unix socket. */
  String host() {
    return endpoint.host();
  }

  /** The TCP port; not for a unix socket. */
  int port() {
    return endpoint.port();
  }

  /** The path of the unix socket; null: TCP. */
  @Nullable String socket() {
    return endpoint.socket();
  }

  /** Whether to speak TLS; never by a unix socket. */
  boolean tls() {
    return access.tls() && endpoint.socket() == null;
  }

  /** The ACL user; null: the default one. */
  @Nullable String user() {
    return access.user();
  }

  /** The password; null: none. */
  @Nullable Secret password() {
    return access.password();
  }

  /** The database to select. */
  int database() {
    return access.database();
  }

  /** For messages: {@code Redis at host:port}. */
  String place() {
    return "Redis at " + endpoint;
  }

  @Override
  public String toString() {
    return place();
  }
}

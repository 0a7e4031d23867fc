package dev.jaycache.redis;

import dev.jaycache.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * How we get in, alike at all servers of a place. Immutable. Shows neither user nor password.
 *
 * @param tls whether to speak TLS
 * @param user the ACL user; null: the default one
 * @param password the password; null: none
 * @param database the number to select
 */
record Access(boolean tls, @Nullable String user, @Nullable Secret password, int database) {
  /** Without TLS, password and database. */
  static final Access PLAIN = new Access(false, null, null, 0);

  @Override
  public String toString() {
    return "Access[tls=" + tls + ", database=" + database + ']';
  }
}

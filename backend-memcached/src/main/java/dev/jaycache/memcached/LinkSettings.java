package dev.jaycache.memcached;

import dev.jaycache.store.outage.Breaker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to servers. Immutable; shows no password.
 *
 * @param connectNanos how long connecting may take, in ns
 * @param commandNanos how long one operation may take in all, in ns
 * @param busyPoll for how long to look for a reply instead of sleeping until it comes
 * @param wire the protocol
 * @param connections how many to each server, from 1
 * @param user whom to log in; null: nobody
 * @param password the user's password, where there is a user
 * @param breaker when a server is left alone
 */
record LinkSettings(
    long connectNanos,
    long commandNanos,
    Duration busyPoll,
    Wire wire,
    int connections,
    @Nullable String user,
    String password,
    Breaker.Limits breaker) {
  @Override
  public String toString() {
    return "LinkSettings[connections=" + connections + ", login=" + (user != null) + ']';
  }
}

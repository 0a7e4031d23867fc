package dev.jaycache.redis.raw;

import java.util.Set;

/**
 * What happens to the keys of a server, as it tells by keyspace notifications: on every master,
 * also after a failover. Safe for any number of threads. As long as there is a subscription it has
 * a connection and a daemon thread for each master, which all subscriptions share.
 *
 * <p>The server tells each event at most once, and nothing to those who are not connected; a {@link
 * KeyspaceListener} hears of such gaps. It tells only what its setting {@code
 * notify-keyspace-events} says, which by default is nothing.
 *
 * <p>{@code subscribe} returns when all masters have confirmed. It throws {@link
 * IllegalArgumentException} when no kind is given; {@link dev.jaycache.store.StoreException} when a
 * master has such events switched off (the message gives the line to configure), refuses, or does
 * not answer within {@code command-timeout}; and {@link IllegalStateException} when the manager is
 * closed. Then there is no subscription.
 */
public interface KeyspaceEvents {
  /**
   * Events of the keys that match a pattern.
   *
   * @param pattern of keys, as in {@code PSUBSCRIBE}, with {@code * ? [ ] \}; {@code *}: all
   * @param kinds at least one
   */
  KeyspaceSubscription subscribe(
      String pattern, Set<KeyspaceKind> kinds, KeyspaceListener listener);

  /**
   * Events of the keys that begin with a prefix, in which no character has a meaning.
   *
   * @param prefix of keys; empty: all keys
   * @param kinds at least one
   */
  KeyspaceSubscription subscribePrefix(
      String prefix, Set<KeyspaceKind> kinds, KeyspaceListener listener);
}

package dev.jaycache.statistics;

/** Why a near cache gave up all of its copies. */
public enum ClearCause {
  /** A connection began to tell of changes at a server: one for each master, and two at first. */
  CONNECTED,
  /** A connection that tells of changes was lost, and there is one again. */
  RECONNECTED,
  /** A connection was made anew, since another near cache of the same manager was opened. */
  RENEWED,
  /** The server said that all of its entries are gone: {@code FLUSHALL}, {@code FLUSHDB}. */
  FLUSHED,
  /** Others are the masters now, of a cluster, by sentinels, or of several hosts: two for each. */
  SERVERS_CHANGED,
  /** A change was told, and this process could not find out of which key. */
  UNKNOWN_KEY,
  /** {@code clear()} or {@code destroyCache} of this cache. */
  OWN_CLEAR,
  /** A {@code clear()} was given up under {@code on-error = miss}. */
  SUSPECTS
}

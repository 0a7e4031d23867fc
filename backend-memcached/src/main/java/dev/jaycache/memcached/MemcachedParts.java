package dev.jaycache.memcached;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What the stores of one backend share. Immutable.
 *
 * @param link the connections
 * @param failover which of the main servers and their standbys are in use; null where there are
 *     none
 * @param dumps the other connections, for lists of keys
 * @param digest the algorithm for keys that are too long
 * @param clock the clock by which entries expire
 * @param grace how many s the server keeps an entry longer than it lives; see {@link Exptime}
 */
record MemcachedParts(
    MemcachedLink link,
    @Nullable Failover failover,
    KeyDump dumps,
    String digest,
    InstantSource clock,
    int grace) {}

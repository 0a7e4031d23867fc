package dev.jaycache.redis;

import dev.jaycache.store.KeyPages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Protocol;

/** A walk over the keys of a cache, each given once. For one thread. */
final class KeyWalk implements KeyPages<byte[]> {
  private static final int KEYS_PER_TRIP = 1_000;
  private static final Protocol.Command UNLINK = Protocol.Command.UNLINK;

  private final KeyScan scan;
  private final int prefix;
  private final SeenKeys seen;

  KeyWalk(RedisLink link, RedisErrors errors, KeySpace keys) {
    this.scan = new KeyScan(link, errors, keys.prefix(), KEYS_PER_TRIP);
    this.prefix = keys.prefix().length;
    this.seen = new SeenKeys(prefix);
  }

  @Override
  public boolean hasNext() {
    return scan.hasNext();
  }

  /** The keys of one trip, without the prefix; may be none. */
  @Override
  public List<byte[]> next() {
    List<byte[]> fresh = new ArrayList<>();
    for (byte[] key : scan.page(scan.run(List.of()))) {
      if (seen.add(key)) {
        fresh.add(Arrays.copyOfRange(key, prefix, key.length));
      }
    }
    return fresh;
  }

  /** Removes all keys; each trip removes what the one before it found. */
  void removeAll() {
    List<byte[]> found = List.of();
    while (scan.hasNext() || !found.isEmpty()) {
      found = scan.page(scan.run(found.isEmpty() ? List.of() : scan.all(UNLINK, found)));
    }
  }

  @Override
  public void close() {
    scan.end();
  }
}

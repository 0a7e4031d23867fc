package dev.jaycache.redis;

import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * A walk over the entries of a cache that reads and leaves them alone, each given once. For one
 * thread. A trip reads the entries of one page and scans for the keys of the next.
 */
final class EntryWalk implements EntryPages<byte[], byte[]> {
  private final KeyScan scan;
  private final MutationRunner runner;
  private final RedisLink link;
  private final Mutation<byte[]> read;
  private final int prefix;
  private final SeenKeys seen;

  /** Keys that were scanned and not read; null before the first trip. */
  private @Nullable List<byte[]> ahead;

  /**
   * A walk from the beginning.
   *
   * @param read a mutation that only reads
   * @param most about how many entries a trip reads
   */
  EntryWalk(
      RedisLink link,
      MutationRunner runner,
      RedisErrors errors,
      KeySpace keys,
      Mutation<byte[]> read,
      int most) {
    this.scan = new KeyScan(link, errors, keys.prefix(), most);
    this.runner = runner;
    this.link = link;
    this.read = read;
    this.prefix = keys.prefix().length;
    this.seen = new SeenKeys(prefix);
  }

  @Override
  public boolean hasNext() {
    return scan.hasNext() || (ahead != null && !ahead.isEmpty());
  }

  @Override
  public List<KeyedEntry<byte[], byte[]>> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<byte[]> keys = ahead == null ? fresh(scan.run(List.of())) : ahead;
    if (keys.isEmpty()) {
      ahead = scan.hasNext() ? fresh(scan.run(List.of())) : keys;
      return List.of();
    }
    List<Command> reads = scan.all(Protocol.Command.MGET, keys);
    List<@Nullable Object> replies = scan.run(reads);
    ahead = fresh(replies);
    return entries(keys, values(replies.subList(0, reads.size()), keys.size()));
  }

  /** What several commands read, or one. */
  private static List<?> values(List<@Nullable Object> replies, int count) {
    if (replies.size() == 1) {
      return Replies.list(replies.get(0));
    }
    List<@Nullable Object> values = new ArrayList<>(count);
    replies.forEach(reply -> values.addAll(Replies.list(reply)));
    return values;
  }

  private List<byte[]> fresh(List<@Nullable Object> replies) {
    List<byte[]> page = scan.page(replies);
    List<byte[]> fresh = new ArrayList<>(page.size());
    for (byte[] key : page) {
      if (seen.add(key)) {
        fresh.add(key);
      }
    }
    return fresh;
  }

  private List<KeyedEntry<byte[], byte[]>> entries(List<byte[]> keys, List<?> raws) {
    List<KeyedEntry<byte[], byte[]>> found = new ArrayList<>(keys.size());
    for (int i = 0; i < raws.size(); i++) {
      byte[] raw = (byte[]) raws.get(i);
      if (raw == null) {
        continue;
      }
      byte[] key = keys.get(i);
      StoredEntry<byte[]> entry = Envelope.open(raw);
      if (entry == null) {
        // Damaged: it goes.
        runner.finish(MutationCommands.get(key), read, raw, link.deadline());
      } else {
        found.add(new KeyedEntry<>(Arrays.copyOfRange(key, prefix, key.length), entry));
      }
    }
    return found;
  }

  @Override
  public void close() {
    scan.end();
    ahead = List.of();
  }
}

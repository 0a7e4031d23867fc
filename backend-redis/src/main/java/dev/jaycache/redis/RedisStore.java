package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Changes;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The entries of one cache on Redis: a string each, under {@code <namespace>:<cache>:<key>}, with
 * the server's own time to live. Safe for any number of threads.
 *
 * <p>Each mutation is one command, or one call of one script, and so atomic at the server. It keeps
 * no entries, and hears of no expiry but for other processes' events.
 */
final class RedisStore implements Store<byte[], byte[]> {
  private static final int DEFAULT_BULK = 500;
  private static final String SOURCE = "near.source";
  private static final byte[] NO_CHANNEL = {};

  private final RedisLink link;
  private final ChangeHub changes;
  private final @Nullable CacheEvents events;
  private final KeySpace keys;
  private final RedisErrors errors;
  private final MutationRunner runner;
  private final JointCommands joints;
  private final WholeReads wholes;
  private final int bulk;
  private final boolean isTold;
  private volatile boolean closed;

  /**
   * A store; it sends nothing yet.
   *
   * @param link what it talks through; shared, and not closed with it
   * @param changes who tells of changes; shared as well
   * @param events what is told to other processes, and heard of them; null: nothing
   */
  RedisStore(RedisLink link, ChangeHub changes, StoreSpace space, @Nullable CacheEvents events) {
    this.link = link;
    this.changes = changes;
    this.events = events;
    this.keys = new KeySpace(space);
    this.joints = new JointCommands(link);
    this.errors = new RedisErrors(link.place());
    ValueLimit limit = new ValueLimit(link, errors);
    this.runner =
        new MutationRunner(link, new MutationCommands(link, space, events), errors, limit);
    this.bulk = bulkSize(space.settings());
    this.isTold =
        !space.settings().hasPath(SOURCE) || !space.settings().getString(SOURCE).equals("none");
    this.wholes = new WholeReads(link, runner, errors, changes::hears, bulk);
  }

  private static int bulkSize(Config settings) {
    return settings.hasPath("bulk-size") ? settings.getInt("bulk-size") : DEFAULT_BULK;
  }

  @Override
  public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    checkOpen();
    return runner.run(keys.at(key), mutation, link.deadline());
  }

  /** Runs them in trips of up to {@code bulk-size} keys, each with a deadline of its own. */
  @Override
  public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
    checkOpen();
    return requests.isEmpty()
        ? List.of()
        : new BulkRunner(link, runner, errors, keys, joints, bulk).run(requests);
  }

  @Override
  public Outcome<byte[]> readWhole(byte[] key) {
    checkOpen();
    return wholes.run(keys.at(key));
  }

  @Override
  public List<Outcome<byte[]>> readAllWhole(List<byte[]> wanted) {
    checkOpen();
    return wholes.run(wanted.stream().map(keys::at).toList());
  }

  @Override
  public @Nullable Tracking track(Changes<byte[]> told, long maxStalenessNanos) {
    checkOpen();
    byte[] channel = events == null ? NO_CHANNEL : events.channelBytes();
    return isTold ? changes.track(keys.prefix(), channel, told, maxStalenessNanos) : null;
  }

  @Override
  public boolean announces() {
    return events != null && events.areHeard();
  }

  @Override
  public boolean publishes() {
    return events != null && events.endCopies();
  }

  @Override
  public @Nullable Hearing hear(Announcements<byte[], byte[]> told) {
    checkOpen();
    return events != null && events.areHeard() ? events.hear(told) : null;
  }

  @Override
  public Map<String, Long> counters() {
    return events == null ? Map.of() : events.counters();
  }

  @Override
  public KeyPages<byte[]> keys() {
    checkOpen();
    return new KeyWalk(link, errors, keys);
  }

  /** Reads about {@code bulk-size} entries in a trip. */
  @Override
  public EntryPages<byte[], byte[]> entries(Mutation<byte[]> read) {
    checkOpen();
    return MutationCommands.isPlainRead(read)
        ? new EntryWalk(link, runner, errors, keys, read, bulk)
        : Store.super.entries(read);
  }

  @Override
  public void clear() {
    checkOpen();
    try {
      new KeyWalk(link, errors, keys).removeAll();
    } finally {
      if (events != null && events.endCopies()) {
        publish(events);
      }
    }
  }

  /** Tells others that all entries changed. Any master will do: each is listened to. */
  private void publish(CacheEvents told) {
    Command all = told.allChanged();
    try {
      Object unused = link.call(all, link.deadline());
    } catch (LinkException e) {
      throw errors.lost(all, e, false);
    } catch (JedisDataException e) {
      if (!RedisErrors.isForbidden(e)) {
        throw errors.refused(all, e);
      }
      told.unpublished();
    }
  }

  @Override
  public boolean canAdd() {
    return true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "RedisStore[" + link.place() + ']';
  }
}

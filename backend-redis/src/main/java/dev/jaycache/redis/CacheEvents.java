package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoreSpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * What the writes of one cache tell other processes: events for their listeners ({@code events =
 * cluster}), and what ends their copies ({@code near.source = channel}), by one message; and who
 * hears of events of others. Safe for any number of threads.
 *
 * <p>The channel is {@code <namespace>:%events@<database>:<cache>}, as channels know no databases.
 * Messages are published, and not by {@code SPUBLISH}: on a cluster that would take a channel in
 * the slot of each key, to be subscribed to slot by slot.
 */
final class CacheEvents {
  private static final String SOURCE = "near.source";

  private final String cache;
  private final RedisPlace place;
  private final byte[] prefix;
  private final byte[] channel;
  private final long origin = Stamps.next();
  private final byte[] head = EventMessage.head(origin);
  private final Scope scope;
  private final LongAdder heard = new LongAdder();
  private final LongAdder damaged = new LongAdder();
  private final LongAdder losses = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final SeldomLog refusals = new SeldomLog(LoggerFactory.getLogger(CacheEvents.class));
  private final SeldomLog damages = new SeldomLog(LoggerFactory.getLogger(CacheEvents.class));

  /**
   * What is told.
   *
   * @param events what listeners hear ({@code events = cluster})
   * @param oldValues with the value as it was
   * @param near what ends copies ({@code near.source = channel}): every change, touches as well
   */
  private record Scope(boolean events, boolean oldValues, boolean near) {
    static Scope of(Config settings) {
      return new Scope(
          settings.hasPath("events") && settings.getString("events").equals("cluster"),
          !settings.hasPath("events-old-values") || settings.getBoolean("events-old-values"),
          settings.hasPath(SOURCE) && settings.getString(SOURCE).equals("channel"));
    }
  }

  private CacheEvents(StoreSpace space, RedisPlace place, Scope scope) {
    this.cache = space.cache();
    this.place = place;
    this.prefix = space.prefix();
    this.scope = scope;
    byte[] namespace = StoreSpace.prefix(space.namespace());
    byte[] middle = ("%events@" + place.database() + ':').getBytes(StandardCharsets.US_ASCII);
    // The prefix of the keys, without its last colon, with the middle after the namespace.
    byte[] name = Arrays.copyOfRange(prefix, namespace.length, prefix.length - 1);
    this.channel =
        ByteBuffer.allocate(namespace.length + middle.length + name.length)
            .put(namespace)
            .put(middle)
            .put(name)
            .array();
  }

  /** The events of a cache; null where they are its own affair. */
  static @Nullable CacheEvents of(StoreSpace space, RedisPlace place) {
    Scope scope = Scope.of(space.settings());
    return scope.events() || scope.near() ? new CacheEvents(space, place, scope) : null;
  }

  /** Whether others hear of events, for their listeners. */
  boolean areHeard() {
    return scope.events();
  }

  /** Whether others hear of every change, for their copies. */
  boolean endCopies() {
    return scope.near();
  }

  /** Whether a mutation may change an entry in a way that others are told. */
  boolean concern(Mutation<byte[]> mutation) {
    if (scope.near()) {
      return mutation.mayChange();
    }
    return switch (mutation.action()) {
      case KEEP -> mutation.onExisting().isNow() || mutation.onMismatch().isNow();
      case PUT, REMOVE, ADD, SUBTRACT -> true;
    };
  }

  /** The letters by which the script knows what to tell. */
  byte[] letters() {
    byte what = (byte) (!scope.events() ? 'k' : scope.oldValues() ? 'o' : 'n');
    return scope.near() ? new byte[] {what, 't'} : new byte[] {what};
  }

  /** What tells others that any entry may have changed. */
  Command allChanged() {
    Command publish = new Command(Protocol.Command.PUBLISH, Form.PLAIN, channel, 0);
    publish.add(channel).add(EventMessage.changed(head, prefix));
    return publish;
  }

  /** Adds what the script needs to tell others. */
  void addTo(Command command) {
    command.add(channel).add(head);
  }

  /** Takes note that the server did a write and refused to tell of it. */
  void unpublished() {
    refused.increment();
    refusals.warn(
        "cache "
            + cache
            + ": "
            + place
            + " did what it was asked, and did not let us tell other JVMs (events = cluster, or"
            + " near.source = channel); look whether this user may PUBLISH to "
            + new String(channel, StandardCharsets.UTF_8),
        null);
  }

  /** Hears of what others do. */
  Hearing hear(Announcements<byte[], byte[]> told) {
    CacheInterest interest = new CacheInterest(this, place, told);
    place.channels().begin(interest);
    return interest;
  }

  /** The cache's name. */
  String cache() {
    return cache;
  }

  /** The channel, a character for each byte. */
  String channel() {
    return new String(channel, StandardCharsets.ISO_8859_1);
  }

  /** The same as it is; not to be changed. */
  byte[] channelBytes() {
    return channel;
  }

  /** Whether a message is of a change by this store itself. */
  boolean isOwn(long by) {
    return by == origin;
  }

  /** The key of an entry of this cache, by its key at the server; null: it is another's. */
  byte @Nullable [] ownKey(byte[] key) {
    boolean mine =
        key.length > prefix.length
            && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    return mine ? Arrays.copyOfRange(key, prefix.length, key.length) : null;
  }

  /** Counts an event of another process. */
  void heard() {
    heard.increment();
  }

  /** Counts a message that could not be read. */
  void damaged(String node, @Nullable Throwable why) {
    damaged.increment();
    damages.warn(
        "cache " + cache + ": an event that " + node + " told can't be read, and is left out", why);
  }

  /** Counts the loss of a server. */
  void lost() {
    losses.increment();
  }

  /**
   * What is counted: {@code events-heard}, events of others; {@code events-damaged}, those that
   * could not be read; {@code events-unpublished}, own writes of which the server did not let us
   * tell; {@code event-link-losses}, how often a server was not heard any more. Where others keep
   * copies, {@code near-unpublished}, own changes of which the server did not let us tell.
   */
  Map<String, Long> counters() {
    Map<String, Long> all = new LinkedHashMap<>();
    if (scope.events()) {
      all.put("events-heard", heard.sum());
      all.put("events-damaged", damaged.sum());
      all.put("events-unpublished", refused.sum());
      all.put("event-link-losses", losses.sum());
    }
    if (scope.near()) {
      all.put("near-unpublished", refused.sum());
    }
    return all;
  }
}

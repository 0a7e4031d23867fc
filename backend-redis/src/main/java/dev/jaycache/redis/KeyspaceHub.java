package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceEvent;
import dev.jaycache.redis.raw.KeyspaceEvents;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.KeyspaceListener;
import dev.jaycache.redis.raw.KeyspaceSubscription;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.StoreException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The keyspace subscriptions of a place, and its readers: one for each master, as long as there is
 * a subscription. Safe for any number of threads. It reads nothing itself.
 */
final class KeyspaceHub implements KeyspaceEvents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyspaceHub.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RedisPlace place;
  private final ChoosingLink link;
  private final EachMaster masters;
  private final String channels;
  private final List<KeyspaceInterest> interests = new CopyOnWriteArrayList<>();
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());

  /** Guards the readers; nobody asks a server while holding it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<NodeLink, KeyspaceReader> readers = new HashMap<>();
  private volatile Set<String> patterns = Set.of();
  private volatile boolean closed;

  KeyspaceHub(RedisPlace place) {
    this.place = place;
    this.link = place.link();
    this.masters = new EachMaster(link);
    this.channels = "__keyspace@" + place.database() + "__:";
  }

  @Override
  public KeyspaceSubscription subscribe(
      String pattern, Set<KeyspaceKind> kinds, KeyspaceListener listener) {
    return subscribe(pattern.getBytes(StandardCharsets.UTF_8), kinds, listener);
  }

  @Override
  public KeyspaceSubscription subscribePrefix(
      String prefix, Set<KeyspaceKind> kinds, KeyspaceListener listener) {
    byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
    return subscribe(KeyScan.pattern(bytes), kinds, listener);
  }

  private KeyspaceSubscription subscribe(
      byte[] pattern, Set<KeyspaceKind> kinds, KeyspaceListener listener) {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("no kind of events is given; right is one at least");
    }
    boolean confirmed = checkFlags(kinds);
    String channel = channels + new String(pattern, StandardCharsets.ISO_8859_1);
    KeyspaceInterest interest =
        new KeyspaceInterest(channel, Set.copyOf(kinds), listener, confirmed, this::end);
    long deadline = link.deadline();
    try {
      begin(interest, link.masters(deadline));
      interest.awaitReady(deadline, link.place());
    } catch (LinkException e) {
      interest.close();
      throw new RedisErrors(link.place()).lost(KeyspaceFlags.question(), e, false);
    } catch (RuntimeException | Error e) {
      interest.close();
      throw e;
    }
    return interest;
  }

  private boolean checkFlags(Set<KeyspaceKind> kinds) {
    boolean confirmed = true;
    for (Map.Entry<String, Reply> each : masters.ask(KeyspaceFlags.question()).entrySet()) {
      String flags = KeyspaceFlags.read(each.getValue());
      confirmed &= flags != null;
      if (flags != null && !KeyspaceFlags.tell(flags, kinds)) {
        throw new StoreException(
            "keyspace events: "
                + link.place()
                + " (node "
                + each.getKey()
                + ") "
                + KeyspaceFlags.advice(flags, kinds));
      }
    }
    return confirmed;
  }

  private void begin(KeyspaceInterest interest, List<NodeLink> nodes) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this manager's connections are closed");
      }
      align(nodes);
      interest.awaits(readers.values());
      interests.add(interest);
      readPatterns();
      readers.values().forEach(KeyspaceReader::wake);
    } finally {
      lock.unlock();
    }
  }

  private void end(KeyspaceInterest interest) {
    lock.lock();
    try {
      // It need not be there: where it could not begin, readers may have begun.
      interests.remove(interest);
      readPatterns();
      List<KeyspaceReader> all = new ArrayList<>(readers.values());
      if (interests.isEmpty()) {
        readers.clear();
      }
      all.forEach(KeyspaceReader::wake);
    } finally {
      lock.unlock();
    }
  }

  private void readPatterns() {
    Set<String> wanted = new HashSet<>();
    interests.forEach(interest -> wanted.add(interest.pattern()));
    patterns = Set.copyOf(wanted);
  }

  /** Has a reader for each of these nodes, and none for others. */
  private void align(List<NodeLink> nodes) {
    for (NodeLink node : nodes) {
      if (!readers.containsKey(node)) {
        KeyspaceReader reader = new KeyspaceReader(this, node, patterns);
        // Its first question, whether it is kept, waits for the lock.
        reader.start();
        readers.put(node, reader);
      }
    }
    List<KeyspaceReader> gone = new ArrayList<>();
    readers
        .entrySet()
        .removeIf(each -> !nodes.contains(each.getKey()) && gone.add(each.getValue()));
    for (KeyspaceReader reader : gone) {
      interests.forEach(interest -> interest.confirmed(reader));
      reader.wake();
    }
  }

  /** Whether a reader is still needed. */
  boolean keeps(KeyspaceReader reader) {
    if (closed) {
      return false;
    }
    lock.lock();
    try {
      return readers.get(reader.node()) == reader;
    } finally {
      lock.unlock();
    }
  }

  /** A reader has ended, whatever ended it. */
  void ended(KeyspaceReader reader) {
    lock.lock();
    try {
      readers.remove(reader.node(), reader);
    } finally {
      lock.unlock();
    }
  }

  /** The patterns of channels to be heard now; another set after each change. */
  Set<String> patterns() {
    return patterns;
  }

  /** The deadline of something that begins now. */
  long deadline() {
    return link.deadline();
  }

  /** Looks now and then, or at once where a node was lost, who the masters are. */
  void look(boolean atOnce) {
    long last = lookedAt.get();
    long now = System.nanoTime();
    if (!atOnce && (now - last < LOOK_NANOS || !lookedAt.compareAndSet(last, now))) {
      return;
    }
    try {
      if (atOnce) {
        // A link that can choose leaves a host that is gone.
        link.call(new Command(Protocol.Command.PING), link.deadline());
      }
      place.refresh();
      realign(link.masters(link.deadline()));
    } catch (LinkException | StoreException | IllegalStateException | JedisDataException e) {
      LOG.debug("{}: who the masters are is not known now", link.place(), e);
    } catch (UncheckedIOException | OutOfMemoryError e) {
      // No reader for a new node could begin; the next look tries again.
      LOG.warn("keyspace events of {}: no further node can be heard now", link.place(), e);
    }
  }

  private void realign(List<NodeLink> nodes) {
    lock.lock();
    try {
      if (!closed && !interests.isEmpty()) {
        align(nodes);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A node confirmed a pattern. */
  void confirmed(KeyspaceReader reader, String pattern) {
    for (KeyspaceInterest interest : interests) {
      if (interest.pattern().equals(pattern)) {
        interest.confirmed(reader);
      }
    }
  }

  /** A node refused what was not confirmed yet. */
  void refused(KeyspaceReader reader, String why) {
    StoreException refused =
        new StoreException(
            "keyspace events: " + link.place() + " (node " + reader.node() + ") refused: " + why);
    interests.forEach(interest -> interest.refused(reader, refused));
  }

  /** A node sent a message. */
  void heard(String pattern, byte[] channel, String name, NodeLink node) {
    byte[] key = new byte[Math.max(0, channel.length - channels.length())];
    System.arraycopy(channel, channel.length - key.length, key, 0, key.length);
    KeyspaceEvent event = new KeyspaceEvent(key, name, node.toString());
    for (KeyspaceInterest interest : interests) {
      if (interest.pattern().equals(pattern)) {
        interest.heard(event);
      }
    }
  }

  /** A node was lost, or tells nothing. */
  void lost(NodeLink node, String why) {
    LOG.warn("keyspace events of {}: node {} {}; trying again", link.place(), node, why);
    interests.forEach(interest -> interest.lost(node.toString(), why));
  }

  /** Events of a node, for a pattern, are heard again. */
  void gap(NodeLink node, String pattern) {
    LOG.info("keyspace events of {}: node {} is heard again", link.place(), node);
    for (KeyspaceInterest interest : interests) {
      if (interest.pattern().equals(pattern)) {
        interest.gap(node.toString());
      }
    }
  }

  /** Which kinds somebody wants to hear of. */
  Set<KeyspaceKind> kinds() {
    Set<KeyspaceKind> kinds = new HashSet<>();
    interests.forEach(interest -> kinds.addAll(interest.kinds()));
    return kinds;
  }

  /** Ends all subscriptions. Idempotent. */
  @Override
  public void close() {
    closed = true;
    List<KeyspaceInterest> all = List.copyOf(interests);
    all.forEach(KeyspaceInterest::close);
  }
}

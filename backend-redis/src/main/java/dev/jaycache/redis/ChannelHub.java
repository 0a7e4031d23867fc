package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.store.StoreException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Who of this process hears channels of a place, and the readers: one for each master, as long as
 * anybody hears. Safe for any number of threads. It reads nothing itself. While nobody could be
 * asked yet who the masters are, a daemon thread of its own tries.
 */
final class ChannelHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelHub.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final RedisPlace place;
  private final SlotWatch slots;
  private final List<ChannelInterest> interests = new CopyOnWriteArrayList<>();
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());

  /** Guards the readers; nobody asks a server while holding it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<NodeLink, ChannelReader> readers = new HashMap<>();
  private volatile Set<Channel> channels = Set.of();
  private volatile boolean closed;
  private @Nullable Thread searching;

  ChannelHub(RedisPlace place) {
    this.place = place;
    this.slots = new SlotWatch(place);
  }

  private ChoosingLink link() {
    return place.link();
  }

  /**
   * Hears for somebody who knows the masters, and waits for all of them.
   *
   * @param awaits is told who has to confirm, before anybody can
   * @throws IllegalStateException when the place is closed
   */
  void begin(ChannelInterest interest, List<NodeLink> nodes, Awaits awaits) {
    lock.lock();
    try {
      checkOpen();
      align(nodes);
      awaits.all(readers.values());
      add(interest);
    } finally {
      lock.unlock();
    }
  }

  /** Who is told which readers there are. */
  interface Awaits {
    void all(Iterable<ChannelReader> readers);
  }

  /**
   * Hears for somebody, as soon as there are servers to be heard. It asks nobody.
   *
   * @throws IllegalStateException when the place is closed
   */
  void begin(ChannelInterest interest) {
    lock.lock();
    try {
      checkOpen();
      add(interest);
      searchWhereNobodyReads();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this manager's connections are closed");
    }
  }

  private void add(ChannelInterest interest) {
    interests.add(interest);
    readChannels();
    readers.values().forEach(ChannelReader::wake);
  }

  /** What somebody wants to hear has changed. */
  void changed() {
    lock.lock();
    try {
      readChannels();
      readers.values().forEach(ChannelReader::wake);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody is to be told any more. */
  void end(ChannelInterest interest) {
    lock.lock();
    try {
      // It need not be there: where it could not begin, readers may have begun.
      interests.remove(interest);
      readChannels();
      List<ChannelReader> all = new ArrayList<>(readers.values());
      if (interests.isEmpty()) {
        readers.clear();
        LockSupport.unpark(searching);
      }
      all.forEach(ChannelReader::wake);
    } finally {
      lock.unlock();
    }
  }

  private void readChannels() {
    Set<Channel> wanted = new HashSet<>();
    interests.forEach(interest -> wanted.addAll(interest.channels()));
    channels = Set.copyOf(wanted);
  }

  private void searchWhereNobodyReads() {
    if (searching == null && readers.isEmpty() && !interests.isEmpty() && !closed) {
      String name = "jaycache events: " + place;
      Thread thread = new Thread(null, this::search, name, 0, /* inheritThreadLocals= */ false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
      searching = thread;
    }
  }

  private void search() {
    long pause = FIRST_PAUSE;
    while (isSearched()) {
      find();
      if (isSearched()) {
        // Nobody who interrupts this thread means it; interrupted, it would not rest.
        boolean unused = Thread.interrupted();
        LockSupport.parkNanos(this, pause);
        pause = Math.min(LOOK_NANOS, pause * 2);
      }
    }
  }

  private boolean isSearched() {
    lock.lock();
    try {
      boolean searched = !closed && readers.isEmpty() && !interests.isEmpty();
      if (!searched) {
        searching = null;
      }
      return searched;
    } finally {
      lock.unlock();
    }
  }

  /** Has a reader for each of these nodes, and none for others. */
  private void align(List<NodeLink> nodes) {
    for (NodeLink node : nodes) {
      if (!readers.containsKey(node)) {
        ChannelReader reader = new ChannelReader(this, node, channels);
        // Its first question, whether it is kept, waits for the lock.
        reader.start();
        readers.put(node, reader);
      }
    }
    List<ChannelReader> gone = new ArrayList<>();
    readers
        .entrySet()
        .removeIf(each -> !nodes.contains(each.getKey()) && gone.add(each.getValue()));
    for (ChannelReader reader : gone) {
      interests.forEach(interest -> interest.gone(reader));
      reader.wake();
    }
  }

  /** Whether a reader is still needed. */
  boolean keeps(ChannelReader reader) {
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
  void ended(ChannelReader reader) {
    lock.lock();
    try {
      readers.remove(reader.node(), reader);
      searchWhereNobodyReads();
    } finally {
      lock.unlock();
    }
  }

  /** Whether every master has answered as to these channels. */
  boolean haveAnswered(Set<Channel> wanted) {
    return everyReader(reader -> wanted.stream().allMatch(reader::hasAnswered));
  }

  /** Whether every master tells of these channels. */
  boolean hear(Set<Channel> wanted) {
    return everyReader(reader -> wanted.stream().allMatch(reader::hears));
  }

  /** The masters that have not answered as to a channel. */
  List<NodeLink> withoutAnswer(Channel channel) {
    lock.lock();
    try {
      return readers.values().stream()
          .filter(reader -> !reader.hasAnswered(channel))
          .map(ChannelReader::node)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Whether any master is known. */
  boolean hasReaders() {
    lock.lock();
    try {
      return !readers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean everyReader(Predicate<ChannelReader> holds) {
    lock.lock();
    try {
      return !readers.isEmpty() && readers.values().stream().allMatch(holds);
    } finally {
      lock.unlock();
    }
  }

  /** The channels to be heard now; another set after each change. */
  Set<Channel> channels() {
    return channels;
  }

  /** The deadline of something that begins now. */
  long deadline() {
    return link().deadline();
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
        link().call(new Command(Protocol.Command.PING), deadline());
      }
      place.refresh();
    } catch (LinkException | StoreException | IllegalStateException | JedisDataException e) {
      LOG.debug("{}: who the masters are is not known now", place, e);
      return;
    }
    find();
  }

  /** Has a reader at each master, as far as they are known. */
  private void find() {
    try {
      List<NodeLink> nodes = link().masters(deadline());
      realign(nodes);
      for (NodeLink node : slots.takers()) {
        interests.forEach(interest -> interest.tookOver(node));
      }
    } catch (LinkException | StoreException | IllegalStateException | JedisDataException e) {
      LOG.debug("{}: who the masters are is not known now", place, e);
    } catch (UncheckedIOException | OutOfMemoryError e) {
      // No reader for a new node could begin; the next look tries again.
      LOG.warn("events at {}: no further node can be heard now", place, e);
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

  /** A node confirmed a channel. */
  void confirmed(ChannelReader reader, Channel channel) {
    interests.forEach(interest -> interest.confirmed(reader, channel));
  }

  /** A node refused what was not confirmed yet. */
  void refused(ChannelReader reader, @Nullable Channel channel, String why) {
    String what = place + " (node " + reader.node() + ") refused: " + why;
    interests.forEach(interest -> interest.refused(reader, channel, what));
  }

  /** A node told its setting for keyspace events. */
  void flags(NodeLink node, String flags) {
    interests.forEach(interest -> interest.flags(node, flags));
  }

  /** A node sent a message. */
  void heard(NodeLink node, Channel channel, byte[] on, byte[] message) {
    interests.forEach(interest -> interest.heard(node, channel, on, message));
  }

  /** A node was lost, or tells nothing. */
  void lost(NodeLink node, String why) {
    LOG.warn("events at {}: node {} {}; trying again", place, node, why);
    interests.forEach(interest -> interest.lost(node, why));
  }

  /** A channel of a node is heard again. */
  void gap(NodeLink node, Channel channel) {
    LOG.info("events at {}: node {} is heard again", place, node);
    interests.forEach(interest -> interest.gap(node, channel));
  }

  /** Which kinds of keyspace events somebody can't do without. */
  Set<KeyspaceKind> neededKinds() {
    Set<KeyspaceKind> kinds = new HashSet<>();
    interests.forEach(interest -> kinds.addAll(interest.neededKinds()));
    return kinds;
  }

  /** Ends all that is heard. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      LockSupport.unpark(searching);
    } finally {
      lock.unlock();
    }
    List<ChannelInterest> all = List.copyOf(interests);
    all.forEach(ChannelInterest::end);
  }
}

package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears for one cache what other processes do to its entries, and which of them ran out at the
 * server. Safe for any number of threads.
 *
 * <p>On a cluster each node passes every message on to all others. A message counts where it comes
 * from the node that has its key: so it is heard once, in the key's order, and what is lost between
 * nodes is not missed.
 */
final class CacheInterest implements ChannelInterest, Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(CacheInterest.class);
  private static final Set<KeyspaceKind> EXPIRIES = Set.of(KeyspaceKind.EXPIRED);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final CacheEvents events;
  private final RedisPlace place;
  private final ChannelHub hub;
  private final Announcements<byte[], byte[]> told;
  private final Channel changes;
  private final Channel expiries;

  /** The nodes whose changes are heard. */
  private final Set<NodeLink> heard = ConcurrentHashMap.newKeySet();

  /** The nodes that refused to tell of changes. */
  private final Set<NodeLink> silent = ConcurrentHashMap.newKeySet();

  /** The nodes whose loss was told, and that are not heard since. */
  private final Set<NodeLink> missing = ConcurrentHashMap.newKeySet();

  /** The nodes that said whether they tell what ran out. */
  private final Set<NodeLink> answeredExpiries = ConcurrentHashMap.newKeySet();

  /** The nodes whose answer as to that is a part of the loss that was told at the beginning. */
  private final Set<NodeLink> owing = ConcurrentHashMap.newKeySet();

  /** Guards what is known of the nodes; nobody is told anything, nor the hub asked, under it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether the loss of all was told when none was known, and none has been heard since. */
  private boolean placeMissing;

  /** The nodes to be told as heard after a loss that is being told now; null: there is none. */
  private @Nullable List<NodeLink> meanwhile;

  private final AtomicBoolean toldFlags = new AtomicBoolean();
  private volatile Set<Channel> channels;

  /** Whether somebody has waited for the beginning: what begins later is a gap. */
  private volatile boolean begun;

  private volatile boolean closed;

  CacheInterest(CacheEvents events, RedisPlace place, Announcements<byte[], byte[]> told) {
    this.events = events;
    this.place = place;
    this.hub = place.channels();
    this.told = told;
    this.changes = new Channel(events.channel(), false);
    this.expiries = new Channel("__keyevent@" + place.database() + "__:expired", false);
    this.channels = Set.of(changes);
  }

  @Override
  public Set<Channel> channels() {
    return channels;
  }

  @Override
  public boolean tellRanOut(boolean wanted) {
    Set<Channel> before = channels;
    if (wanted == before.contains(expiries)) {
      return false;
    }
    channels = wanted ? Set.of(changes, expiries) : Set.of(changes);
    hub.changed();
    return true;
  }

  @Override
  public boolean awaitHeard() {
    long deadline = hub.deadline();
    boolean interrupted = false;
    while (!hub.haveAnswered(channels) && !closed && deadline - System.nanoTime() > 0) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    boolean answered = hub.haveAnswered(channels);
    if (!begun && begin(answered)) {
      LOG.warn("cache {}: events of other JVMs are not heard yet; trying on", events.cache());
      events.lost();
      try {
        told(() -> told.lost(place.toString(), "did not confirm in time that it tells events"));
      } finally {
        // Also where that was an Error: all later gaps would wait for this.
        tellWhoWasHeardMeanwhile();
      }
    }
    if (answered && channels.contains(expiries)) {
      askFlags();
    }
    return answered && hub.hear(channels);
  }

  /** Several may wait for the beginning; true for one, where something is missing. */
  private boolean begin(boolean answered) {
    boolean isDeaf = !hub.hasReaders();
    List<NodeLink> silentSoFar = answered ? List.of() : hub.withoutAnswer(changes);
    List<NodeLink> owingSoFar =
        answered || !channels.contains(expiries) ? List.of() : hub.withoutAnswer(expiries);
    isDeaf |= !hub.hasReaders();
    lock.lock();
    try {
      if (begun) {
        return false;
      }
      begun = true;
      if (answered || closed) {
        return false;
      }
      // Some may have confirmed since they were asked for.
      silentSoFar.stream().filter(node -> !heard.contains(node)).forEach(missing::add);
      owingSoFar.stream().filter(node -> !answeredExpiries.contains(node)).forEach(owing::add);
      placeMissing = isDeaf && heard.isEmpty();
      boolean isMissing = placeMissing || !missing.isEmpty() || !owing.isEmpty();
      meanwhile = isMissing ? new ArrayList<>() : null;
      return isMissing;
    } finally {
      lock.unlock();
    }
  }

  private void tellWhoWasHeardMeanwhile() {
    List<NodeLink> nodes;
    lock.lock();
    try {
      nodes = meanwhile == null ? List.of() : meanwhile;
      meanwhile = null;
    } finally {
      lock.unlock();
    }
    nodes.forEach(this::gap);
  }

  private void askFlags() {
    try {
      Map<String, Reply> answers = new EachMaster(place.link()).ask(KeyspaceFlags.question());
      answers.forEach((node, answer) -> checkFlags(node, KeyspaceFlags.read(answer)));
    } catch (StoreException | IllegalStateException e) {
      LOG.debug("cache {}: whether expired events are told is not known", events.cache(), e);
    }
  }

  @Override
  public void flags(NodeLink node, String flags) {
    if (channels.contains(expiries)) {
      checkFlags(node.toString(), flags);
    }
  }

  private void checkFlags(String node, @Nullable String flags) {
    if (flags != null
        && !KeyspaceFlags.tell(flags, KeyspaceFlags.BY_KIND, EXPIRIES)
        && toldFlags.compareAndSet(false, true)) {
      LOG.warn(
          "cache {}: no expired events of entries that run out at the server: node {} {}",
          events.cache(),
          node,
          KeyspaceFlags.advice(flags, KeyspaceFlags.BY_KIND, EXPIRIES));
    }
  }

  @Override
  public void confirmed(ChannelReader reader, Channel channel) {
    NodeLink node = reader.node();
    if (expiries.equals(channel)) {
      answeredExpiries(node);
      return;
    }
    lock.lock();
    try {
      if (!changes.equals(channel) || !heard.add(node)) {
        return;
      }
      missing.remove(node);
      placeMissing = false;
      boolean refusedBefore = silent.remove(node);
      if ((!begun && !refusedBefore) || isLater(node)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    gap(node);
  }

  private void answeredExpiries(NodeLink node) {
    lock.lock();
    try {
      answeredExpiries.add(node);
      if (!owing.remove(node) || isLater(node)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    gap(node);
  }

  /** Whether a node is to be told as heard by whoever tells the loss before that. */
  private boolean isLater(NodeLink node) {
    return meanwhile != null && meanwhile.add(node);
  }

  @Override
  public void refused(ChannelReader reader, @Nullable Channel channel, String why) {
    NodeLink node = reader.node();
    if (expiries.equals(channel)) {
      LOG.warn("cache {}: no expired events: {}", events.cache(), why);
      answeredExpiries(node);
    } else if ((channel == null || changes.equals(channel)) && silent.add(node)) {
      LOG.warn("cache {}: no events of other JVMs: {}", events.cache(), why);
      events.lost();
      told(() -> told.lost(node.toString(), why));
    }
  }

  @Override
  public void heard(NodeLink node, Channel channel, byte[] on, byte[] message) {
    if (closed) {
      return;
    }
    try {
      if (changes.equals(channel)) {
        changed(node, message);
      } else if (expiries.equals(channel)) {
        byte[] key = events.ownKey(message);
        if (key != null) {
          events.heard();
          told.ranOut(key);
        }
      }
    } catch (RuntimeException | StackOverflowError e) {
      // A value or a key of another release, perhaps: the reader tells others, too.
      events.damaged(node.toString(), e);
    }
  }

  private void changed(NodeLink node, byte[] message) {
    Long origin = EventMessage.origin(message);
    if (origin != null && (events.isOwn(origin) || !EventMessage.isEvent(message))) {
      return;
    }
    EventMessage read = EventMessage.read(message);
    byte[] key = read == null ? null : events.ownKey(read.key());
    if (read == null || key == null) {
      events.damaged(node.toString(), null);
    } else if (place.owns(node, read.key())) {
      events.heard();
      told.announced(key, read.effect(), read.oldValue(), read.value());
    }
  }

  @Override
  public void lost(NodeLink node, String why) {
    if (isNews(node)) {
      events.lost();
      told(() -> told.lost(node.toString(), why));
    }
  }

  private boolean isNews(NodeLink node) {
    lock.lock();
    try {
      answeredExpiries.remove(node);
      boolean wasHeard = heard.remove(node);
      // One that is new and was never heard is missed all the same.
      boolean wasMissed = !wasHeard && placeMissing;
      return begun && !closed && !silent.contains(node) && missing.add(node) && !wasMissed;
    } finally {
      lock.unlock();
    }
  }

  /** What matters here is said by {@link #confirmed}. */
  @Override
  public void gap(NodeLink node, Channel channel) {}

  @Override
  public void tookOver(NodeLink node) {
    if (heard.contains(node) && begun) {
      gap(node);
    }
  }

  private void gap(NodeLink node) {
    if (!closed) {
      told(() -> told.gap(node.toString()));
    }
  }

  @Override
  public void gone(ChannelReader reader) {
    lock.lock();
    try {
      List.of(heard, silent, missing, owing, answeredExpiries)
          .forEach(nodes -> nodes.remove(reader.node()));
    } finally {
      lock.unlock();
    }
  }

  private void told(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("cache {}: a listener of events threw", events.cache(), e);
    }
  }

  @Override
  public void end() {
    close();
  }

  @Override
  public void close() {
    closed = true;
    hub.end(this);
  }
}

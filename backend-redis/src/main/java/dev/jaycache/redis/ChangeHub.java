package dev.jaycache.redis;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.Changes;
import dev.jaycache.store.Tracking;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Who of this process is told of changes at a place, and the readers that are told by the servers:
 * one for each master, as long as anybody is to be told. A daemon thread of its own looks who the
 * masters are. Safe for any number of threads.
 *
 * <p>What is proven is the least of what each reader's {@link dev.jaycache.near.Fence} has proven,
 * and of when it was last seen who the masters are: a master that nobody listens to proves nothing.
 */
final class ChangeHub implements AutoCloseable {
  /** Proofs are made so many times as often as they are needed. */
  private static final int PROOFS = 4;

  private static final long LONGEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

  /** Who the masters are is not asked more often: that is more work for a server than a proof. */
  private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  /** What was never proven is so old. */
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final RedisPlace place;
  private final ChangeFeed.Source feeds;
  private final SeldomLog losses = new SeldomLog(LoggerFactory.getLogger(ChangeHub.class));
  private final List<Watched> all = new CopyOnWriteArrayList<>();

  /** Guards who is told, and the readers; nobody asks a server while holding it. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Thread thread;
  private volatile List<ChangeReader> readers = List.of();
  private volatile Prefixes prefixes = new Prefixes(List.of(), List.of());
  private volatile long seenAt = System.nanoTime() - NEVER;
  private volatile long interval = LONGEST_INTERVAL;
  private volatile boolean closed;

  /**
   * What the keys begin with whose changes are wanted; another object after each change of that.
   * None begins with another, nor is any twice among them: servers refuse both.
   *
   * @param channels where those who change them tell of it, where it is not the server that tells
   */
  record Prefixes(List<byte[]> all, List<byte[]> channels) {}

  /** A watch over the keys of one cache. */
  private final class Watched implements Tracking {
    private final byte[] prefix;
    private final byte[] channel;
    private final Changes<byte[]> changes;
    private final long maxStaleness;

    Watched(byte[] prefix, byte[] channel, Changes<byte[]> changes, long maxStaleness) {
      this.prefix = prefix;
      this.channel = channel;
      this.changes = changes;
      this.maxStaleness = maxStaleness;
    }

    @Override
    public long toldUntil() {
      return ChangeHub.this.toldUntil();
    }

    @Override
    public boolean isLive() {
      return ChangeHub.this.isLive();
    }

    @Override
    public void close() {
      end(this);
    }
  }

  /**
   * Nobody is told yet.
   *
   * @param feeds how connections come to be told
   */
  ChangeHub(RedisPlace place, ChangeFeed.Source feeds) {
    this.place = place;
    this.feeds = feeds;
  }

  /**
   * Tells of changes from now on. It asks nobody; the thread does.
   *
   * @param prefix what the keys begin with
   * @param channel where those who change them tell of it; of no matter where the server tells
   */
  Tracking track(byte[] prefix, byte[] channel, Changes<byte[]> changes, long maxStalenessNanos) {
    Watched watched = new Watched(prefix, channel, changes, maxStalenessNanos);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this manager's connections are closed");
      }
      all.add(watched);
      boolean adjusted = false;
      try {
        adjust();
        adjusted = true;
      } finally {
        if (!adjusted) {
          all.remove(watched);
        }
      }
    } finally {
      lock.unlock();
    }
    return watched;
  }

  private void end(Watched watched) {
    lock.lock();
    try {
      // What nobody wants any more does no harm until the connections are made anew.
      if (all.remove(watched) && all.isEmpty()) {
        adjust();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is proven from here on until the servers were told of the prefixes as they are now. */
  private void adjust() {
    // A cache that is being closed may have its prefix here still when it is opened anew.
    prefixes =
        new Prefixes(
            distinct(all.stream().map(each -> each.prefix)),
            distinct(all.stream().map(each -> each.channel)));
    long needed = LONGEST_INTERVAL;
    for (Watched each : all) {
      needed = Math.min(needed, each.maxStaleness / PROOFS);
    }
    interval = Math.max(SHORTEST_INTERVAL, needed);
    readers.forEach(reader -> reader.fence().outdated());
    if (all.isEmpty()) {
      align(List.of());
      LockSupport.unpark(thread);
      thread = null;
    } else if (thread == null) {
      String name = "jaycache changes: " + place;
      Thread looking = new Thread(null, this::run, name, 0, /* inheritThreadLocals= */ false);
      looking.setDaemon(true);
      looking.setContextClassLoader(null);
      looking.start();
      thread = looking;
    }
    readers.forEach(ChangeReader::wake);
  }

  private static List<byte[]> distinct(Stream<byte[]> names) {
    return names.map(ByteBuffer::wrap).distinct().map(ByteBuffer::array).toList();
  }

  private void run() {
    while (isMine()) {
      // Nobody who interrupts this thread means it; interrupted, it would not rest.
      boolean unused = Thread.interrupted();
      look();
      LockSupport.parkNanos(this, Math.max(interval, SHORTEST_LOOK));
    }
  }

  private boolean isMine() {
    lock.lock();
    try {
      return thread == Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    long before = System.nanoTime();
    try {
      place.refresh();
      List<NodeLink> masters = place.link().masters(place.link().deadline());
      lock.lock();
      try {
        if (thread == Thread.currentThread()) {
          align(masters);
          seenAt = before;
        }
      } finally {
        lock.unlock();
      }
    } catch (RuntimeException | Error e) {
      // What was proven ages until somebody tells, or there are files and threads again. Where the
      // manager was closed meanwhile, nobody wants to know.
      if (isMine()) {
        losses.warn("near caches at " + place + " read more: who the masters are is not known", e);
      }
    }
  }

  /** Has a reader for each of these nodes, and none for others. */
  private void align(List<NodeLink> masters) {
    Map<NodeLink, ChangeReader> byNode = new LinkedHashMap<>();
    readers.forEach(reader -> byNode.put(reader.node(), reader));
    if (byNode.size() == masters.size() && byNode.keySet().containsAll(masters)) {
      return;
    }
    List<ChangeReader> next = new ArrayList<>();
    List<ChangeReader> fresh = new ArrayList<>();
    boolean complete = false;
    try {
      for (NodeLink master : masters) {
        ChangeReader known = byNode.remove(master);
        if (known == null) {
          known = new ChangeReader(this, master);
          fresh.add(known);
        }
        next.add(known);
      }
      complete = true;
    } finally {
      if (!complete) {
        fresh.forEach(ChangeReader::discard);
      }
    }
    // What the one that goes has not told yet, nobody tells: before, for who reads on, and after,
    // for who read meanwhile.
    Changes.Cause cause =
        readers.isEmpty() ? Changes.Cause.CONNECTED : Changes.Cause.SERVERS_CHANGED;
    allChanged(cause);
    readers = List.copyOf(next);
    allChanged(cause);
    byNode.values().forEach(ChangeReader::wake);
    start(fresh);
  }

  /** Those that can't be started are tried again at the next look. */
  private void start(List<ChangeReader> fresh) {
    Deque<ChangeReader> left = new ArrayDeque<>(fresh);
    try {
      while (!left.isEmpty()) {
        left.element().start();
        left.remove();
      }
    } finally {
      if (!left.isEmpty()) {
        readers = readers.stream().filter(each -> !left.contains(each)).toList();
        left.forEach(ChangeReader::discard);
      }
    }
  }

  /** Whether a reader is still needed. */
  boolean keeps(ChangeReader reader) {
    return readers.contains(reader);
  }

  /**
   * Whether whoever keeps a copy of what a server has just answered is told of its changes, or will
   * have to forget the copy when somebody listens there: so only if the server is one of those that
   * are listened to. Several hosts, or a cluster, may have answered by another one, whose changes
   * no proof of theirs is about. Where nobody wants to be told, it makes no difference.
   *
   * @param node that answered; null: not known
   */
  boolean hears(@Nullable NodeLink node) {
    return all.isEmpty() || readers.stream().anyMatch(reader -> reader.node() == node);
  }

  /** What is wanted now. */
  Prefixes prefixes() {
    return prefixes;
  }

  /** Where the nodes are. */
  RedisPlace place() {
    return place;
  }

  /** How a connection to a node comes to be told of changes. */
  ChangeFeed feed(NodeLink node) {
    return feeds.of(this, node);
  }

  /** How often there has to be a proof, in ns. */
  long interval() {
    return interval;
  }

  /** The deadline of something that begins now. */
  long deadline() {
    return place.link().deadline();
  }

  /**
   * A server confirmed that it tells of changes.
   *
   * @param told what it was asked for
   * @return false where something else is wanted by now
   */
  boolean subscribed(ChangeReader reader, Prefixes told) {
    lock.lock();
    try {
      boolean current = told == prefixes && keeps(reader);
      if (current) {
        reader.fence().subscribed();
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  /**
   * It was told that a key changed.
   *
   * @param key what the keys of a cache begin with, for all of them: no key of an entry is so short
   */
  void changed(byte[] key) {
    for (Watched each : all) {
      int length = each.prefix.length;
      if (key.length == length && startsWith(key, each.prefix)) {
        each.changes.allChanged(Changes.Cause.FLUSHED);
      } else if (startsWith(key, each.prefix)) {
        byte[] own = new byte[key.length - length];
        System.arraycopy(key, length, own, 0, own.length);
        each.changes.changed(own);
      }
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Anything may have changed. */
  void allChanged(Changes.Cause cause) {
    all.forEach(each -> each.changes.allChanged(cause));
  }

  private long toldUntil() {
    // Each near hit comes here: the time is not asked, and nothing made, where no need is.
    List<ChangeReader> now = readers;
    int count = now.size();
    if (count == 0) {
      return System.nanoTime() - NEVER;
    }
    long least = place.mayChange() ? seenAt : now.get(0).fence().toldUntil();
    for (int i = 0; i < count; i++) {
      long told = now.get(i).fence().toldUntil();
      least = told - least < 0 ? told : least;
    }
    return least;
  }

  private boolean isLive() {
    List<ChangeReader> now = readers;
    return !now.isEmpty() && now.stream().allMatch(reader -> reader.fence().isLive());
  }

  /** Ends the threads. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      all.clear();
      adjust();
    } finally {
      lock.unlock();
    }
  }
}

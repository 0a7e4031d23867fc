package dev.jaycache.redis;

import dev.jaycache.store.Callers;
import dev.jaycache.store.GivingWay;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;

/**
 * Few connections, the lanes, for many callers. Who finds a free lane talks on it directly. When
 * all are busy, callers queue, and who next gets a lane sends what is queued as one pipeline and
 * hands out the replies. A lone caller hands nothing to another thread; of many, each round trip
 * carries many commands. Safe for any number of threads, and for virtual ones. It has no threads of
 * its own.
 *
 * <p>Where the server is near, short commands use a part of the lanes ({@link LaneShare}).
 * Pipelines, since who talks to several servers can't wait here while it waits there, and commands
 * about many keys take any lane, if one is free that those who queue can't have; what has to queue
 * goes on one of theirs.
 *
 * <p>Large commands, and writes that replicas confirm, have connections of their own, so that
 * nobody waits behind them.
 */
final class LaneLink implements ServerLink {
  private static final long LARGE_BYTES = 1L << 18;

  /** What a server takes longer for than for a trip as such. */
  private static final long MANY_KEYS_BYTES = 2_048;

  /** How often a waiting thread looks for itself, at least. */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Connector connector;
  private final Callers callers;
  private final ConnectionPool lanes;
  private final PooledLink apart;
  private final int count;
  private final long commandNanos;
  private final LaneShare share;
  private final GivingWay way;

  private final ConcurrentLinkedDeque<QueuedCall> queue = new ConcurrentLinkedDeque<>();

  /**
   * A link; it connects to nothing yet.
   *
   * @param connector what opens its connections
   * @param watch what watches their deadlines; shared, and not closed with it
   */
  LaneLink(Connector connector, DeadlineWatch watch, RedisSettings settings) {
    this.commandNanos = settings.timeouts().commandNanos();
    this.count = settings.lanes();
    this.connector = connector;
    this.callers = watch.callers();
    this.lanes = new ConnectionPool(connector, watch, count, callers);
    this.way = new GivingWay(settings.timeouts().busyPoll());
    this.share = new LaneShare(lanes, count, way);
    this.apart = new PooledLink(connector, watch, settings);
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    long bytes = bytes(command);
    if (bytes > LARGE_BYTES) {
      return apart.call(command, deadline);
    }
    boolean shares = bytes < MANY_KEYS_BYTES;
    RedisConnection lane = null;
    if (goesFirst(shares)) {
      lane = shares ? tryShared(deadline) : tryAny(deadline);
    }
    if (lane != null) {
      try {
        long begin = System.nanoTime();
        Object reply = lane.exchange(command);
        share.distance().tell(begin, System.nanoTime());
        return reply;
      } catch (LinkException e) {
        if (e.maybeSent() || !lane.isUsed()) {
          throw e;
        }
        // The server had closed the idle connection and got at most a part of the command.
      } finally {
        if (shares) {
          share.giveBack();
        }
        giveBack(lane);
      }
    }
    QueuedCall call = new QueuedCall(List.of(command), deadline);
    queue.add(call);
    Object reply = await(call).get(0);
    if (reply instanceof RuntimeException e) {
      throw e;
    }
    return reply;
  }

  /** A lane for a trip that others may join; null where they should wait for one. */
  private @Nullable RedisConnection tryShared(long deadline) {
    RedisConnection lane = null;
    // While this one tried, another may have been told that all are shared.
    for (boolean again = true; again && share.hasRoom(); again = lane == null && lanes.free() > 0) {
      share.take();
      try {
        lane = tryAny(deadline);
      } finally {
        if (lane == null) {
          share.giveBack();
          // It may have failed to be opened, and somebody may have been waiting for it.
          passOn();
        }
      }
    }
    return lane;
  }

  private @Nullable RedisConnection tryAny(long deadline) {
    try {
      return lanes.tryBorrow(deadline);
    } catch (RuntimeException e) {
      // It could not be opened, and somebody may have been waiting for it.
      passOn();
      throw e;
    }
  }

  /** Whether a call may ask for a lane before those who queue: not for one they may still get. */
  private boolean goesFirst(boolean shares) {
    return queue.isEmpty() || (!shares && share.sparesOne());
  }

  /** How many lanes short commands share. */
  LaneShare share() {
    return share;
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return launch(commands, deadline, deadline).get();
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    if (bytes(commands) > LARGE_BYTES || waits(commands)) {
      return apart.launch(commands, sentBy, deadline);
    }
    if (goesFirst(/* shares= */ false)) {
      Patience patience = new Patience(sentBy, deadline, /* inTurn= */ false);
      Supplier<List<@Nullable Object>> launched = lanes.launch(commands, patience, this::giveBack);
      if (launched != null) {
        return launched;
      }
    }
    QueuedCall call = new QueuedCall(commands, deadline);
    queue.add(call);
    return () -> awaitReplies(call);
  }

  /** As {@link #await}, but what may have been sent is told as an element for each command. */
  private List<@Nullable Object> awaitReplies(QueuedCall call) {
    try {
      return await(call);
    } catch (LinkException e) {
      if (e.maybeSent()) {
        return call.nothing(e);
      }
      throw e;
    }
  }

  @Override
  public Capabilities greet(long deadline) {
    if (connector.capabilities() == Capabilities.UNKNOWN) {
      giveBack(lanes.borrow(deadline));
    }
    return connector.capabilities();
  }

  /** Whether the server holds the last reply back, and with it those of all who come after. */
  private static boolean waits(List<Command> commands) {
    return !commands.isEmpty()
        && commands.get(commands.size() - 1).getCommand() == Protocol.Command.WAIT;
  }

  private static long bytes(List<Command> commands) {
    long bytes = 0;
    for (Command command : commands) {
      bytes += bytes(command);
    }
    return bytes;
  }

  private static long bytes(Command command) {
    long bytes = 0;
    for (int i = command.size() - 1; i >= 0; i--) {
      Rawable argument = command.get(i);
      bytes += argument.getRaw().length;
    }
    return bytes;
  }

  /** Waits for the replies to a call, and meanwhile takes a lane where one is free. */
  private List<@Nullable Object> await(QueuedCall call) {
    boolean interrupted = false;
    boolean looksItself = false;
    callers.come();
    share.waiting().come();
    call.await();
    long begin = System.nanoTime();
    long patience = Math.min(GLANCE_NANOS, 1 + (call.deadline() - begin) / 2);
    try {
      while (!call.hasEnded()) {
        // Another may have sent it in time, and be about to bring the replies.
        long until = call.isDecided() ? call.patience() : call.deadline();
        long left = until - System.nanoTime();
        if (left <= 0) {
          throw late(call);
        }
        RedisConnection lane = lane(call, looksItself);
        if (lane != null) {
          // From here on it is one of those who have a lane.
          share.waiting().leave();
          try {
            lead(lane, call);
          } finally {
            share.waiting().come();
            share.giveBack();
            giveBack(lane);
          }
        } else {
          if (!way.until(() -> call.hasEnded() || mayLead(call))) {
            LockSupport.parkNanos(this, Math.min(GLANCE_NANOS, 1 + left / 2));
          }
          interrupted |= Thread.interrupted();
          // The last one may have left since it was told of a free lane, or the lanes in use are
          // stuck.
          looksItself = System.nanoTime() - begin >= patience && !call.isDecided();
          passOn();
        }
      }
      return call.replies();
    } finally {
      queue.remove(call);
      share.waiting().leave();
      callers.leave();
      passOn();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether a lane is free for who waits with this call. */
  private boolean mayLead(QueuedCall call) {
    return lanes.free() > 0 && share.hasRoom() && lastAwaited() == call;
  }

  private @Nullable RedisConnection lane(QueuedCall call, boolean looksItself) {
    if (!looksItself && lastAwaited() != call) {
      return null;
    }
    try {
      RedisConnection lane = tryShared(call.deadline());
      if (lane == null && looksItself) {
        share.stuck();
        lane = tryShared(call.deadline());
      }
      return lane;
    } catch (RuntimeException e) {
      // Another may have sent the call meanwhile, and will bring its replies.
      if (call.isTaken()) {
        return null;
      }
      throw e;
    }
  }

  private LinkException late(QueuedCall call) {
    // The one who leads tells of the server, once for all who wait.
    return call.isTaken()
        ? new LinkException("gave no reply in time", true, null)
        : new BusyException(
            (count == 1 ? "the one lane" : "all " + count + " lanes")
                + " stayed in use until the deadline; raise redis.lanes.count, or look for what is"
                + " slow");
  }

  /** Sends what is queued, the oldest first, and the own call with it. */
  private void lead(RedisConnection lane, QueuedCall own) {
    if (!own.take()) {
      return;
    }
    queue.removeLastOccurrence(own);
    Trip trip = new Trip(own);
    QueuedCall next = queue.peek();
    while (next != null && trip.hasRoomFor(next)) {
      if (queue.removeFirstOccurrence(next) && next.take()) {
        trip.add(next);
      }
      next = queue.peek();
    }
    List<Command> all = trip.commands();
    List<@Nullable Object> replies = List.of();
    try {
      long begin = System.nanoTime();
      replies = lane.exchange(all);
      if (!(replies.get(all.size() - 1) instanceof LinkException) && !lane.refusesKeys()) {
        share.distance().tell(begin, System.nanoTime());
      }
    } finally {
      trip.end(replies);
    }
  }

  private void giveBack(RedisConnection lane) {
    lanes.giveBack(lane);
    passOn();
  }

  /**
   * Has somebody take a free lane, if somebody waits. The one who came last: its deadline is the
   * latest, so that nobody's reply is lost because the one who leads has no time left.
   */
  private void passOn() {
    if (lanes.free() > 0 && share.hasRoom()) {
      QueuedCall last = lastAwaited();
      if (last != null) {
        last.wake();
      }
    }
  }

  /** The last one whose caller is here; others still wait at other servers. */
  private @Nullable QueuedCall lastAwaited() {
    Iterator<QueuedCall> latest = queue.descendingIterator();
    while (latest.hasNext()) {
      QueuedCall call = latest.next();
      if (call.isAwaited()) {
        return call;
      }
    }
    return null;
  }

  @Override
  public LinkUse use() {
    LinkUse.Pool shared = lanes.use();
    return new LinkUse(
        apart.use().pool(),
        new LinkUse.Pool(shared.idle(), shared.inUse(), shared.limit(), queue.size()));
  }

  @Override
  public long deadline() {
    return System.nanoTime() + commandNanos;
  }

  @Override
  public Capabilities capabilities() {
    return connector.capabilities();
  }

  @Override
  public String place() {
    return connector.place();
  }

  @Override
  public void close() {
    lanes.close();
    apart.close();
  }
}

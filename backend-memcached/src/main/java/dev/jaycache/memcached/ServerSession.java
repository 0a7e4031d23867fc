package dev.jaycache.memcached;

import dev.jaycache.store.BusyPoll;
import dev.jaycache.store.Callers;
import dev.jaycache.store.GivingWay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection, which those who wait for replies work by turns: who has the turn sends what all
 * have brought, and receives for all, until its own replies are there; then the next one does. So a
 * lone caller hands nothing to another thread, and of many each trip carries many commands, joined
 * by a {@link Batch}. Safe for any number of threads.
 *
 * <p>The turn is held while the server is waited for, but nobody waits for the turn: who has
 * brought its burst sleeps until that is answered, until it is woken to take the turn, or until its
 * own deadline.
 */
final class ServerSession {
  private static final int BUFFER = 1 << 16;

  /** How often a waiting thread looks for itself. */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** For how long nothing may have come, until we look whether the connection is still there. */
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String place;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ReentrantLock turn = new ReentrantLock();
  private final BurstQueue queue;
  private final GivingWay way;
  // These belong to who has the turn.
  private final BusyPoll poll;
  private final BusyPoll.Awaited reply;

  /** How many bytes were sent since something last came. */
  private long unanswered;

  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private volatile long lastReceived = System.nanoTime();
  private volatile @Nullable String problem;
  private volatile @Nullable Throwable error;
  private volatile boolean closed;

  private ServerSession(
      SocketChannel channel,
      Selector selector,
      BurstQueue queue,
      LinkSettings settings,
      Callers callers,
      String place)
      throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.queue = queue;
    this.way = new GivingWay(settings.busyPoll());
    this.poll = new BusyPoll(settings.busyPoll());
    this.reply = new NextReply(callers);
    this.place = place;
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Connects.
   *
   * @param settings the protocol, and for how long to look for replies
   * @param asked what the connections to this server share
   * @param callers of whom a lone one may look for its replies
   * @param place the server's name for messages
   * @param millis how long it may take, at least 1
   */
  static ServerSession connect(
      InetSocketAddress address,
      LinkSettings settings,
      QuietProbe.Memory asked,
      Callers callers,
      String place,
      int millis)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, millis);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      try {
        Wire wire = settings.wire();
        BurstQueue queue = new BurstQueue(wire, QuietProbe.of(wire, asked));
        return new ServerSession(channel, selector, queue, settings, callers, place);
      } catch (IOException | RuntimeException e) {
        selector.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether it is of no use any more. What ended while nobody used it is seen here. */
  boolean isClosed() {
    if (!closed && System.nanoTime() - lastReceived > IDLE_NANOS && turn.tryLock()) {
      try {
        if (!closed && queue.isAnswered() && channel.read(in) != 0) {
          end("closed the connection, or sent what nobody asked for, while it was idle");
        }
      } catch (IOException e) {
        end("closed the connection while it was idle");
      } finally {
        turn.unlock();
      }
      passOn();
    }
    return closed;
  }

  /** Whether the server sent nothing since a moment of the nanosecond clock. */
  boolean isMuteSince(long moment) {
    return lastReceived - moment < 0;
  }

  /** Whether the server understands {@link Command.Writes}, as far as it is known. */
  boolean isQuiet() {
    return queue.isQuiet();
  }

  /** Brings a burst. It is sent by who waits for it, or by who waits already. */
  void write(Burst burst) {
    queue.add(burst);
  }

  /** Sends what was brought, where it can be done without waiting. */
  void push() {
    if (turn.tryLock()) {
      try {
        guarded(
            () -> {
              if (!closed) {
                flush();
              }
            });
      } finally {
        turn.unlock();
      }
      passOn();
    }
  }

  /**
   * Waits for the replies to a burst, and meanwhile does what there is to do.
   *
   * @param deadline until when, by {@link System#nanoTime()}
   * @return whether all replies came, or none will any more
   */
  boolean await(Burst burst, long deadline) throws InterruptedException {
    burst.setWaiting(Thread.currentThread());
    try {
      while (!burst.hasEnded()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return hasCome(burst);
        }
        if (turn.tryLock()) {
          try {
            guarded(() -> work(burst, deadline));
          } finally {
            turn.unlock();
          }
        } else if (!way.until(() -> burst.hasEnded() || !turn.isLocked())) {
          LockSupport.parkNanos(this, Math.min(left, GLANCE_NANOS));
        }
      }
      return true;
    } finally {
      burst.setWaiting(null);
      passOn();
    }
  }

  /**
   * Takes what is there without waiting: whoever waited for another server until the deadline has
   * not looked here, and this one may have answered long ago.
   */
  private boolean hasCome(Burst burst) {
    if (turn.tryLock()) {
      try {
        guarded(
            () -> {
              boolean more = true;
              while (more && !closed && !burst.hasEnded()) {
                more = receive();
              }
            });
      } finally {
        turn.unlock();
      }
    }
    return burst.hasEnded();
  }

  /** Something that the server says next, or the end of the connection; for who has the turn. */
  private final class NextReply implements BusyPoll.Awaited {
    private final Callers callers;

    NextReply(Callers callers) {
      this.callers = callers;
    }

    @Override
    public boolean hasCome() throws IOException {
      return closed || receive() || closed;
    }

    @Override
    public boolean isAlone() {
      return callers.areOne();
    }
  }

  /** What is done with the turn. */
  private interface Work {
    void run() throws IOException;
  }

  /** Works, and where that fails ends the connection: then all are told. */
  private void guarded(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      end(ended(e));
    } catch (Wire.NoReplyException e) {
      end("sent no proper reply (" + e.getMessage() + "); is it memcached?");
    } catch (RuntimeException | Error e) {
      // Nobody knows how far it came, and the others would wait until their deadlines. Who has the
      // turn is told as all are: the commands may have been another's.
      error = e;
      end("was left in the middle of a reply, by an error of this side: " + e.getClass().getName());
    }
  }

  /**
   * Has somebody take the turn, if nobody has it and somebody needs it. Who had it while another
   * cut the connection ends that: nobody else may come.
   */
  private void passOn() {
    if (closed && channel.isOpen() && turn.tryLock()) {
      try {
        end("closed the connection before its reply");
      } finally {
        turn.unlock();
      }
    }
    if (!turn.isLocked()) {
      queue.wakeOne();
    }
  }

  private void work(Burst burst, long deadline) throws IOException {
    while (!burst.hasEnded() && !Thread.currentThread().isInterrupted()) {
      long left = deadline - System.nanoTime();
      if (closed) {
        end("closed the connection before its reply");
      } else if (left <= 0) {
        return;
      } else {
        boolean sent = flush();
        // A server answers each command by itself, so it may say more in a moment.
        if (!sent || !poll.await(reply, unanswered, left)) {
          waitFor(sent ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE, left);
          receive();
        }
      }
    }
  }

  private void waitFor(int what, long nanos) throws IOException {
    if (key.interestOps() != what) {
      key.interestOps(what);
    }
    selector.select(ready -> {}, 1 + TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  /** Sends until nothing is left, or no more can be sent without waiting; then false. */
  private boolean flush() throws IOException {
    while (true) {
      queue.fill(out);
      if (out.position() == 0) {
        return true;
      }
      out.flip();
      int sent = channel.write(out);
      unanswered += sent;
      out.compact();
      if (sent == 0) {
        return false;
      }
    }
  }

  /** Takes what is there; whether anything was. */
  private boolean receive() throws IOException {
    int received = channel.read(in);
    if (received < 0) {
      end("closed the connection before its reply");
      return false;
    }
    if (received == 0) {
      return false;
    }
    lastReceived = System.nanoTime();
    unanswered = 0;
    in.flip();
    if (!queue.take(in)) {
      end("sent what nobody asked for; is it memcached?");
      return false;
    }
    in.compact();
    return true;
  }

  /**
   * Ends the connection without waiting, so that the kernel sends nothing of it any more: what was
   * given up must not reach the server when it, or the network, is back.
   */
  void reset(String why) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    cut(why);
  }

  /** Ends the connection without waiting. */
  void cut(String why) {
    if (problem == null) {
      problem = why;
    }
    closed = true;
    if (turn.tryLock()) {
      try {
        end(why);
      } finally {
        turn.unlock();
      }
    } else {
      selector.wakeup();
    }
  }

  /** Ends it and tells everybody who waits. For who has the turn. */
  private void end(String why) {
    if (problem == null) {
      problem = why;
    }
    closed = true;
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // It is closed already.
    }
    queue.fail(ended(true), ended(false));
  }

  private static String ended(IOException problem) {
    return "closed the connection before its reply (" + problem.getMessage() + ')';
  }

  /** Why the connection ended. */
  LinkException ended(boolean maybeSent) {
    String why = problem;
    return new LinkException(
        why == null ? "closed the connection before its reply" : why, maybeSent, error);
  }

  @Override
  public String toString() {
    return place;
  }
}

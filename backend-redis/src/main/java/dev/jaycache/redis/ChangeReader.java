package dev.jaycache.redis;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.near.Fence;
import dev.jaycache.store.Changes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is told of changes by one master: a daemon thread with a connection of its own, which it makes
 * anew, after growing pauses, when it is lost. How it is told is the {@link ChangeFeed}'s affair.
 */
final class ChangeReader {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final ChangeHub hub;
  private final NodeLink node;
  private final Thread thread;
  private final Selector selector;
  private final Fence fence;
  private final SeldomLog losses = new SeldomLog(LOG);

  /** A reader, to be started. */
  ChangeReader(ChangeHub hub, NodeLink node) {
    this.hub = hub;
    this.node = node;
    this.fence = new Fence(new ToHub(hub), System::nanoTime);
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = "jaycache changes at " + node;
    this.thread = new Thread(null, this::run, name, 0, /* inheritThreadLocals= */ false);
    this.thread.setDaemon(true);
    this.thread.setContextClassLoader(null);
  }

  private record ToHub(ChangeHub hub) implements Changes<byte[]> {
    @Override
    public void changed(byte[] key) {
      hub.changed(key);
    }

    @Override
    public void allChanged(Cause cause) {
      hub.allChanged(cause);
    }
  }

  /** The node that tells. */
  NodeLink node() {
    return node;
  }

  /** What the node has proven. */
  Fence fence() {
    return fence;
  }

  void start() {
    thread.start();
  }

  /** Gives up what it has, where it is not started. */
  void discard() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it look at once what has changed. */
  void wake() {
    selector.wakeup();
    LockSupport.unpark(thread);
  }

  private void run() {
    long pause = FIRST_PAUSE;
    try (selector) {
      while (hub.keeps(this)) {
        long begun = System.nanoTime();
        // Nobody who interrupts this thread means it; interrupted, it would wait for nothing.
        boolean unused = Thread.interrupted();
        try {
          listen();
        } catch (RuntimeException | Error e) {
          fence.lost();
          if (e instanceof NoMasterException) {
            leave();
          }
          pause = System.nanoTime() - begun > LONGEST_PAUSE ? FIRST_PAUSE : pause;
          if (hub.keeps(this)) {
            losses.warn("a near cache is not told of changes at " + node + ", and reads more", e);
            LockSupport.parkNanos(this, pause);
          }
          pause = Math.min(LONGEST_PAUSE, pause * 2);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has others look for a master, too: who only reads copies would never find out. */
  private void leave() {
    try {
      hub.place().link().leave(node, hub.deadline());
    } catch (RuntimeException e) {
      LOG.debug("{} is left later", node, e);
    }
  }

  private void listen() {
    ChangeHub.Prefixes wanted = hub.prefixes();
    try (Session session = node.session(hub.deadline());
        ChangeFeed feed = hub.feed(node)) {
      session.discard();
      feed.begin(session, wanted);
      if (!hub.subscribed(this, wanted)) {
        return;
      }
      RedisConnection connection = session.connection();
      long askedAt = System.nanoTime() - hub.interval();
      long heardAt = System.nanoTime();
      while (hub.keeps(this) && hub.prefixes() == wanted) {
        boolean unused = Thread.interrupted();
        long now = System.nanoTime();
        long left = askedAt + hub.interval() - now;
        if (left <= 0 && fence.asks()) {
          askedAt = now;
          feed.ask();
          // That may have taken a while, and others' answers with it.
          heardAt = System.nanoTime();
          continue;
        }
        // Where the last question has no answer yet, it is waited for as long as anything comes.
        long patience = left > 0 ? left : heardAt + hub.deadline() - now - now;
        // Also where it is used up: something may be here that nobody has looked at.
        if (connection.awaitData(selector, millis(patience))) {
          if (feed.take(session.within(hub.deadline(), connection::receiveNext))) {
            fence.answered();
          }
          heardAt = System.nanoTime();
        } else if (patience <= 0) {
          throw new LinkException("gives no sign of life", true, null);
        }
      }
    } finally {
      // Whoever changes what is wanted says so to the fence after that, maybe too late.
      if (hub.prefixes() == wanted) {
        fence.lost();
      } else {
        fence.outdated();
      }
    }
  }

  private static long millis(long nanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}

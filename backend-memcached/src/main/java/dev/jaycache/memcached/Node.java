package dev.jaycache.memcached;

import dev.jaycache.store.Callers;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One server and its connections, which are made when they are needed, by the thread that needs
 * them; others wait for it until their own deadlines. Safe for any number of threads.
 */
final class Node {
  private final ServerAddress address;
  private final LinkSettings settings;
  private final Callers callers;
  private final AtomicReferenceArray<@Nullable CompletableFuture<ServerSession>> sessions;
  private final AtomicInteger turn = new AtomicInteger();
  private final Breaker breaker;
  private final QuietProbe.Memory asked = new QuietProbe.Memory();
  private volatile boolean closed;

  /**
   * A server; nothing is connected yet.
   *
   * @param callers of all servers together
   */
  Node(ServerAddress address, LinkSettings settings, Callers callers) {
    this.address = address;
    this.callers = callers;
    this.settings = settings;
    this.breaker =
        new Breaker("memcached at " + address.shown() + ": the server", settings.breaker());
    this.sessions = new AtomicReferenceArray<>(settings.connections());
  }

  /** The server's name for messages. */
  String place() {
    return address.shown();
  }

  /** What keeps callers away while the server is gone. */
  Breaker breaker() {
    return breaker;
  }

  /** Whether a connection is there, so that nobody would wait for one. */
  boolean isConnected() {
    CompletableFuture<ServerSession> there = sessions.get(0);
    return there != null
        && there.isDone()
        && !there.isCompletedExceptionally()
        && !there.join().isClosed();
  }

  /**
   * A connection.
   *
   * @param deadline until when it may take, by {@link System#nanoTime()}
   * @throws LinkException when there is none; nothing was sent
   */
  ServerSession session(long deadline) {
    int at = sessions.length() == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), sessions.length());
    while (true) {
      CompletableFuture<ServerSession> there = sessions.get(at);
      if (there != null) {
        ServerSession session = await(there, deadline);
        if (!session.isClosed()) {
          return session;
        }
        sessions.compareAndSet(at, there, null);
      } else {
        CompletableFuture<ServerSession> mine = new CompletableFuture<>();
        if (sessions.compareAndSet(at, null, mine)) {
          connect(at, mine, deadline);
        }
      }
    }
  }

  private void connect(int at, CompletableFuture<ServerSession> mine, long deadline) {
    try {
      ServerSession session = connect(deadline);
      mine.complete(session);
      if (closed) {
        session.cut("the cache manager is closed");
      }
    } catch (LinkException e) {
      sessions.compareAndSet(at, mine, null);
      mine.completeExceptionally(e);
      throw e;
    } catch (RuntimeException | Error e) {
      sessions.compareAndSet(at, mine, null);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private ServerSession connect(long deadline) {
    if (closed) {
      throw new LinkException("is not asked any more: the cache manager is closed", false, null);
    }
    long nanos = Math.min(settings.connectNanos(), deadline - System.nanoTime());
    int millis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos));
    if (millis <= 0) {
      throw late();
    }
    InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
    if (resolved.isUnresolved()) {
      throw new LinkException(
          "has a host name that cannot be resolved; correct it",
          false,
          null,
          Breaker.Trouble.REFUSED);
    }
    try {
      ServerSession session =
          ServerSession.connect(resolved, settings, asked, callers, place(), millis);
      login(session, deadline);
      return session;
    } catch (SocketTimeoutException e) {
      throw late();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        // That closes what is being connected.
        throw LinkException.interrupted(new InterruptedException(e.getMessage()));
      }
      throw new LinkException(
          "cannot be reached (" + e.getMessage() + "); is it running, and is the port right?",
          false,
          e,
          Breaker.Trouble.REFUSED);
    }
  }

  private LinkException late() {
    return new LinkException(
        "took no connection within "
            + TimeUnit.NANOSECONDS.toMillis(settings.connectNanos())
            + " ms; see connect-timeout and command-timeout",
        false,
        null,
        Breaker.Trouble.TIMEOUT);
  }

  /** Before anything else is sent: a server may answer to less than it was sent until then. */
  private void login(ServerSession session, long deadline) {
    String user = settings.user();
    if (user == null) {
      return;
    }
    Burst login = Burst.login(user, settings.password(), settings.wire());
    session.write(login);
    try {
      Reply reply =
          session.await(login, deadline)
              ? login.replies(() -> session.ended(true)).get(0)
              : new Reply.Lost(late());
      if (reply == Reply.Done.YES) {
        return;
      }
      session.cut("did not let us in");
      throw reply instanceof Reply.Lost lost
          ? new LinkException(
              "gave no answer to the login: it " + lost.failure().getMessage(),
              false,
              null,
              lost.failure().trouble() == Breaker.Trouble.TIMEOUT
                  ? Breaker.Trouble.TIMEOUT
                  : Breaker.Trouble.REFUSED)
          : new LinkException(
              "refused user or password, or has no logins in this protocol; correct them in the"
                  + " server's URI, and see memcached.protocol",
              false,
              null);
    } catch (InterruptedException e) {
      session.cut("was left in the middle of the login");
      Thread.currentThread().interrupt();
      throw LinkException.interrupted(e);
    }
  }

  private static ServerSession await(CompletableFuture<ServerSession> there, long deadline) {
    ServerSession now = there.isCompletedExceptionally() ? null : there.getNow(null);
    if (now != null) {
      return now;
    }
    try {
      return there.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LinkException failure
          ? failure
          : new LinkException("cannot be reached", false, e.getCause());
    } catch (TimeoutException e) {
      throw new LinkException(
          "took no connection before the deadline; see command-timeout",
          false,
          null,
          Breaker.Trouble.TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LinkException.interrupted(e);
    }
  }

  /** The connections that are open. */
  private List<ServerSession> open() {
    List<ServerSession> open = new ArrayList<>();
    for (int i = 0; i < sessions.length(); i++) {
      CompletableFuture<ServerSession> there = sessions.get(i);
      if (there != null && there.isDone() && !there.isCompletedExceptionally()) {
        open.add(there.join());
      }
    }
    return open;
  }

  /** Ends the connections; no new ones are made. */
  void close() {
    closed = true;
    open().forEach(session -> session.cut("the cache manager is closed"));
  }
}

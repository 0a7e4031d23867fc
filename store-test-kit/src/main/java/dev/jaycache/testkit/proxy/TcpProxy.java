package dev.jaycache.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a free loopback port, connects each client to the target, and hands their bytes to a
 * tap. Safe for any number of threads. Two threads per connection: for tests.
 */
final class TcpProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int BACKLOG = 512;

  private final String targetHost;
  private final int targetPort;
  private final Link.Tap tap;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;
  private boolean closed;

  TcpProxy(String targetHost, int targetPort, Link.Tap tap) {
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    this.tap = tap;
    try {
      ServerSocket socket = listen(0);
      this.port = socket.getLocalPort();
      start(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** The connections that are open. */
  Set<Link> links() {
    links.removeIf(Link::isClosed);
    return links;
  }

  /** Takes no more clients: the port refuses. */
  void stopListening() {
    lock.lock();
    try {
      if (listener != null) {
        listener.close();
        listener = null;
      }
      if (acceptor != null) {
        // The system goes on listening until the thread that waits in accept() has noticed.
        acceptor.join();
        acceptor = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Takes clients again, on the same port. */
  void resumeListening() {
    lock.lock();
    try {
      if (listener == null && !closed) {
        start(listen(port));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
    return socket;
  }

  private void start(ServerSocket socket) {
    listener = socket;
    acceptor = thread("accept", () -> accept(socket));
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        connect(socket.accept());
      } catch (IOException e) {
        // Closed, or this one client went away: the loop's condition tells which.
      }
    }
  }

  /** How many clients were taken so far. */
  long accepted() {
    return accepted.get();
  }

  private void connect(Socket client) throws IOException {
    accepted.incrementAndGet();
    Socket server = new Socket();
    try {
      server.connect(new InetSocketAddress(targetHost, targetPort), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      server.close();
      client.close();
      return;
    }
    Link link = new Link(client, server, tap);
    links.add(link);
    for (Direction direction : Direction.values()) {
      thread(direction.name(), () -> link.pump(direction));
    }
  }

  private Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, "proxy-" + port + '-' + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Ends the listener and all connections. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    stopListening();
    links.forEach(Link::close);
  }
}

package dev.jaycache.testkit.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client's connection through a proxy. Safe for one thread per direction, and a third. */
final class Link {
  /** What a pump does with the bytes that came. Called by one thread per direction. */
  interface Tap {
    void bytes(Link link, Direction direction, byte[] bytes) throws IOException;
  }

  private static final int CHUNK = 16_384;
  private static final long END_SECONDS = 10;

  private final Socket client;
  private final Socket server;
  private final Tap tap;
  private final AtomicBoolean flag = new AtomicBoolean();
  private final CountDownLatch pumps = new CountDownLatch(Direction.values().length);

  Link(Socket client, Socket server, Tap tap) {
    this.client = client;
    this.server = server;
    this.tap = tap;
  }

  /** A mark that the tap may set and ask; off at first. */
  AtomicBoolean flag() {
    return flag;
  }

  /** Hands bytes on. */
  void forward(Direction direction, byte[] bytes) throws IOException {
    OutputStream out =
        switch (direction) {
          case TO_SERVER -> server.getOutputStream();
          case TO_CLIENT -> client.getOutputStream();
        };
    out.write(bytes);
    out.flush();
  }

  /** Hands everything of one direction to the tap until either side ends. */
  void pump(Direction direction) {
    Socket from =
        switch (direction) {
          case TO_SERVER -> client;
          case TO_CLIENT -> server;
        };
    byte[] buffer = new byte[CHUNK];
    try {
      for (int n = from.getInputStream().read(buffer); n >= 0; ) {
        byte[] bytes = new byte[n];
        System.arraycopy(buffer, 0, bytes, 0, n);
        tap.bytes(this, direction, bytes);
        n = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // One side is gone: the other learns it by the close below.
    } finally {
      close();
      pumps.countDown();
    }
  }

  /** Waits until both sides know: a socket in which a thread still reads is not closed yet. */
  void awaitEnd() {
    try {
      if (!pumps.await(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the proxy's threads did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isClosed() {
    return client.isClosed();
  }

  /** Ends both sides in order (FIN). */
  void close() {
    closeQuietly(client);
    closeQuietly(server);
  }

  /** Ends the client's side at once (RST), and the server's in order. */
  void reset() {
    try {
      client.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already: then there is nothing to reset.
    }
    close();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}

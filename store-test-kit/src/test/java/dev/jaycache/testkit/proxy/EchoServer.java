package dev.jaycache.testkit.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A server that sends back what it gets, and counts it. */
final class EchoServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Thread acceptor;
  private final AtomicLong received = new AtomicLong();

  EchoServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    acceptor =
        start(
            () -> {
              while (!listener.isClosed()) {
                Socket socket = listener.accept();
                start(() -> echo(socket));
              }
            });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The test closed a socket.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void echo(Socket socket) throws IOException {
    try (socket) {
      byte[] buffer = new byte[1_000];
      for (int n = socket.getInputStream().read(buffer); n >= 0; ) {
        received.addAndGet(n);
        socket.getOutputStream().write(buffer, 0, n);
        n = socket.getInputStream().read(buffer);
      }
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  String host() {
    return listener.getInetAddress().getHostAddress();
  }

  long received() {
    return received.get();
  }

  /** Returns when no more connection can come: the accepting thread may take one until it ends. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

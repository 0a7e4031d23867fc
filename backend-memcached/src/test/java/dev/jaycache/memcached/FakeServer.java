package dev.jaycache.memcached;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server of the text protocol that answers as a test says, for answers that no server at hand
 * gives when it is wanted.
 */
final class FakeServer implements AutoCloseable {
  /** The server's side of one connection. For one thread. */
  interface Script {
    /**
     * What it says to a line, with its end.
     *
     * @param line a command; the value that may follow it has been taken already
     * @return null: it closes the connection
     */
    @Nullable String answer(String line);
  }

  private final ServerSocket listening;
  private final Supplier<Script> scripts;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private FakeServer(ServerSocket listening, Supplier<Script> scripts) {
    this.listening = listening;
    this.scripts = scripts;
  }

  /**
   * Listens on a free loopback port.
   *
   * @param scripts gives one for each connection
   */
  static FakeServer start(Supplier<Script> scripts) {
    try {
      InetAddress host = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      FakeServer server = new FakeServer(new ServerSocket(0, 50, host), scripts);
      new Thread(server::accept, "fake-server").start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", listening.getLocalPort(), 1);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        connections.add(socket);
        new Thread(() -> serve(socket), "fake-connection").start();
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Script script = scripts.get();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        for (int left = following(line.split(" ")); left > 0; left--) {
          if (in.read() < 0) {
            return;
          }
        }
        String answer = script.answer(line);
        if (answer == null) {
          return;
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  /** How many bytes follow a command, with their end. */
  private static int following(String[] words) {
    return switch (words[0]) {
      case "set", "add", "cas" -> Integer.parseInt(words[4]) + 2;
      case "ms" -> Integer.parseInt(words[2]) + 2;
      default -> 0;
    };
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.jaycache.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A connection to a Redis server that sends bytes as they are and passes over replies. It has no
 * time limits and mends nothing. For one thread at a time.
 */
final class PrebuiltConnection {
  private static final int PORT = 6379;
  private static final int BUFFER = 1 << 17;

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;

  /** Until when replies are looked for before the thread sleeps, in {@link System#nanoTime}. */
  private long lookUntil = System.nanoTime();

  /** Connects, and chooses user and database of the URI. */
  PrebuiltConnection(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort() < 0 ? PORT : server.getPort());
    try {
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
      String user = server.getUserInfo();
      if (user != null) {
        int colon = user.indexOf(':');
        String password = user.substring(colon + 1);
        ask(
            colon > 0
                ? List.of("AUTH", user.substring(0, colon), password)
                : List.of("AUTH", password));
      }
      ask(List.of("SELECT", server.getPath().substring(1)));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** A command as the server reads it; for text in ASCII. */
  static byte[] encoded(List<String> words) {
    StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
    words.forEach(word -> text.append('$').append(word.length()).append("\r\n" + word + "\r\n"));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void ask(List<String> command) throws IOException {
    send(encoded(command), 0);
    pass();
  }

  /**
   * Sends bytes.
   *
   * @param look for how long the replies are looked for before the thread sleeps, in ns
   */
  void send(byte[] request, long look) throws IOException {
    socket.getOutputStream().write(request);
    lookUntil = System.nanoTime() + look;
  }

  /**
   * Passes over a reply; gives the number of its elements that are there.
   *
   * @throws IllegalStateException with the server's words where it is an error
   */
  int pass() throws IOException {
    byte type = next();
    if (type == '*') {
      int there = 0;
      for (int left = number(); left > 0; left--) {
        there += pass();
      }
      return there;
    }
    if (type == '$') {
      int length = number();
      skip(length < 0 ? 0 : length + 2);
      return length < 0 ? 0 : 1;
    }
    if (type == '+' || type == ':') {
      while (next() != '\n') {
        // What it says is known: it is no error.
      }
      return 1;
    }
    StringBuilder line = new StringBuilder().append((char) type);
    for (byte b = next(); b != '\n'; b = next()) {
      line.append((char) b);
    }
    throw new IllegalStateException("the server says " + line.toString().strip());
  }

  /** The length of the array that follows. */
  int array() throws IOException {
    expect('*');
    return number();
  }

  /** The string that follows, as it came, with its length before it. */
  byte[] string() throws IOException {
    expect('$');
    int length = number();
    byte[] head = ("$" + length + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(head, head.length + length + 2);
    for (int to = head.length; to < whole.length; ) {
      fill();
      int part = Math.min(whole.length - to, end - at);
      System.arraycopy(buffer, at, whole, to, part);
      at += part;
      to += part;
    }
    return whole;
  }

  private void expect(char type) throws IOException {
    byte came = next();
    if (came != type) {
      throw new IllegalStateException("not " + type + " but " + (char) came);
    }
  }

  private int number() throws IOException {
    int number = 0;
    boolean negative = false;
    for (byte b = next(); b != '\n'; b = next()) {
      negative |= b == '-';
      number = b >= '0' && b <= '9' ? number * 10 + b - '0' : number;
    }
    return negative ? -number : number;
  }

  private void skip(int bytes) throws IOException {
    for (int left = bytes; left > 0; ) {
      fill();
      int part = Math.min(left, end - at);
      at += part;
      left -= part;
    }
  }

  private byte next() throws IOException {
    fill();
    return buffer[at++];
  }

  private void fill() throws IOException {
    if (at < end) {
      return;
    }
    while (in.available() == 0 && lookUntil - System.nanoTime() > 0) {
      Thread.onSpinWait();
    }
    at = 0;
    end = in.read(buffer);
    if (end < 0) {
      throw new EOFException("the server closed the connection");
    }
  }

  /** Ends it. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

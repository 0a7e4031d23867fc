package dev.jaycache.benchmark.tracking;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection, for commands in pipelines. It blocks, until its channel is taken away from it.
 * For one thread. An error reply is an exception.
 */
final class Wire implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(BUFFER);
  private int open;

  Wire(String host, int port) {
    try {
      channel = SocketChannel.open(new InetSocketAddress(host, port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      in = new BufferedInputStream(channel.socket().getInputStream(), BUFFER);
      out = channel.socket().getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command as it is sent. */
  static byte[] command(List<String> words) {
    StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Adds a command to the pipeline. */
  void add(byte[] command) {
    waiting.writeBytes(command);
    open++;
  }

  /** How many commands have no reply yet, sent or not. */
  int open() {
    return open;
  }

  /** Sends the pipeline. */
  void send() {
    try {
      waiting.writeTo(out);
      waiting.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all replies that are still to come. */
  void receive() {
    for (; open > 0; open--) {
      reply();
    }
  }

  /** Sends one command and gives its reply: text, a number, a list, or null. */
  @Nullable Object ask(List<String> words) {
    add(command(words));
    send();
    open--;
    return reply();
  }

  private @Nullable Object reply() {
    try {
      return next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Object next() throws IOException {
    int kind = in.read();
    String line = line();
    return switch (kind) {
      case '+', ',', '#', '(' -> line;
      case ':' -> Long.valueOf(line);
      case '_' -> null;
      case '$', '=' -> bulk(Integer.parseInt(line));
      case '*', '~', '>' -> list(Integer.parseInt(line));
      case '%' -> list(2 * Integer.parseInt(line));
      case '-' -> throw new IllegalStateException("the server refuses: " + line);
      default -> throw new IOException("no reply begins with byte " + kind);
    };
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length + 2);
    if (bytes.length < length + 2) {
      throw new EOFException("the connection ended within a reply");
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private List<@Nullable Object> list(int length) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      elements.add(next());
    }
    return elements;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }

  /** The channel, for somebody who reads it from now on. */
  SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

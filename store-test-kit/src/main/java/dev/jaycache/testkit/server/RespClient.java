package dev.jaycache.testkit.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks just enough RESP2 to look into a server from outside, independent of
 * the client library under test. For one thread. No pipelining, no pushes, no redirections.
 */
public final class RespClient implements AutoCloseable {
  /** The server answered with an error. */
  public static final class ErrorReply extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ErrorReply(String message) {
      super(message);
    }
  }

  private static final int TIMEOUT_MILLIS = 5_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RespClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  /**
   * Connects.
   *
   * @param tls null for plain text; host names are not checked
   * @throws UncheckedIOException when nobody answers within 5 s
   */
  public static RespClient connect(String host, int port, @Nullable SSLContext tls) {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      plain.setTcpNoDelay(true);
      if (tls == null) {
        return new RespClient(plain);
      }
      SSLSocket wrapped =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, /* autoClose= */ true);
      wrapped.startHandshake();
      return new RespClient(wrapped);
    } catch (IOException e) {
      try {
        plain.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command and waits for its reply.
   *
   * @return {@code byte[]}, {@link Long}, {@link List} of these, or null; a status as {@code
   *     byte[]}
   * @throws ErrorReply when the server answers with an error
   * @throws UncheckedIOException when the connection fails, or 5 s pass without a reply
   */
  public @Nullable Object command(byte[]... words) {
    try {
      out.write(ascii("*" + words.length + "\r\n"));
      for (byte[] word : words) {
        out.write(ascii("$" + word.length + "\r\n"));
        out.write(word);
        out.write(ascii("\r\n"));
      }
      out.flush();
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with words in UTF-8, and the reply as text: lists by line, nothing as "". */
  public String text(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return toText(command(bytes));
  }

  private static String toText(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (reply instanceof List<?> list) {
      return list.stream().map(RespClient::toText).collect(Collectors.joining("\n"));
    }
    return reply == null ? "" : reply.toString();
  }

  private @Nullable Object reply() throws IOException {
    int kind = in.read();
    String line = line();
    return switch (kind) {
      case '+' -> ascii(line);
      case ':' -> Long.valueOf(line);
      case '-' -> throw new ErrorReply(line);
      case '$' -> bulk(Integer.parseInt(line));
      case '*' -> list(Integer.parseInt(line));
      default -> throw new IOException("no RESP2 reply begins with byte " + kind);
    };
  }

  private byte @Nullable [] bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended within a reply");
    }
    line();
    return bytes;
  }

  private @Nullable List<@Nullable Object> list(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<@Nullable Object> replies = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      replies.add(reply());
    }
    return replies;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.jaycache.benchmark;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An experiment: the commands that JayCache sends, by the caller's own thread over a socket that
 * blocks, one from a pool for each call. Safe for any number of threads. As JayCache's, its reads
 * and sets bring a second key along, which would be the generation. It has no time limits and mends
 * nothing.
 */
final class SocketCommands implements MemcachedCommands {
  private final URI server;
  private final String generation = "sock:all:%g" + ThreadLocalRandom.current().nextInt(1 << 20);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** Writes the generation. */
  SocketCommands(URI server) {
    this.server = server;
    call(store("set", generation, 0, "1234567890123456789", ""), Connection::line);
  }

  /** Reads replies. For one thread at a time. */
  private static final class Connection {
    final Socket socket;
    final InputStream in;

    Connection(URI server) throws IOException {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    }

    String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(64);
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("memcached closed the connection");
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** The values that come until END. */
    Map<String, Stamped> values() throws IOException {
      Map<String, Stamped> found = new HashMap<>();
      for (String line = line(); !line.equals("END"); line = line()) {
        String[] words = line.split(" ", -1);
        byte[] value = in.readNBytes(Integer.parseInt(words[3]));
        in.skipNBytes(2);
        found.put(
            words[1],
            new Stamped(new String(value, StandardCharsets.UTF_8), Long.parseLong(words[4])));
      }
      return found;
    }
  }

  /** Reads a reply. */
  private interface Reply<T> {
    T read(Connection connection) throws IOException;
  }

  private <T> T call(String request, Reply<T> reply) {
    Connection free = idle.pollFirst();
    try {
      Connection connection = free == null ? new Connection(server) : free;
      connection.socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      T answer = reply.read(connection);
      idle.addFirst(connection);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only for text in ASCII, whose characters are its bytes. */
  private static String store(String verb, String key, int exptime, String value, String cas) {
    return verb
        + ' '
        + key
        + " 0 "
        + exptime
        + ' '
        + value.length()
        + cas
        + "\r\n"
        + value
        + "\r\n";
  }

  private String read(String keys) {
    return "gets " + keys + ' ' + generation + "\r\n";
  }

  @Override
  public @Nullable String get(String key) {
    Stamped found = gets(key);
    return found == null ? null : found.value();
  }

  @Override
  public @Nullable Stamped gets(String key) {
    return call(read(key), Connection::values).get(key);
  }

  @Override
  public void set(String key, int exptime, String value) {
    setAll(Map.of(key, value), exptime);
  }

  @Override
  public boolean add(String key, int exptime, String value) {
    return is("STORED", store("add", key, exptime, value, ""));
  }

  @Override
  public boolean cas(String key, int exptime, String value, long cas) {
    return is("STORED", store("cas", key, exptime, value, " " + cas));
  }

  @Override
  public boolean delete(String key) {
    return is("DELETED", "delete " + key + "\r\n");
  }

  private boolean is(String expected, String request) {
    return call(request, Connection::line).equals(expected);
  }

  @Override
  public void increment(String key) {
    Long.parseLong(call("incr " + key + " 1\r\n", Connection::line));
  }

  @Override
  public Map<String, String> getAll(Collection<String> keys) {
    Map<String, String> found = new HashMap<>();
    call(read(String.join(" ", keys)), Connection::values)
        .forEach((key, stamped) -> found.put(key, stamped.value()));
    found.remove(generation);
    return found;
  }

  @Override
  public void setAll(Map<String, String> entries, int exptime) {
    StringBuilder request = new StringBuilder();
    entries.forEach((key, value) -> request.append(store("set", key, exptime, value, "")));
    List<String> replies = burst(request, entries.size());
    if (!replies.stream().allMatch(Predicate.isEqual("STORED"))) {
      throw new IllegalStateException("not stored: " + replies);
    }
  }

  @Override
  public void deleteAll(Collection<String> keys) {
    StringBuilder request = new StringBuilder();
    keys.forEach(key -> request.append("delete ").append(key).append("\r\n"));
    burst(request, keys.size());
  }

  /** Sends all at once, with the generation behind it, then reads all replies. */
  private List<String> burst(StringBuilder request, int lines) {
    return call(
        request.append("gets ").append(generation).append("\r\n").toString(),
        connection -> {
          String[] replies = new String[lines];
          for (int i = 0; i < lines; i++) {
            replies[i] = connection.line();
          }
          connection.values();
          return List.of(replies);
        });
  }

  @Override
  public void close() {
    try {
      for (Connection each : idle) {
        each.socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

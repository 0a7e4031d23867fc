package dev.jaycache.benchmark;

import dev.jaycache.testkit.server.MemcachedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A memcached of its own for each contender, started when it is first asked for; or one server that
 * is there, on which the contenders' keys begin differently. For one thread.
 */
final class MemcachedSite implements Site {
  /** MiB; what was cleared stays until it is evicted, and must not push out what is measured. */
  private static final String MEMORY = "512";

  private static final int PATIENCE_MILLIS = 10_000;

  private final Optional<URI> given;
  private final Map<Contender, MemcachedProcess> own = new LinkedHashMap<>();

  private MemcachedSite(Optional<URI> given) {
    this.given = given;
  }

  /** A site that starts its servers. */
  static MemcachedSite ofOwnServers() {
    return new MemcachedSite(Optional.empty());
  }

  /** A site on a server that is there. */
  static MemcachedSite at(URI server) {
    return new MemcachedSite(Optional.of(server));
  }

  @Override
  public URI of(Contender contender) {
    return given.orElseGet(
        () ->
            URI.create(
                own.computeIfAbsent(contender, any -> MemcachedProcess.start("-m", MEMORY)).uri()));
  }

  @Override
  public String description() {
    String version =
        "memcached " + stats(of(MemcachedContender.XMEMCACHED)).getOrDefault("version", "?");
    return given.isPresent()
        ? version + ", one process for all contenders"
        : version + " with -m " + MEMORY + ", loopback, a process for each contender";
  }

  @Override
  public long usedBytes(Contender contender) {
    String bytes = stats(of(contender)).get("bytes");
    if (bytes == null) {
      throw new IllegalStateException("stats tells no bytes");
    }
    return Long.parseLong(bytes);
  }

  private static Map<String, String> stats(URI server) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write("stats\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      Map<String, String> stats = new HashMap<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 3);
        if (words.length < 3) {
          break;
        }
        stats.put(words[1], words[2]);
      }
      return stats;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    own.values().forEach(MemcachedProcess::close);
  }
}

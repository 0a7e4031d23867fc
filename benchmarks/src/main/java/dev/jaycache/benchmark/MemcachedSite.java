package dev.jaycache.benchmark;

import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  static final String MEMORY_MEANING =
      "The growth of `bytes` in `stats`: item header, cas id, key and value, without what is"
          + " left over in the chunk of the slab.";

  private static final int PATIENCE_MILLIS = 10_000;

  private final Optional<URI> given;
  private final Duration delay;
  private final Map<Contender, MemcachedProcess> own = new LinkedHashMap<>();
  private final Map<Contender, FaultProxy> ways = new LinkedHashMap<>();

  private MemcachedSite(Optional<URI> given, Duration delay) {
    this.given = given;
    this.delay = delay;
  }

  /**
   * A site that starts its servers.
   *
   * @param delay how much later each byte arrives there; zero: no proxy in between
   */
  static MemcachedSite ofOwnServers(Duration delay) {
    return new MemcachedSite(Optional.empty(), delay);
  }

  /** A site on a server that is there. */
  static MemcachedSite at(URI server) {
    return new MemcachedSite(Optional.of(server), Duration.ZERO);
  }

  @Override
  public URI of(Contender contender) {
    return given.orElseGet(
        () ->
            delay.isZero()
                ? URI.create(process(contender).uri())
                : URI.create("memcached://127.0.0.1:" + way(contender).port()));
  }

  private MemcachedProcess process(Contender contender) {
    return own.computeIfAbsent(contender, any -> MemcachedProcess.start("-m", MEMORY));
  }

  private FaultProxy way(Contender contender) {
    MemcachedProcess server = process(contender);
    return ways.computeIfAbsent(
        contender,
        any -> {
          FaultProxy way = new FaultProxy(server.host(), server.port());
          way.delay(Direction.TO_SERVER, delay);
          return way;
        });
  }

  @Override
  public String description() {
    String version =
        "memcached " + stats(of(MemcachedContender.XMEMCACHED)).getOrDefault("version", "?");
    return given.isPresent()
        ? version + ", one process for all contenders"
        : version
            + " with -m "
            + MEMORY
            + (delay.isZero() ? ", loopback" : ", " + delay.toMillis() + " ms away")
            + ", a process for each contender";
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
    ways.values().forEach(FaultProxy::close);
    own.values().forEach(MemcachedProcess::close);
  }
}

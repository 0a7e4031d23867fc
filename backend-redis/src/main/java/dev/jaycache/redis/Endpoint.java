package dev.jaycache.redis;

import dev.jaycache.config.ConfigurationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where one server listens: a host and a TCP port, or a unix socket. Immutable.
 *
 * @param host a name or a numeric address without brackets; of a unix socket: not used
 * @param port the TCP port; of a unix socket: not used
 * @param socket the path of a unix socket; null: TCP
 */
record Endpoint(String host, int port, @Nullable String socket) {
  /** The port of a server. */
  static final int DEFAULT_PORT = 6379;

  /** The port of a sentinel. */
  static final int SENTINEL_PORT = 26_379;

  private static final Pattern PLACE =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  /** A TCP port. */
  static Endpoint tcp(String host, int port) {
    return new Endpoint(host, port, null);
  }

  /** A unix socket. */
  static Endpoint unix(String path) {
    return new Endpoint("localhost", 0, path);
  }

  /**
   * Reads {@code host[:port]}.
   *
   * @param setting whose value it is, for a message
   * @throws ConfigurationException when it is none
   */
  static Endpoint parse(String text, int standard, String setting) {
    Matcher place = PLACE.matcher(text);
    int port = place.matches() && place.group(2) != null ? Integer.parseInt(place.group(2)) : -1;
    if (!place.matches() || port == 0 || port > 65_535) {
      throw new ConfigurationException(
          setting
              + ": a host or a port is malformed; right is host or host:port, with a port from 1 to"
              + " 65535, and an IPv6 address in brackets");
    }
    String host = place.group(1);
    return tcp(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port < 0 ? standard : port);
  }

  /** {@code host:port}, or the path. */
  @Override
  public String toString() {
    if (socket != null) {
      return socket;
    }
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }
}

package dev.jaycache.benchmark;

import java.net.URI;

/**
 * The server that is measured against. Immutable. Shows no password.
 *
 * @param server {@code redis://[user:password@]host:port}
 */
record Place(URI server) {
  Place {
    if (!"redis".equals(server.getScheme()) || server.getHost() == null || server.getPort() < 0) {
      throw new IllegalArgumentException("a server is given as redis://host:port");
    }
  }

  /** The URI of one of the server's databases. */
  URI uri(int database) {
    return URI.create(server.getScheme() + "://" + server.getRawAuthority() + '/' + database);
  }

  @Override
  public String toString() {
    return server.getHost() + ':' + server.getPort();
  }
}

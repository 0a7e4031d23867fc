package dev.jaycache.redis;

import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import java.util.List;

/** The places of a manager, for those who ask them directly. Safe for any number of threads. */
final class RawServers implements RedisServers, AutoCloseable {
  private final List<RawServer> servers;

  RawServers(List<RedisPlace> places) {
    this.servers = places.stream().map(RawServer::new).toList();
  }

  @Override
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  @Override
  public List<String> names() {
    return servers.stream().map(RawServer::name).filter(name -> !name.isEmpty()).toList();
  }

  @Override
  public RedisServer server() {
    return servers.get(0);
  }

  @Override
  public RedisServer server(String name) {
    for (RawServer server : servers) {
      if (server.name().equals(name)) {
        return server;
      }
    }
    List<String> names = names();
    throw new IllegalArgumentException(
        "no server is named "
            + name
            + (names.isEmpty()
                ? "; none has a name: give it one by ?name=" + name + " in its URI, or use server()"
                : "; there are " + names));
  }

  @Override
  public void close() {
    servers.forEach(RawServer::close);
  }

  @Override
  public String toString() {
    return "RedisServers" + servers;
  }
}

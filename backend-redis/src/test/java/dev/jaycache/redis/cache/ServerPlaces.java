package dev.jaycache.redis.cache;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.SharedServers;
import java.util.Properties;

/** How a manager gets to a shared server, and what that server sees of it. */
final class ServerPlaces {
  private ServerPlaces() {}

  static Properties of(Flavor flavor) {
    return of(SharedServers.of(flavor).uri().toString());
  }

  /** The settings by which a manager gets to a place. */
  static Properties of(String uri) {
    Properties settings = new Properties();
    settings.setProperty("jaycache.servers", uri);
    settings.setProperty("jaycache.connect-timeout", "10 s");
    settings.setProperty("jaycache.command-timeout", "10 s");
    return settings;
  }

  /** How many connections others than this method's own have to a shared server. */
  static int connections(Flavor flavor) {
    try (RespClient client = SharedServers.of(flavor).connect()) {
      return (int) client.text("CLIENT", "LIST").lines().count() - 1;
    }
  }
}

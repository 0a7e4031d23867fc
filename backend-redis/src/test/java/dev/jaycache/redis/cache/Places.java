package dev.jaycache.redis.cache;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.SharedServers;
import java.util.Properties;

/** How a manager gets to a shared server. */
final class Places {
  private Places() {}

  static Properties of(Flavor flavor) {
    Properties settings = new Properties();
    settings.setProperty("jaycache.servers", SharedServers.of(flavor).uri().toString());
    settings.setProperty("jaycache.connect-timeout", "10 s");
    settings.setProperty("jaycache.command-timeout", "10 s");
    return settings;
  }
}

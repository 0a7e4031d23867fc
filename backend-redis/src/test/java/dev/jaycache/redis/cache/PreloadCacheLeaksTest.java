package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheLeaks;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;

/** Managers whose near caches read back their copies, and are closed while they do. */
@ServerTest
class PreloadCacheLeaksTest extends CacheLeaks {
  @TempDir Path folder;

  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(Flavor.REDIS);
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    settings.setProperty("jaycache.cache-defaults.near.preload.directory", folder.toString());
    return settings;
  }

  @Override
  protected int managers() {
    return 50;
  }

  @Override
  protected int connections() {
    return ServerPlaces.connections(Flavor.REDIS);
  }
}

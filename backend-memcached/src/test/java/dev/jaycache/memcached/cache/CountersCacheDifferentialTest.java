package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches with whose numbers the server counts, beside the model. */
@ServerTest
class CountersCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(1, "text");
    settings.setProperty("jaycache.cache-defaults.counters", "true");
    return settings;
  }

  @Override
  protected int operations() {
    return 4_000;
  }

  @Override
  protected int inspection() {
    return 20;
  }

  @Override
  protected boolean hidesTimesOfLongs() {
    return true;
  }
}

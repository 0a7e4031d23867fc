package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.load.ColdKeyContract;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;

/** Several JVMs that miss one key, on Redis; and what it costs. */
class RedisColdKeyTest extends ColdKeyContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(Flavor.REDIS);
  }

  @Test
  void loadUnderALease_isThreeTripsAndAnEarlyLookOne() {
    NumberSource source = new NumberSource();
    MutableConfiguration<String, Long> configuration =
        new MutableConfiguration<String, Long>()
            .setTypes(String.class, Long.class)
            .setReadThrough(true)
            .setCacheLoaderFactory(() -> source)
            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR));
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS);
        RoundTripCounter trips = new RoundTripCounter(server.host(), server.port());
        TestManagers managers = new TestManagers()) {
      URI proxy = URI.create("redis://127.0.0.1:" + trips.port());
      Cache<String, Long> cache =
          managers.cache(
              proxy, configuration, "cache-defaults.load=once", "cache-defaults.load-early=0.01");
      cache.get("warm");
      assertEquals(3, trips.during(() -> cache.get("k")));
      assertEquals(1, trips.during(() -> cache.get("k")));
      assertEquals("", server.cli("KEYS", "*%lease*"));
    }
  }
}

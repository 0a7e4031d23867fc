package dev.jaycache.redis.cache;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import io.github.bucket4j.grid.jcache.CompatibilityTest;
import io.github.bucket4j.tck.AbstractDistributedBucketTest;
import io.github.bucket4j.tck.ProxyManagerSpec;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bucket4j over caches: its own tests of distributed buckets, which are inherited, and the test
 * that it gives to find out whether a provider's {@code invoke} is atomic.
 */
@ServerTest
class Bucket4jTest extends AbstractDistributedBucketTest {
  private static final TestManagers MANAGERS = new TestManagers();
  private static final URI REDIS = SharedServers.of(Flavor.REDIS).uri();
  private static final URI LOCAL = URI.create("jaycache:bucket4j");
  private static final String[] SETTINGS = {"namespace=bucket4j", "command-timeout=30 s"};

  @BeforeAll
  static void openCaches() {
    specs = List.of(buckets("in the process", LOCAL), buckets("on Redis", REDIS));
  }

  private static ProxyManagerSpec<?, ?, ?> buckets(String name, URI place) {
    Cache<String, byte[]> cache =
        MANAGERS.cache(
            place,
            new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class),
            SETTINGS);
    return new ProxyManagerSpec<>(
        name,
        () -> UUID.randomUUID().toString(),
        () -> Bucket4jJCache.entryProcessorBasedBuilder(cache));
  }

  @AfterAll
  static void close() {
    MANAGERS.close();
  }

  @ParameterizedTest
  @MethodSource("counters")
  void counter_isCompatible(Cache<String, Integer> cache) throws InterruptedException {
    new CompatibilityTest(cache).test();
  }

  static List<Cache<String, Integer>> counters() {
    return List.of(counter(LOCAL), counter(REDIS));
  }

  private static Cache<String, Integer> counter(URI place) {
    return MANAGERS
        .open(place, SETTINGS)
        .createCache(
            "counter",
            new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manager does when no server answers at its start. */
@ServerTest
class OnStartTest {
  private final JayCachingProvider provider = new JayCachingProvider();
  private final RedisProcess server = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN);

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  private CacheManager manager(String onStart) {
    Properties properties = new Properties();
    properties.setProperty("jaycache.on-start", onStart);
    properties.setProperty("jaycache.breaker.allowed-timeouts", "-1");
    return provider.getCacheManager(URI.create(server.uri().toString()), null, properties);
  }

  @Test
  void failWithoutServer_saysWhereAndLeavesNoManager() {
    server.stop();
    CacheException failure = assertThrows(CacheException.class, () -> manager("fail"));
    assertTrue(
        failure.getMessage().contains(":" + server.port()), () -> "where: " + failure.getMessage());
    server.restart();
    assertEquals(false, manager("fail").isClosed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"continue", "lazy"})
  void otherwise_cachesWorkWhenTheServerIsThere(String onStart) {
    server.stop();
    CacheManager manager = manager(onStart);
    Cache<String, String> cache = manager.createCache("c", new MutableConfiguration<>());
    assertThrows(StoreException.class, () -> cache.get("k"));
    server.restart();
    cache.put("k", "v");
    assertEquals("v", cache.get("k"));
  }
}

package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.config.ConfigurationException;
import java.net.URI;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

/** memcached tells nobody of anything; whoever counts on that has to know. */
class EventScopeTest {
  @Test
  void eventsOfOtherProcesses_areRefusedWithAWayOut() {
    Properties settings = new Properties();
    settings.setProperty("jaycache.on-start", "lazy");
    settings.setProperty("jaycache.cache-defaults.events", "cluster");
    settings.setProperty("jaycache.caches.quiet.events", "local");
    settings.setProperty("jaycache.caches.near.store", "local");
    try (CacheManager manager =
        new JayCachingProvider()
            .getCacheManager(
                URI.create("memcached://localhost:1"),
                EventScopeTest.class.getClassLoader(),
                settings)) {
      ConfigurationException wrong =
          assertThrows(
              ConfigurationException.class,
              () -> manager.createCache("loud", new MutableConfiguration<>()));
      String message = String.valueOf(wrong.getMessage());
      assertTrue(message.contains("cache loud: events = cluster"), message);
      assertTrue(message.contains("events = local"), message);
      assertTrue(message.contains("memcached://localhost:1"), message);
      manager.createCache("quiet", new MutableConfiguration<>());
      // It has no others.
      assertEquals("near", manager.createCache("near", new MutableConfiguration<>()).getName());
    }
  }
}

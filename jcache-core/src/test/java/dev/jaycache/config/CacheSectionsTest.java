package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.CodecSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheSectionsTest {
  @TempDir Path folder;

  @Test
  void settings_comeOneByOneFromTheMostSpecificSection() {
    ManagerSettings settings =
        load(
            """
            jaycache {
              cache-defaults { bulk-size = 10, codec = json, local.max-entries = 10 }
              caches {
                "com.*" { bulk-size = 20, codec = string, invoke.lease = 5 s }
                "com.acme.*" { bulk-size = 30, codec = bytes }
                "com.acme.User" { bulk-size = 40 }
              }
            }
            """);

    CacheSettings exact = settings.cache("com.acme.User");
    assertEquals(40, exact.store().bulkSize());
    assertEquals("bytes", exact.codec().codec());
    assertEquals(Duration.ofSeconds(5), exact.invoke().lease());
    assertEquals(10, exact.local().maxEntries());
    assertEquals(30, settings.cache("com.acme.Order").store().bulkSize());
    assertEquals(20, settings.cache("com.other").store().bulkSize());
    assertEquals(10, settings.cache("org").store().bulkSize());
    assertEquals("json", settings.cache("org").codec().codec());
  }

  @Test
  void exactName_beatsAPatternThatIsMoreLiteral() {
    ManagerSettings settings =
        load("jaycache.caches { \"a*\" { bulk-size = 1 }, \"a*b\" { bulk-size = 2 } }");

    assertEquals(1, settings.cache("a*").store().bulkSize());
    assertEquals(2, settings.cache("axb").store().bulkSize());
  }

  @Test
  void allowOfACache_comesOnTopOfTheManagers() {
    ManagerSettings settings =
        load(
            """
            jaycache {
              serialization { allow = [com.a, com.b], max-depth = 7, max-bytes = 1 MiB }
              caches {
                orders { serialization { allow = [com.b, com.c], max-bytes = 2 MiB } }
                plain {}
              }
            }
            """);

    CodecSettings orders = settings.cache("orders").codec();
    assertEquals(List.of("com.a", "com.b", "com.c"), orders.allow());
    assertEquals(7, orders.maxDepth());
    assertEquals(2L << 20, orders.maxBytes());
    assertEquals(List.of("com.a", "com.b"), settings.cache("plain").codec().allow());
    assertEquals(1L << 20, settings.cache("plain").codec().maxBytes());
  }

  @Test
  void everySettingOfACache_isRead() {
    CacheSettings cache =
        load("""
                jaycache.caches.x {
                  planner = always-cas
                  pure-expiry = true
                  store = local
                  bulk-size = 3
                  codec = fory
                  compression-threshold = 2 KiB
                  serialization { max-depth = 4, max-references = 5, max-array = 6, max-bytes = 7 }
                  local.max-weight = 8 MiB
                  invoke { exclusive = true, lease = 9 s, retry-timeout = 10 ms }
                  statistics = on
                  management = off
                  redis.replicas = [r1]
                }
                """)
            .cache("x");

    assertEquals(new PlanSettings(PlannerMode.ALWAYS_CAS, true), cache.plan());
    assertEquals(Placement.LOCAL, cache.store().placement());
    assertEquals(3, cache.store().bulkSize());
    assertEquals(List.of("r1"), cache.store().settings().getStringList("redis.replicas"));
    assertEquals(new CodecSettings("fory", 2048, List.of(), 4, 5, 6, 7), cache.codec());
    assertEquals(new LocalSettings(LocalSettings.UNLIMITED, 8L << 20), cache.local());
    assertEquals(
        new InvokeSettings(true, Duration.ofSeconds(9), Duration.ofMillis(10)), cache.invoke());
    assertEquals(new MonitorSettings(Toggle.ON, Toggle.OFF), cache.monitor());
  }

  @Test
  void toggle_choosesBetweenSettingAndConfiguration() {
    assertTrue(Toggle.ON.choose(false));
    assertTrue(Toggle.CONFIG_DEFAULT.choose(true));
    assertEquals(false, Toggle.OFF.choose(true));
    assertEquals(false, Toggle.CONFIG_DEFAULT.choose(false));
  }

  @Test
  void bothLimitsInOneSection_areAnErrorThatNamesBothPlaces() {
    String problem =
        new Setup()
            .file(
                folder,
                """
                jaycache.caches.x.local {
                  max-entries = 5
                  max-weight = 5 MiB
                }
                """)
            .problem();

    assertTrue(problem.contains("app.conf, line 2"), problem);
    assertTrue(problem.contains("app.conf, line 3"), problem);
  }

  @Test
  void bothLimitsFromTwoPatterns_areAnErrorOfThatCache() {
    ManagerSettings settings =
        load(
            """
            jaycache.caches {
              "a*" { local.max-entries = 5 }
              "*b" { local.max-weight = 5 MiB }
            }
            """);

    assertEquals(5, settings.cache("a").local().maxEntries());
    assertThrows(ConfigurationException.class, () -> settings.cache("ab"));
  }

  private ManagerSettings load(String file) {
    return new Setup().file(folder, file).load();
  }
}

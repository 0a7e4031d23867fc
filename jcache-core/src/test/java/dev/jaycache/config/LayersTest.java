package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.CodecSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
  @TempDir Path folder;

  @Test
  void nothingGiven_givesTheDefaults() {
    ManagerSettings settings = new Setup().noUri().load();

    assertEquals("jaycache", settings.namespace());
    assertEquals(List.of(), settings.servers());
    assertEquals(
        new ConnectionSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofNanos(100_000),
            OnStart.CONTINUE),
        settings.connection());
    CacheSettings cache = settings.cache("any");
    assertEquals(new PlanSettings(PlannerMode.AUTO, false), cache.plan());
    assertEquals(Placement.AUTO, cache.store().placement());
    assertEquals(500, cache.store().bulkSize());
    assertEquals(
        new CodecSettings("java", -1, List.of(), 100, 1_000_000, 10_000_000, 64L << 20),
        cache.codec());
    assertEquals(new LocalSettings(-1, -1), cache.local());
    assertEquals(
        new InvokeSettings(false, Duration.ofSeconds(2), Duration.ofSeconds(10)), cache.invoke());
    assertEquals(
        new MonitorSettings(Toggle.CONFIG_DEFAULT, Toggle.CONFIG_DEFAULT), cache.monitor());
  }

  @Test
  void everySource_overridesTheWeakerOnes() {
    Setup setup =
        new Setup()
            .file(
                folder,
                """
                jaycache {
                  connect-timeout = 1001 ms
                  command-timeout = 1001 ms
                  keepalive = 1001 ms
                  namespace = file
                }
                """)
            .manager("jaycache.command-timeout", "1002 ms")
            .manager("jaycache.keepalive", "1002 ms")
            .manager("jaycache.namespace", "manager")
            .system("jaycache.keepalive", "1003 ms")
            .system("jaycache.namespace", "system")
            .environment("JAYCACHE_NAMESPACE", "environment");

    ManagerSettings settings = setup.load();

    assertEquals(Duration.ofMillis(1001), settings.connection().connectTimeout());
    assertEquals(Duration.ofMillis(1002), settings.connection().commandTimeout());
    assertEquals(Duration.ofMillis(1003), settings.connection().keepalive());
    assertEquals("environment", settings.namespace());
  }

  @Test
  void foreignNames_areLeftAlone() {
    ManagerSettings settings =
        new Setup()
            .manager("command-timeout", "soon")
            .manager("hibernate.dialect", "x")
            .system("java.io.tmpdir", "x")
            .system("jaycache.test.redis", "x")
            .system("jaycached", "x")
            .environment("PATH", "x")
            .environment("jaycache_namespace", "x")
            .environment("JAYCACHE_TEST_REDIS", "x")
            .load();

    assertEquals("jaycache", settings.namespace());
  }

  @Test
  void propertiesOfProperties_count() {
    Properties defaults = new Properties();
    defaults.setProperty("jaycache.namespace", "inherited");
    Properties manager = new Properties(defaults);
    ConfigSources none = new Setup().sources();

    ManagerSettings settings =
        new SettingsLoader(List.of())
            .load(
                new ConfigSources(
                    none.environment(), none.system(), manager, none.uri(), List.of()));

    assertEquals("inherited", settings.namespace());
  }

  @Test
  void environmentVariables_reachNestedSettings() {
    Setup setup =
        new Setup()
            .environment("JAYCACHE_REDIS_POOL_MAX_CONNECTIONS", "17")
            .environment("JAYCACHE_ON_START", "lazy")
            .environment("JAYCACHE_SERVERS", "redis://a:1,redis://b:2")
            .environment("JAYCACHE_SERIALIZATION_ALLOW", "com.a.**, com.b.*")
            .environment("JAYCACHE_CACHE_DEFAULTS_LOCAL_MAX_ENTRIES", "9");

    ManagerSettings settings = setup.load();

    assertEquals(17, settings.backend().getInt("redis.pool.max-connections"));
    assertEquals(OnStart.LAZY, settings.connection().onStart());
    assertEquals(List.of("redis://a:1", "redis://b:2"), settings.servers());
    assertEquals(List.of("com.a.**", "com.b.*"), settings.cache("x").codec().allow());
    assertEquals(9, settings.cache("x").local().maxEntries());
  }

  @Test
  void environmentVariable_reachesASectionOfAFile() {
    CacheSettings cache =
        new Setup()
            .file(folder, "jaycache.caches { \"com.acme.*\" { bulk-size = 7 } }")
            .environment("JAYCACHE_CACHES_COM_ACME___LOCAL_MAX_ENTRIES", "5")
            .cache("com.acme.User");

    assertEquals(5, cache.local().maxEntries());
    assertEquals(7, cache.store().bulkSize());
  }

  @Test
  void environmentVariable_reachesAnEmptySectionAndOneOfProperties() {
    assertEquals(
        5,
        new Setup()
            .file(folder, "jaycache.caches { users {} }")
            .environment("JAYCACHE_CACHES_USERS_BULK_SIZE", "5")
            .cache("users")
            .store()
            .bulkSize());
    assertEquals(
        6,
        new Setup()
            .system("jaycache.caches.users.codec", "json")
            .environment("JAYCACHE_CACHES_USERS_BULK_SIZE", "6")
            .cache("users")
            .store()
            .bulkSize());
  }

  @Test
  void propertyKeys_takeCacheNamesInQuotes() {
    Setup setup =
        new Setup()
            .manager("jaycache.caches.\"com.acme.*\".local.max-entries", "5")
            .system("jaycache.caches.user?.codec", "string");

    assertEquals(5, setup.cache("com.acme.User").local().maxEntries());
    assertEquals("string", setup.cache("users").codec().codec());
  }

  @Test
  void serverAsTheManagersUri_isTheServersSetting() {
    Path classPath = folder;
    Setup.write(
        classPath.resolve("jaycache.conf"),
        "jaycache { servers = \"redis://file\", namespace = file }");
    Setup setup = new Setup().classPath(classPath).uri("redis://ann:pw@host:6379/2");

    assertEquals(List.of("redis://ann:pw@host:6379/2"), setup.load().servers());
    assertEquals("file", setup.load().namespace());
    setup.environment("JAYCACHE_SERVERS", "redis://stronger");
    assertEquals(List.of("redis://stronger"), setup.load().servers());
    setup.environment("JAYCACHE_SERVERS", "");
    assertEquals(List.of(), setup.load().servers());
  }

  @Test
  void backendSettings_areThoseOfItsReferenceAndOfConnections() {
    ManagerSettings settings =
        new Setup()
            .file(
                folder, "jaycache { redis.pool { max-wait = 2 s, check = yes }, keepalive = 3 s }")
            .load();

    assertEquals(Duration.ofSeconds(2), settings.backend().getDuration("redis.pool.max-wait"));
    assertTrue(settings.backend().getBoolean("redis.pool.check"));
    assertEquals(16384, settings.backend().getBytes("redis.pool.buffer"));
    assertEquals("auto", settings.backend().getString("redis.protocol"));
    assertEquals(Duration.ofSeconds(3), settings.backend().getDuration("keepalive"));
    assertEquals(
        Set.of(
            "redis",
            "namespace",
            "keepalive",
            "busy-poll",
            "connect-timeout",
            "command-timeout",
            "on-start",
            "breaker"),
        settings.backend().root().keySet());
  }

  @Test
  void sourcesOfTheProcess_areItsOwn() {
    ConfigSources sources = ConfigSources.ofProcess(null, null, null);

    assertEquals(System.getenv(), sources.environment());
    assertTrue(sources.manager().isEmpty());
    assertEquals("jaycache", new SettingsLoader(List.of()).load(sources).namespace());
  }
}

package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.cache.CachePlace;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often an operation of JSR-107 waits for the server, counted outside. */
@ServerTest
class RoundTripsTest {
  private final MemcachedProcess server = SharedServers.memcached(1).get(0);
  private final RoundTripCounter trips =
      new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(10));
  private final Map<String, String> hundred = new HashMap<>();
  private CachePlace place;

  @BeforeEach
  void open() {
    Properties settings = new Properties();
    settings.setProperty("jaycache.servers", "memcached://127.0.0.1:" + trips.port());
    settings.setProperty("jaycache.command-timeout", "30 s");
    place = new CachePlace(settings);
    for (int i = 0; i < 100; i++) {
      hundred.put("k" + i, "v" + i);
    }
  }

  @AfterEach
  void close() {
    place.close();
    trips.close();
  }

  private Cache<String, String> cache(
      MutableConfiguration<String, String> configuration, String planner) {
    Cache<String, String> cache =
        place
            .manager("m", "cache-defaults.planner=" + planner)
            .createCache("cache", configuration.setTypes(String.class, String.class));
    cache.put("warm", "up");
    return cache;
  }

  private Map<String, Long> table(Cache<String, String> cache) {
    Map<String, Long> table = new LinkedHashMap<>();
    Map<String, Runnable> operations = new LinkedHashMap<>();
    operations.put("put new", () -> cache.put("k", "1"));
    operations.put("put", () -> cache.put("k", "2"));
    operations.put("get", () -> cache.get("k"));
    operations.put("containsKey", () -> cache.containsKey("k"));
    operations.put("get missing", () -> cache.get("none"));
    operations.put("getAndPut", () -> cache.getAndPut("k", "3"));
    operations.put("putIfAbsent there", () -> cache.putIfAbsent("k", "4"));
    operations.put("putIfAbsent", () -> cache.putIfAbsent("new", "4"));
    operations.put("replace", () -> cache.replace("k", "5"));
    operations.put("replace if", () -> cache.replace("k", "5", "6"));
    operations.put(
        "invoke",
        () ->
            cache.invoke(
                "k",
                (entry, more) -> {
                  entry.setValue("7");
                  return null;
                }));
    operations.put("remove", () -> cache.remove("k"));
    operations.put("putAll 100", () -> cache.putAll(hundred));
    operations.put("getAll 100", () -> cache.getAll(hundred.keySet()));
    operations.put("removeAll 100", () -> cache.removeAll(hundred.keySet()));
    operations.put("clear", cache::clear);
    operations.forEach((name, operation) -> table.put(name, trips.during(operation)));
    return table;
  }

  private static Map<String, Long> expected(int plainPut, int plainGet) {
    Map<String, Long> table = new LinkedHashMap<>();
    table.put("put new", (long) plainPut);
    table.put("put", (long) plainPut);
    table.put("get", (long) plainGet);
    table.put("containsKey", 1L);
    table.put("get missing", 1L);
    table.put("getAndPut", 2L);
    table.put("putIfAbsent there", 1L);
    table.put("putIfAbsent", 1L);
    table.put("replace", 2L);
    table.put("replace if", 2L);
    table.put("invoke", 2L);
    table.put("remove", 1L);
    table.put("putAll 100", (long) plainPut);
    table.put("getAll 100", (long) plainGet);
    table.put("removeAll 100", 1L);
    table.put("clear", 2L);
    return table;
  }

  @Test
  void defaultCache_readsAndPutsInOneTrip() {
    assertEquals(expected(1, 1), table(cache(new MutableConfiguration<>(), "auto")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cacheWithAnExpiry_putsInOneTrip(boolean touched) {
    javax.cache.expiry.Duration hour = javax.cache.expiry.Duration.ONE_HOUR;
    ExpiryPolicy policy = touched ? new TouchedExpiryPolicy(hour) : new ModifiedExpiryPolicy(hour);
    MutableConfiguration<String, String> configuration =
        new MutableConfiguration<String, String>().setExpiryPolicyFactory(() -> policy);
    assertEquals(expected(1, touched ? 2 : 1), table(cache(configuration, "auto")));
  }
}

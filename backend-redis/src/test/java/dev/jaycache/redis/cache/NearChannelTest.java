package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do at the server is seen through a near cache, since who writes tells of it. */
@ServerTest
@Timeout(120)
class NearChannelTest {
  private static final String CHANNEL = "cache-defaults.near.source=channel";
  private static final String FOR_EVER = "cache-defaults.near.max-staleness=1 d";

  private static final MutableConfiguration<String, String> STRINGS =
      new MutableConfiguration<String, String>()
          .setTypes(String.class, String.class)
          .setStatisticsEnabled(true);

  private final TestManagers managers = new TestManagers();
  private RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private Cache<String, String> near = open(FOR_EVER);
  private Cache<String, String> other = managers.cache(server.uri(), STRINGS, CHANNEL);

  private Cache<String, String> open(String... settings) {
    String[] all = new String[settings.length + 5];
    System.arraycopy(settings, 0, all, 5, settings.length);
    all[0] = "cache-defaults.near.enabled=true";
    all[1] = CHANNEL;
    all[2] = "cache-defaults.near.ttl=1 d";
    all[3] = "command-timeout=10 s";
    all[4] = "breaker.allowed-timeouts=-1";
    return managers.cache(server.uri(), STRINGS, all);
  }

  @BeforeEach
  void copy() {
    other.put("k", "a");
    awaitLive(near);
    assertEquals("a", near.get("k"));
  }

  @AfterEach
  void close() {
    managers.close();
    server.close();
  }

  private static Map<String, Long> counters(Cache<?, ?> cache) {
    return cache.unwrap(CacheStatistics.class).storeCounters();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static void awaitLive(Cache<?, ?> cache) {
    await(() -> counters(cache).get("near-proof-age-ms") >= 0);
  }

  private void awaitValue(String value) {
    await(() -> value.equals(tried(near)));
  }

  private void awaitMiss() {
    await(() -> near.get("k") == null);
  }

  private static String tried(Cache<String, String> cache) {
    try {
      return cache.get("k");
    } catch (CacheException e) {
      return null;
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void everyKindOfWrite_isTold(Flavor flavor) {
    if (flavor != server.flavor()) {
      managers.close();
      server.close();
      server = RedisProcess.start(flavor);
      near = open(FOR_EVER);
      other = managers.cache(server.uri(), STRINGS, CHANNEL);
      copy();
    }
    other.put("k", "b");
    awaitValue("b");
    other.replace("k", "b", "c");
    awaitValue("c");
    other.putAll(Map.of("k", "d", "l", "d"));
    awaitValue("d");
    other.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("e");
          return null;
        });
    awaitValue("e");
    other.remove("k");
    awaitMiss();
    other.putIfAbsent("k", "f");
    awaitValue("f");
    other.removeAll(Set.of("k", "l"));
    awaitMiss();
    other.put("k", "g");
    awaitValue("g");
    other.clear();
    awaitMiss();
    assertTrue(counters(near).get("near-invalidations") > 0);
    assertEquals(0, counters(other).get("near-unpublished"));
  }

  @Test
  void newExpiry_isTold() {
    Cache<String, String> touching =
        managers.cache(
            server.uri(),
            new MutableConfiguration<>(STRINGS)
                .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(Duration.ONE_HOUR)),
            CHANNEL);
    long before = counters(near).get("near-invalidations");
    assertEquals("a", touching.get("k"));
    await(() -> counters(near).get("near-invalidations") > before);
  }

  @Test
  void eventsAndCopies_shareTheMessage() {
    String[] both = {CHANNEL, "cache-defaults.events=cluster"};
    Cache<String, String> listening = managers.cache(server.uri(), STRINGS, both);
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    CacheEntryCreatedListener<String, String> listener =
        events -> events.forEach(event -> heard.add(event.getKey() + "=" + event.getValue()));
    listening.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<String, String>(
            () -> listener, null, false, false));
    Cache<String, String> writing = managers.cache(server.uri(), STRINGS, both);
    // A write of one who tells no events is none, and nothing damaged.
    other.put("k", "b");
    awaitValue("b");
    writing.put("l", "c");
    await(() -> "l=c".equals(heard.peek()));
    writing.put("k", "d");
    awaitValue("d");
    assertEquals(0, counters(listening).get("events-damaged"));
  }

  @Test
  void changeByWhoTellsNothing_isSeenAfterTtl() {
    Cache<String, String> mortal = open(FOR_EVER, "cache-defaults.near.ttl=300 ms");
    awaitLive(mortal);
    assertEquals("a", mortal.get("k"));
    managers.cache(server.uri(), STRINGS).put("k", "b");
    await(() -> "b".equals(mortal.get("k")));
  }

  @Test
  void changeWhileNobodyListens_isFoundOut() {
    try (RespClient client = server.connect()) {
      // In one step, so that nobody listens again before the change.
      client.text("MULTI");
      client.text("CLIENT", "KILL", "TYPE", "pubsub");
      client.text("SET", "jaycache:cache:k", "no envelope of ours");
      client.text("EXEC");
    }
    await(() -> near.get("k") == null);
  }

  @Test
  void serverThatReturnsEmpty_isFoundOut() {
    server.restart();
    await(
        () -> {
          try {
            return near.get("k") == null;
          } catch (CacheException e) {
            return false;
          }
        });
    await(
        () -> {
          try {
            other.put("k", "b");
            return true;
          } catch (CacheException e) {
            return false;
          }
        });
    awaitValue("b");
    other.put("k", "c");
    awaitValue("c");
  }

  @Test
  void copy_outlivesMaxStaleness_whileItIsProven() {
    Cache<String, String> proven = open("cache-defaults.near.max-staleness=500 ms");
    awaitLive(proven);
    proven.get("k");
    // A busy machine may be late with a proof; not each time.
    await(
        () -> {
          proven.get("k");
          long before = counters(proven).get("near-misses");
          long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
          while (System.nanoTime() - until < 0) {
            proven.get("k");
          }
          return counters(proven).get("near-misses") == before;
        });
  }

  @Test
  void copy_isNotServedWhileTheServerIsSilent() {
    Cache<String, String> proven =
        open("cache-defaults.near.max-staleness=200 ms", "command-timeout=100 ms");
    awaitLive(proven);
    await(() -> "a".equals(tried(proven)));
    server.pause();
    try {
      await(() -> tried(proven) == null);
    } finally {
      server.resume();
    }
    await(() -> "a".equals(tried(proven)));
  }
}

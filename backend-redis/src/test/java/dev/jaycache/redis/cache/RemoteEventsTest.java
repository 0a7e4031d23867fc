package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.Counters;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.processor.Processors;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do to a cache's entries, as its listeners hear it ({@code events = cluster}). */
@ServerTest
@Timeout(120)
class RemoteEventsTest {
  private static final String CLUSTER = "cache-defaults.events=cluster";

  private final TestManagers managers = new TestManagers();
  private final List<AutoCloseable> servers = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    managers.close();
    for (AutoCloseable each : servers) {
      each.close();
    }
  }

  private RedisProcess start(RedisOptions options) {
    RedisProcess server = RedisProcess.start(Flavor.REDIS, options);
    servers.add(server);
    return server;
  }

  /** A cache of a manager of its own. */
  static Cache<String, String> open(TestManagers managers, URI server, String... settings) {
    return open(managers, server, strings(), settings);
  }

  private static MutableConfiguration<String, String> strings() {
    return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
  }

  private static Cache<String, String> open(
      TestManagers managers,
      URI server,
      MutableConfiguration<String, String> configuration,
      String... settings) {
    List<String> all = new ArrayList<>(List.of(CLUSTER, "command-timeout=10 s"));
    all.addAll(List.of(settings));
    return managers.cache(server, configuration, all.toArray(new String[0]));
  }

  private static HeardEvents listen(Cache<String, String> cache) {
    HeardEvents heard = new HeardEvents();
    cache.registerCacheEntryListener(heard.registered());
    return heard;
  }

  private static long counter(Cache<?, ?> cache, String name) {
    return cache.unwrap(CacheStatistics.class).storeCounters().getOrDefault(name, -1L);
  }

  /** All that changes an entry, in every way. */
  private static void useEverything(Cache<String, String> cache) {
    cache.put("a", "1");
    cache.put("a", "2");
    cache.getAndPut("a", "3");
    cache.replace("a", "4");
    cache.getAndReplace("a", "5");
    cache.replace("a", "5", "6");
    cache.replace("a", "5", "7");
    cache.putIfAbsent("a", "8");
    cache.invoke(
        "a",
        (entry, arguments) -> {
          entry.setValue("9");
          return null;
        });
    cache.remove("a", "8");
    cache.remove("a", "9");
    cache.remove("a");
    cache.putIfAbsent("a", "10");
    cache.getAndRemove("a");
    cache.putAll(Map.of("b", "1", "c", "1", "d", "1"));
    cache.putAll(Map.of("b", "2", "c", "2"));
    cache.removeAll(Set.of("b", "x"));
    cache.invokeAll(
        Set.of("c", "e"),
        (entry, arguments) -> {
          entry.setValue("3");
          return null;
        });
    cache.removeAll();
    cache.put("f", "1");
    cache.clear();
  }

  /** Events by key, in their order. */
  private static Map<String, List<String>> byKey(List<String> events) {
    return events.stream()
        .collect(
            Collectors.groupingBy(
                event -> event.substring(event.indexOf(' ') + 1, event.indexOf(':')),
                TreeMap::new,
                Collectors.toList()));
  }

  private URI place(String where) {
    return URI.create(
        switch (where) {
          case "redis" -> SharedServers.of(Flavor.REDIS).uri().toString();
          case "valkey" -> SharedServers.of(Flavor.VALKEY).uri().toString();
          default -> SharedServers.cluster().uri();
        });
  }

  @ParameterizedTest
  @CsvSource({"redis, resp2", "redis, resp3", "valkey, resp2", "cluster, resp2", "cluster, resp3"})
  void whatOneManagerDoes_isHeardByAnotherAsByItself(String where, String protocol) {
    String[] settings = {"redis.protocol=" + protocol, "namespace=all" + System.nanoTime()};
    Cache<String, String> one = open(managers, place(where), settings);
    Cache<String, String> other = open(managers, place(where), settings);
    HeardEvents own = new HeardEvents();
    one.registerCacheEntryListener(own.synchronous());
    HeardEvents others = listen(other);
    useEverything(one);
    List<String> done = own.soFar();
    assertEquals(byKey(done), byKey(others.next(done.size())), done.toString());
    // Whatever else there was came before this.
    other.put("marker", "v");
    assertEquals("CREATED marker: null to v", own.next());
    one.put("marker", "w");
    assertEquals("CREATED marker: null to v", others.next());
    assertEquals("UPDATED marker: v to w", others.next());
    assertEquals(1, counter(one, "events-heard"));
    assertEquals(done.size() + 1, counter(other, "events-heard"));
    assertEquals(0, counter(one, "events-damaged") + counter(other, "events-damaged"));
    assertEquals(
        List.of(
            "CREATED a: null to 1",
            "UPDATED a: 1 to 2",
            "UPDATED a: 2 to 3",
            "UPDATED a: 3 to 4",
            "UPDATED a: 4 to 5",
            "UPDATED a: 5 to 6",
            "UPDATED a: 6 to 9",
            "REMOVED a: 9 to 9",
            "CREATED a: null to 10",
            "REMOVED a: 10 to 10"),
        byKey(done).get("a"));
  }

  @Test
  void anotherJvm_isHeardAndHears() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> cache = open(managers, server.uri());
    HeardEvents heard = listen(cache);
    try (ChildJvm child = ChildJvm.start(EventsJvm.class, server.uri().toString())) {
      assertEquals("ready", child.hear());
      child.say("k a");
      child.say("k b");
      child.say("k");
      assertEquals("CREATED k: null to a", heard.next());
      assertEquals("UPDATED k: a to b", heard.next());
      assertEquals("REMOVED k: b to b", heard.next());
      child.say("end");
      assertEquals("listening", child.hear());
      cache.put("told", "x");
      cache.put("told", "y");
      cache.remove("told");
      assertEquals(
          List.of("CREATED told: null to x", "UPDATED told: x to y", "REMOVED told: y to y"),
          child.hearAll());
    }
  }

  @Test
  void filterAndSetting_sayWhatIsHeard() {
    RedisProcess server = start(RedisOptions.PLAIN);
    String[] brief = {"cache-defaults.events-old-values=false"};
    Cache<String, String> writer = open(managers, server.uri(), brief);
    HeardEvents heard = new HeardEvents();
    Cache<String, String> cache =
        open(
            managers,
            server.uri(),
            strings().addCacheEntryListenerConfiguration(heard.filtered()),
            brief);
    writer.put("not", "1");
    writer.put("k", "1");
    writer.put("k", "2");
    writer.remove("not");
    writer.remove("k");
    assertEquals("CREATED k: null to 1", heard.next());
    assertEquals("UPDATED k: null to 2", heard.next());
    assertEquals("REMOVED k: null to null", heard.next());
    assertEquals(5, counter(cache, "events-heard"));
  }

  @Test
  void numbersThatTheServerAdds_areTold() {
    RedisProcess server = start(RedisOptions.PLAIN);
    MutableConfiguration<String, Long> numbers =
        new MutableConfiguration<String, Long>().setTypes(String.class, Long.class);
    Cache<String, Long> writer = managers.cache(server.uri(), numbers, CLUSTER);
    Cache<String, Object> cache =
        managers.cache(server.uri(), new MutableConfiguration<String, Object>(), CLUSTER);
    HeardEvents heard = new HeardEvents();
    cache.registerCacheEntryListener(heard.registered());
    for (int i = 0; i < 3; i++) {
      writer.invoke("k", Processors.increment(5L));
    }
    Counters<String> counters = counters(writer);
    counters.increment("k", 7, 2, Counters.NEVER);
    counters.increment("l", 7, 2, Counters.NEVER);
    counters.decrement("l", 1, 2, Counters.NEVER);
    counters.expire("l", java.time.Duration.ZERO);
    Map<String, List<String>> all = byKey(heard.next(7));
    assertEquals(
        List.of(
            "CREATED k: null to 5",
            "UPDATED k: 5 to 10",
            "UPDATED k: 10 to 15",
            "UPDATED k: 15 to 22"),
        all.get("k"));
    assertEquals(
        List.of("CREATED l: null to 2", "UPDATED l: 2 to 1", "EXPIRED l: 1 to 1"), all.get("l"));
  }

  @SuppressWarnings("unchecked")
  private static Counters<String> counters(Cache<String, Long> cache) {
    return cache.unwrap(Counters.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ex"})
  void entryThatRunsOut_isToldOnceWhereTheServerTells(String flags) {
    RedisProcess server =
        start(RedisOptions.PLAIN.with("notify-keyspace-events", '"' + flags + '"'));
    Cache<String, String> cache =
        open(
            managers,
            server.uri(),
            strings()
                .setExpiryPolicyFactory(
                    FactoryBuilder.factoryOf(
                        new CreatedExpiryPolicy(new Duration(TimeUnit.MILLISECONDS, 50)))));
    HeardEvents own = listen(cache);
    Cache<String, String> other = open(managers, server.uri());
    HeardEvents others = listen(other);
    cache.put("k", "a");
    while (cache.get("k") != null) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    server.cli("SET", "jaycache:elsewhere:k", "v", "PX", "1");
    other.put("marker", "v");
    int expired = flags.isEmpty() ? 0 : 1;
    Map<String, List<String>> seen = byKey(own.next(2 + expired));
    assertEquals(seen, byKey(others.next(2 + expired)));
    List<String> wanted = List.of("CREATED k: null to a", "EXPIRED k: null to null");
    assertEquals(wanted.subList(0, 1 + expired), seen.get("k"));
    assertEquals(1 + expired, counter(cache, "events-heard"));
    assertEquals(1 + expired, counter(other, "events-heard"));
  }

  @Test
  void lostLink_isToldOnceCountedAndMadeAnew() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> writer = open(managers, server.uri());
    Cache<String, String> cache = open(managers, server.uri());
    HeardEvents heard = listen(cache);
    assertEquals(0, counter(cache, "event-link-losses"));
    for (int i = 1; i <= 2; i++) {
      writer.put("before" + i, "v");
      server.cli("CLIENT", "KILL", "TYPE", "pubsub");
      assertEquals(List.of("CREATED before" + i + ": null to v", "lost", "gap"), heard.next(3));
      writer.put("after" + i, "v");
      assertEquals("CREATED after" + i + ": null to v", heard.next());
      assertEquals(i, counter(cache, "event-link-losses"));
    }
  }

  @Test
  void serverThatIsAway_isHeardWhenItIsBack() {
    RedisProcess server = start(RedisOptions.PLAIN);
    server.stop();
    String[] hasty = {"command-timeout=200 ms", "breaker.disable-time=50 ms"};
    HeardEvents heard = new HeardEvents();
    Cache<String, String> cache =
        managers.cache(
            server.uri(),
            strings().addCacheEntryListenerConfiguration(heard.registered()),
            CLUSTER,
            hasty[0],
            hasty[1]);
    assertEquals("lost", heard.next());
    server.restart();
    assertEquals("gap", heard.next());
    open(managers, server.uri()).put("k", "v");
    assertEquals("CREATED k: null to v", heard.next());
    assertEquals(1, counter(cache, "event-link-losses"));
  }

  @Test
  void messagesThatAreNone_areSkippedAndCounted() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> cache = open(managers, server.uri());
    HeardEvents heard = listen(cache);
    String channel = "jaycache:%events@0:cache";
    assertEquals("1", server.cli("PUBLISH", channel, "junk"));
    server.cli("PUBLISH", channel, "");
    MutableConfiguration<String, Object> any = new MutableConfiguration<>();
    managers
        .cache(server.uri(), any, CLUSTER, "cache-defaults.serialization.allow=*")
        .put("foreign", new HashMap<>(Map.of("k", new Unknown())));
    open(managers, server.uri()).put("k", "v");
    assertEquals("CREATED k: null to v", heard.next());
    assertEquals(3, counter(cache, "events-damaged"));
  }

  /** A class that the other manager may not read. */
  private static final class Unknown implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Or who reads when he hears of a change would be given what was there before it. */
  @Test
  void copyOfANearCache_isGoneBeforeTheEvent() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> writer = open(managers, server.uri());
    Cache<String, String> cache =
        open(
            managers,
            server.uri(),
            "cache-defaults.near.enabled=true",
            "cache-defaults.near.max-staleness=1 d");
    LinkedBlockingQueue<String> read = new LinkedBlockingQueue<>();
    CacheEntryUpdatedListener<String, String> reads =
        events ->
            events.forEach(event -> read.add(event.getValue() + " " + cache.get(event.getKey())));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> reads, null, false, false));
    writer.put("k", "0");
    for (int i = 1; i <= 200; i++) {
      cache.get("k");
      writer.put("k", String.valueOf(i));
      assertEquals(i + " " + i, next(read));
    }
  }

  private static String next(LinkedBlockingQueue<String> heard) {
    try {
      return String.valueOf(heard.poll(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void databases_areApart() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> cache = open(managers, server.uri());
    HeardEvents heard = listen(cache);
    open(managers, URI.create(server.uri() + "/3")).put("there", "v");
    open(managers, server.uri()).put("here", "v");
    assertEquals("CREATED here: null to v", heard.next());
  }

  @Test
  void local_sendsAndHearsNothing() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> cache = managers.cache(server.uri(), strings());
    listen(cache);
    try (CommandCounter commands = new CommandCounter(server)) {
      useEverything(cache);
      Set<String> used = new HashSet<>(commands.calls().keySet());
      used.retainAll(Set.of("publish", "subscribe", "psubscribe", "config|get"));
      assertEquals(Set.of(), used);
    }
    assertEquals(-1, counter(cache, "events-heard"));
    assertEquals(0, subscribers(server));
  }

  @Test
  void listenersThatGo_endTheSubscription() {
    RedisProcess server = start(RedisOptions.PLAIN);
    Cache<String, String> cache = open(managers, server.uri());
    assertEquals(0, subscribers(server));
    CacheEntryListenerConfiguration<String, String> registered =
        new MutableCacheEntryListenerConfiguration<>(
            () -> (CacheEntryCreatedListener<String, String>) events -> {}, null, false, false);
    cache.registerCacheEntryListener(registered);
    assertEquals(1, subscribers(server));
    cache.deregisterCacheEntryListener(registered);
    while (subscribers(server) > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static long subscribers(RedisProcess server) {
    return server.cli("CLIENT", "LIST").lines().filter(line -> line.contains(" sub=1")).count();
  }

  @Test
  void unknownScope_isAnErrorThatNamesTheRightOnes() {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class,
            () -> managers.open(URI.create("redis://localhost:1"), "cache-defaults.events=some"));
    assertTrue(String.valueOf(wrong.getMessage()).contains("local"), wrong.getMessage());
    assertTrue(String.valueOf(wrong.getMessage()).contains("cluster"), wrong.getMessage());
  }
}

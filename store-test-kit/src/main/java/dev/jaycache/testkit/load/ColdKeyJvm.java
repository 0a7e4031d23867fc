package dev.jaycache.testkit.load;

import dev.jaycache.Counters;
import dev.jaycache.JayCachingProvider;
import dev.jaycache.testkit.jvm.ParentJvm;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;

/**
 * One of several applications that miss the same key. Arguments: threads, then each {@code
 * path=value} a setting. It says {@code ready} and waits for a line; then each thread says {@code
 * asks}, and at the end what it was given. Its loader counts at the server, says {@code loads}, and
 * waits for a line, which is waited for whether anybody loads here or not: so nobody ends who is
 * still to be told.
 */
final class ColdKeyJvm {
  /** The key that all miss. */
  static final String COLD = "cold";

  private static final String LOADS = "loads";

  private ColdKeyJvm() {}

  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      settings.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (CacheManager manager = manager(settings)) {
      Counters<String> counters = counters(manager);
      CountDownLatch finish = new CountDownLatch(1);
      Cache<String, String> cache =
          cache(
              manager,
              key -> {
                count(counters);
                ParentJvm.say(LOADS);
                await(finish);
                return "value of " + key;
              });
      get(cache, Integer.parseInt(args[0]), finish);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void get(Cache<String, String> cache, int threads, CountDownLatch finish)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    ParentJvm.say("ready");
    ParentJvm.hear();
    List<Future<String>> asking = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      asking.add(
          pool.submit(
              () -> {
                ParentJvm.say("asks");
                return cache.get(COLD);
              }));
    }
    ParentJvm.hear();
    finish.countDown();
    for (Future<String> each : asking) {
      ParentJvm.say(each.get());
    }
    pool.shutdown();
  }

  static CacheManager manager(Properties settings) {
    return new JayCachingProvider()
        .getCacheManager(URI.create("test:cold"), ColdKeyJvm.class.getClassLoader(), settings);
  }

  /** What a loader gives for a key. */
  @FunctionalInterface
  interface Source {
    String load(String key);
  }

  static Cache<String, String> cache(CacheManager manager, Source source) {
    CacheLoader<String, String> loader =
        new CacheLoader<>() {
          @Override
          public String load(String key) {
            return source.load(key);
          }

          @Override
          public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, source.load(key)));
            return loaded;
          }
        };
    return manager.createCache(
        "cache",
        new MutableConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setReadThrough(true)
            .setCacheLoaderFactory(() -> loader));
  }

  /** Counters at the server, in a cache beside the other. */
  @SuppressWarnings("unchecked")
  static Counters<String> counters(CacheManager manager) {
    return manager
        .createCache(
            "counts", new MutableConfiguration<String, Long>().setTypes(String.class, Long.class))
        .unwrap(Counters.class);
  }

  /** Counts a load at the server. */
  static void count(Counters<String> counters) {
    counters.increment(LOADS, 1, 1, Counters.NEVER);
  }

  /** How many loads were counted at the server. */
  static long counted(Counters<String> counters) {
    return counters.increment(LOADS, 0).orElse(0);
  }
}

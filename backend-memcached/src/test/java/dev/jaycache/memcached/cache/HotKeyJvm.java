package dev.jaycache.memcached.cache;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.processor.Processors;
import dev.jaycache.testkit.jvm.ParentJvm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/**
 * One of several applications that count up the same keys. Arguments: threads, rounds, then each
 * {@code path=value} a setting. It says {@code ready}, waits for a line, works, and says how often
 * its processor ran in all, and in one call at most.
 */
final class HotKeyJvm {
  /** The key that is counted up by a processor of the application. */
  static final String HOT = "hot";

  /** The key that is counted up by a ready-made one. */
  static final String READY_MADE = "ready-made";

  private HotKeyJvm() {}

  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    for (String setting : List.of(args).subList(2, args.length)) {
      int equals = setting.indexOf('=');
      settings.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (CacheManager manager = manager(settings)) {
      count(numbers(manager), Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    }
  }

  static CacheManager manager(Properties settings) {
    return new JayCachingProvider()
        .getCacheManager(URI.create("test:hot"), HotKeyJvm.class.getClassLoader(), settings);
  }

  static Cache<String, Long> numbers(CacheManager manager) {
    return manager.createCache(
        "cache", new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
  }

  private static void count(Cache<String, Long> cache, int threads, int rounds) throws Exception {
    cache.get(HOT);
    AtomicLong runs = new AtomicLong();
    AtomicInteger most = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    ParentJvm.say("ready");
    ParentJvm.hear();
    List<Future<?>> futures = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      futures.add(
          pool.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  int mine = countOnce(cache);
                  runs.addAndGet(mine);
                  most.accumulateAndGet(mine, Math::max);
                }
              }));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    pool.shutdown();
    ParentJvm.say(runs.toString());
    ParentJvm.say(most.toString());
  }

  private static int countOnce(Cache<String, Long> cache) {
    AtomicInteger runs = new AtomicInteger();
    cache.invoke(
        HOT,
        (entry, more) -> {
          runs.incrementAndGet();
          entry.setValue((entry.exists() ? entry.getValue() : 0) + 1);
          return null;
        });
    cache.invoke(READY_MADE, Processors.increment(1L));
    return runs.get();
  }
}

package dev.jaycache.testkit.outage;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.statistics.FailureStatistics;
import dev.jaycache.testkit.jvm.ParentJvm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * One of several applications that write the same keys while their links break. Each value is
 * written once in the whole world, so this JVM knows which ones it has seen, or written, and then
 * overwritten or removed: those must never come back to it. Arguments: a name, and settings. It
 * says {@code tick} at times, each time when it is asked by {@code go}; at {@code end} it waits
 * until nothing is suspect, looks at every key, and says how many reads missed and writes were
 * dropped.
 */
public final class OutageJvm {
  private static final int CALLS_PER_TICK = 60;

  private final String name;
  private final Cache<String, String> cache;
  private final Random random;

  /** Some that all write, and some that only this JVM does, so that nobody else mends them. */
  private final List<String> keys;

  private final Map<String, Set<String>> dead = new HashMap<>();
  private final Map<String, Set<String>> known = new HashMap<>();
  private int written;

  private OutageJvm(String name, Cache<String, String> cache) {
    this.name = name;
    this.cache = cache;
    this.random = new Random(name.hashCode());
    this.keys = List.of("a", "b", "c", name + " a", name + " b", name + " c", name + " d");
    for (String key : keys) {
      dead.put(key, new HashSet<>());
      known.put(key, new HashSet<>());
    }
  }

  public static void main(String[] args) {
    Properties properties = new Properties();
    for (String setting : List.of(args).subList(1, args.length)) {
      int at = setting.indexOf('=');
      properties.setProperty("jaycache." + setting.substring(0, at), setting.substring(at + 1));
    }
    try (JayCachingProvider provider = new JayCachingProvider()) {
      Cache<String, String> cache =
          provider
              .getCacheManager(null, null, properties)
              .createCache(
                  "shared",
                  new MutableConfiguration<String, String>().setTypes(String.class, String.class));
      new OutageJvm(args[0], cache).run();
    }
  }

  private void run() {
    ParentJvm.say("ready");
    while (ParentJvm.hear().equals("go")) {
      for (int i = 0; i < CALLS_PER_TICK; i++) {
        step();
      }
      ParentJvm.say("tick");
    }
    FailureStatistics failures = cache.unwrap(FailureStatistics.class);
    while (failures.getSuspects() != 0) {
      step();
    }
    keys.forEach(key -> see(key, cache.get(key)));
    ParentJvm.say(failures.getMissedReads() + " " + failures.getDroppedWrites());
  }

  private void step() {
    String key = keys.get(random.nextInt(keys.size()));
    switch (random.nextInt(7)) {
      case 0, 1 -> see(key, cache.get(key));
      case 2 -> cache.getAll(Set.copyOf(keys)).forEach(this::see);
      case 3 -> {
        String value = fresh();
        cache.put(key, value);
        overwrote(key, value);
      }
      case 4 -> {
        Map<String, String> values = new HashMap<>();
        keys.subList(1, 5).forEach(each -> values.put(each, fresh()));
        cache.putAll(values);
        values.forEach(this::overwrote);
      }
      case 5 -> {
        cache.remove(key);
        overwrote(key, null);
      }
      default -> {
        cache.removeAll(new HashSet<>(keys.subList(2, 6)));
        keys.subList(2, 6).forEach(each -> overwrote(each, null));
      }
    }
  }

  private String fresh() {
    return name + '-' + ++written;
  }

  private void overwrote(String key, @Nullable String value) {
    set(dead, key).addAll(set(known, key));
    set(known, key).clear();
    if (value != null) {
      set(known, key).add(value);
    }
  }

  private void see(String key, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (set(dead, key).contains(value)) {
      List<String> all = new ArrayList<>(set(known, key));
      throw new IllegalStateException(
          name + ": " + value + " came back under " + key + "; after it came " + all);
    }
    set(known, key).add(value);
  }

  private static Set<String> set(Map<String, Set<String>> sets, String key) {
    return sets.computeIfAbsent(key, same -> new HashSet<>());
  }
}

package dev.jaycache.testkit.history;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.testkit.jvm.ParentJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;

/**
 * One of several applications whose history is taken. Arguments: a name, the three numbers of a
 * {@link Workload}, a file for the history, and settings. It works once on a key of its own, says
 * {@code ready}, waits for a line, works, writes the file, and ends.
 */
public final class HistoryJvm {
  private static final int SETTINGS = 5;
  private static final int ATTEMPTS = 100;

  private HistoryJvm() {}

  public static void main(String[] args) {
    Properties properties = new Properties();
    for (String setting : List.of(args).subList(SETTINGS, args.length)) {
      int at = setting.indexOf('=');
      properties.setProperty("jaycache." + setting.substring(0, at), setting.substring(at + 1));
    }
    Workload workload =
        new Workload(Long.parseLong(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    try (JayCachingProvider provider = new JayCachingProvider()) {
      Cache<String, String> cache =
          provider
              .getCacheManager(null, null, properties)
              .createCache(
                  HistoryRun.CACHE,
                  new MutableConfiguration<String, String>().setTypes(String.class, String.class));
      warmUp(cache, "warm-" + args[0]);
      ParentJvm.say("ready");
      ParentJvm.hear();
      History.write(Path.of(args[4]), workload.run(args[0], cache));
    }
  }

  /** Connects and loads classes, which may take longer than a short deadline. */
  private static void warmUp(Cache<String, String> cache, String key) {
    for (int attempt = 1; ; attempt++) {
      try {
        cache.put(key, "a");
        cache.replace(key, "a", "b");
        cache.invoke(key, (entry, more) -> entry.getValue());
        cache.remove(key);
        return;
      } catch (CacheException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}

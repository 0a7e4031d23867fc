package dev.jaycache.testkit.outage;

import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.params.provider.Arguments;

/** Caches with {@code on-error = miss} on a server that can be cut off from them. */
abstract class TolerantPlace extends OutagePlace {
  /** What a cache has that may change its plans. */
  enum Kind {
    PLAIN,
    LISTENER,
    WRITER
  }

  static final String MISS = "cache-defaults.on-error=miss";
  static final String PATIENT = "command-timeout=60 s";

  /** A server that refuses is tried again at once, so that no test waits. */
  static final String[] TOLERANT = {
    MISS, PATIENT, "connect-timeout=60 s", "breaker.disable-time=1 ms"
  };

  final Source source = new Source();

  static Stream<Arguments> kinds() {
    return Stream.of("auto", "always-cas")
        .flatMap(planner -> Stream.of(Kind.values()).map(kind -> Arguments.of(planner, kind)));
  }

  final MutableConfiguration<String, String> configuration(Kind kind) {
    return switch (kind) {
      case PLAIN -> texts();
      case LISTENER ->
          texts()
              .addCacheEntryListenerConfiguration(
                  new MutableCacheEntryListenerConfiguration<>(() -> source, null, true, true));
      case WRITER ->
          texts().setWriteThrough(true).setCacheWriterFactory(new SingletonFactory<>(source));
    };
  }

  final Cache<String, String> cache(MutableConfiguration<String, String> configuration) {
    return manager(true, TOLERANT).createCache("c", configuration);
  }

  final Cache<String, String> elsewhere() {
    return manager(false, PATIENT).createCache("c", texts());
  }

  static void fill(Cache<String, String> cache, String... keys) {
    cache.put(UNTOUCHED, "old");
    for (String key : keys) {
      cache.put(key, "old");
    }
  }

  static String[] append(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }
}

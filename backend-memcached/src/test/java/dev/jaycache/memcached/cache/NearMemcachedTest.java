package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.cache.CachePlace;
import dev.jaycache.testkit.server.ServerTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is answered by a copy that nothing ends, as nobody tells of changes, and who is not. */
@ServerTest
@Timeout(60)
class NearMemcachedTest {
  private final CachePlace place = new CachePlace(ServerPlaces.of(1, "text"));
  private final Cache<String, String> near =
      open("near", "cache-defaults.near.enabled=true", "cache-defaults.near.max-staleness=1 d");
  private final Cache<String, String> other = open("other");

  private Cache<String, String> open(String manager, String... settings) {
    return place
        .manager(manager, settings)
        .createCache(
            "cache",
            new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setCacheLoaderFactory(Loader::new));
  }

  @AfterEach
  void close() {
    place.close();
  }

  private static final class Loader implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      return "loaded";
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      Map<String, String> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, load(key)));
      return loaded;
    }
  }

  @Test
  void loadAllOfWhatIsMissing_looksAtTheServer() throws Exception {
    other.put("k", "old");
    assertEquals("old", near.get("k"));
    other.remove("k");
    assertEquals("old", near.get("k"));
    CompletionListenerFuture end = new CompletionListenerFuture();
    near.loadAll(Set.of("k"), false, end);
    end.get(1, TimeUnit.MINUTES);
    assertEquals("loaded", other.get("k"));
  }
}

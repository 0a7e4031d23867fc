package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.jaycache.JayCachingProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Managers by the hundred, each with a class loader of its own, opened, used and closed: no thread,
 * connection, MXBean or class loader is left. For one thread.
 *
 * <p>Fory keeps what it knows of classes by soft references, which a JVM gives up when it needs the
 * memory. The JVM of this test has to do so at once: {@code -XX:SoftRefLRUPolicyMSPerMB=0}.
 */
public abstract class CacheLeaks {
  /** What a manager needs to reach its place; empty for caches in this process. */
  protected abstract Properties settings();

  /** How many managers with Java serialisation; with each other codec it is a tenth. */
  protected int managers() {
    return 1_000;
  }

  /** How many connections there are, as the other end counts them. */
  protected int connections() {
    return 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory", "json"})
  void closedManagers_leaveNothingBehind(String codec) throws Exception {
    Set<String> threads = Leftovers.threads();
    Set<String> beans = Leftovers.beans();
    int connections = connections();
    CachingProvider provider = new JayCachingProvider();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    String namespace = "leaks" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    int managers = codec.equals("java") ? managers() : managers() / 10;
    for (int i = 0; i < managers; i++) {
      loaders.add(openUseAndClose(provider, namespace, codec, i % 2 == 0));
    }
    // Those of before may have been about to end.
    CacheChapter.until(() -> newThreads(threads).isEmpty(), "threads ended");
    assertEquals(Set.of(), newThreads(threads));
    assertEquals(beans, Leftovers.beans());
    CacheChapter.until(() -> connections() <= connections, "connections closed");
    CacheChapter.until(() -> areCollected(loaders), "class loaders can be collected");
  }

  private static Set<String> newThreads(Set<String> before) {
    Set<String> threads = Leftovers.threads();
    threads.removeAll(before);
    return threads;
  }

  private static boolean areCollected(List<WeakReference<ClassLoader>> loaders) {
    System.gc();
    serializeSomething();
    return loaders.stream().allMatch(loader -> loader.get() == null);
  }

  /**
   * The JDK's table of serialisable classes keeps those whose soft references were cleared until it
   * is asked for a class again: in a process that serialises no more, for ever.
   */
  private static void serializeSomething() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(7);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(7, in.readObject());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a method of its own, so that no local variable keeps the loader. */
  private WeakReference<ClassLoader> openUseAndClose(
      CachingProvider provider, String namespace, String codec, boolean cachesFirst)
      throws Exception {
    GuestLoader loader = new GuestLoader();
    Properties properties = settings();
    properties.setProperty("jaycache.namespace", namespace);
    properties.setProperty("jaycache.serialization.allow", "dev.jaycache.testkit.**");
    properties.setProperty("jaycache.cache-defaults.codec", codec);
    CacheManager manager = provider.getCacheManager(URI.create("test:leaks"), loader, properties);
    Cache<Object, Object> cache = manager.createCache("cache", configuration(loader));
    use(cache, loader);
    if (cachesFirst) {
      cache.close();
    }
    manager.close();
    return new WeakReference<>(loader);
  }

  private static MutableConfiguration<Object, Object> configuration(GuestLoader loader)
      throws ReflectiveOperationException {
    Object loaded = loader.guest("loaded");
    return new MutableConfiguration<>()
        .setStatisticsEnabled(true)
        .setManagementEnabled(true)
        .setExpiryPolicyFactory(() -> new FixedExpiry(Duration.ONE_HOUR, null, null))
        .setCacheLoaderFactory(
            () ->
                new CacheLoader<Object, Object>() {
                  @Override
                  public Object load(Object key) {
                    return loaded;
                  }

                  @Override
                  public Map<Object, Object> loadAll(Iterable<?> keys) {
                    return Map.of(keys.iterator().next(), loaded);
                  }
                })
        .addCacheEntryListenerConfiguration(new Heard<>().registered(true))
        .addCacheEntryListenerConfiguration(new Heard<>().registered(false));
  }

  private static void use(Cache<Object, Object> cache, GuestLoader loader) throws Exception {
    Object guest = loader.guest("value");
    cache.put("key", guest);
    cache.put(loader.guest("a key"), "text");
    assertEquals(guest, cache.get("key"));
    assertSame(guest.getClass(), cache.get("key").getClass());
    assertEquals("text", cache.get(loader.guest("a key")));
    cache.invoke("key", (entry, arguments) -> entry.getValue());
    CompletionListenerFuture end = new CompletionListenerFuture();
    cache.loadAll(Set.of("key"), true, end);
    end.get(1, TimeUnit.MINUTES);
    int seen = 0;
    for (Cache.Entry<Object, Object> entry : cache) {
      seen += entry.getValue() == null ? 0 : 1;
    }
    assertEquals(2, seen);
    cache.clear();
  }
}

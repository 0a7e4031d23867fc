package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers, managers and the names of caches. */
interface ManagerContract extends CacheChapter {
  private static List<String> names(CacheManager manager) {
    List<String> names = new ArrayList<>();
    manager.getCacheNames().forEach(names::add);
    return names;
  }

  @Test
  default void secondCreateCache_isRefusedAndTheFirstStays() {
    Cache<String, String> cache = open();
    cache.put("key", "value");
    CacheManager manager = place().manager();
    CacheException refused =
        assertThrows(
            CacheException.class, () -> manager.createCache("cache", new MutableConfiguration<>()));
    CacheChapter.assertSays("cache", refused);
    assertSame(cache, manager.getCache("cache"));
    assertEquals("value", cache.get("key"));
  }

  @Test
  default void unknownName_isNull() {
    assertNull(place().manager().getCache("nobody"));
    assertNull(place().manager().getCache("nobody", String.class, String.class));
    assertEquals(List.of(), names(place().manager()));
  }

  @Test
  default void typedCache_isGivenTypedOrUntyped() {
    MutableConfiguration<String, Integer> types =
        new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
    Cache<String, Integer> cache = open(types);
    CacheManager manager = place().manager();
    assertSame(cache, manager.getCache("cache"));
    assertSame(cache, manager.getCache("cache", String.class, Integer.class));
    assertThrows(
        ClassCastException.class, () -> manager.getCache("cache", String.class, Long.class));
    assertThrows(
        ClassCastException.class, () -> manager.getCache("cache", Object.class, Object.class));
    assertThrows(NullPointerException.class, () -> manager.getCache("cache", null, Integer.class));
  }

  @Test
  default void untypedCache_isNotGivenAsTyped() {
    Cache<Object, Object> cache = open();
    CacheManager manager = place().manager();
    assertSame(cache, manager.getCache("cache", Object.class, Object.class));
    assertThrows(
        ClassCastException.class, () -> manager.getCache("cache", String.class, Integer.class));
  }

  @Test
  default void cacheNames_areASnapshotThatNobodyCanChange() {
    CacheManager manager = place().manager();
    manager.createCache("a", new MutableConfiguration<>());
    Iterable<String> before = manager.getCacheNames();
    manager.createCache("b", new MutableConfiguration<>());
    manager.destroyCache("a");
    List<String> seen = new ArrayList<>();
    before.forEach(seen::add);
    assertEquals(List.of("a"), seen);
    assertEquals(List.of("b"), names(manager));
    Iterator<String> names = manager.getCacheNames().iterator();
    names.next();
    assertThrows(UnsupportedOperationException.class, names::remove);
  }

  @Test
  default void closedManager_refusesEverythingButItsDescription() {
    CacheManager manager = place().manager();
    Cache<String, String> cache = open();
    manager.close();
    manager.close();
    assertTrue(manager.isClosed());
    assertTrue(cache.isClosed());
    assertThrows(IllegalStateException.class, () -> manager.getCache("cache"));
    assertThrows(
        IllegalStateException.class, () -> manager.getCache("cache", String.class, String.class));
    assertThrows(
        IllegalStateException.class,
        () -> manager.createCache("new", new MutableConfiguration<>()));
    assertThrows(IllegalStateException.class, manager::getCacheNames);
    assertThrows(IllegalStateException.class, () -> manager.destroyCache("cache"));
    assertThrows(IllegalStateException.class, () -> manager.enableStatistics("cache", true));
    assertThrows(IllegalStateException.class, () -> manager.enableManagement("cache", true));
    assertNotNull(manager.getURI());
    assertNotNull(manager.getClassLoader());
    assertSame(place().provider(), manager.getCachingProvider());
  }

  @Test
  default void cachesThenManagerTwiceThenProvider_closeLikeHibernate() {
    CacheManager manager = place().manager();
    Cache<String, String> first = manager.createCache("first", new MutableConfiguration<>());
    Cache<String, String> second = manager.createCache("second", new MutableConfiguration<>());
    first.close();
    assertEquals(List.of("second"), names(manager));
    second.close();
    manager.close();
    manager.close();
    place().provider().close();
    first.close();
    manager.close();
    place().provider().close();
    assertTrue(first.isClosed() && second.isClosed() && manager.isClosed());
  }

  @Test
  default void closedProvider_givesNewManagers() {
    CacheManager before = place().manager();
    Cache<String, String> cache = open();
    place().provider().close();
    assertTrue(before.isClosed() && cache.isClosed());
    CacheManager after = place().manager();
    assertNotSame(before, after);
    assertFalse(after.isClosed());
    assertNull(after.getCache("cache"));
  }

  @Test
  default void sameUriAndLoader_areTheSameManager() {
    CachingProvider provider = place().provider();
    URI uri = URI.create("test:one");
    ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    CacheManager manager = provider.getCacheManager(uri, loader, place().settings());
    assertSame(manager, provider.getCacheManager(uri, loader, place().settings()));
    assertNotSame(manager, provider.getCacheManager(uri, null, place().settings()));
    assertSame(loader, manager.getClassLoader());
    provider.close(loader);
    assertTrue(manager.isClosed());
    CacheManager other = provider.getCacheManager(uri, null);
    assertFalse(other.isClosed());
    provider.close(uri, null);
    assertTrue(other.isClosed());
  }

  @Test
  default void nullUriLoaderAndProperties_areTheDefaults() {
    CachingProvider provider = place().provider();
    CacheManager manager = provider.getCacheManager(null, null, null);
    assertSame(manager, provider.getCacheManager());
    assertEquals(provider.getDefaultURI(), manager.getURI());
    assertSame(provider.getDefaultClassLoader(), manager.getClassLoader());
    assertNotNull(manager.getProperties());
    provider.close(null, null);
    assertTrue(manager.isClosed());
    provider.close(null);
  }

  @Test
  default void defaultClassLoader_isTheContextLoaderAtFirstUse() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader context = new URLClassLoader(new URL[0], getClass().getClassLoader());
    JayCachingProvider provider = new JayCachingProvider();
    try {
      thread.setContextClassLoader(context);
      assertSame(context, provider.getDefaultClassLoader());
      thread.setContextClassLoader(before);
      assertSame(context, provider.getDefaultClassLoader());
      assertSame(context, provider.getCacheManager().getClassLoader());
    } finally {
      thread.setContextClassLoader(before);
      provider.close();
    }
  }

  @Test
  default void fileAndJarUris_areConfigurationsAndTheManagersUri(@TempDir Path folder)
      throws IOException {
    String text = "jaycache.caches.few.local.max-entries = 3, jaycache.caches.few.store = local";
    Path file = Files.writeString(folder.resolve("own.conf"), text);
    Path jar = folder.resolve("own.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("deep/own.conf"));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    for (URI uri : Set.of(file.toUri(), URI.create("jar:" + jar.toUri() + "!/deep/own.conf"))) {
      CacheManager manager = place().provider().getCacheManager(uri, null, place().settings());
      assertEquals(uri, manager.getURI());
      assertSame(manager, place().provider().getCacheManager(uri, null));
      Cache<Integer, Integer> few = manager.createCache("few", new MutableConfiguration<>());
      for (int i = 0; i < 100; i++) {
        few.put(i, i);
      }
      int left = 0;
      for (Cache.Entry<Integer, Integer> entry : few) {
        left += entry.getValue() == null ? 0 : 1;
      }
      assertTrue(left <= 3, uri + " says 3 entries, there are " + left);
    }
  }

  @Test
  default void configuration_isNeitherSharedOnTheWayInNorOut() {
    MutableConfiguration<String, String> mine = new MutableConfiguration<>();
    mine.setStatisticsEnabled(false);
    Cache<String, String> cache = open(mine);
    mine.setStatisticsEnabled(true).setReadThrough(true);
    CompleteConfiguration<String, String> told = told(cache);
    assertFalse(told.isStatisticsEnabled());
    assertFalse(told.isReadThrough());
    if (told instanceof MutableConfiguration<String, String> mutable) {
      mutable.setReadThrough(true);
    }
    assertFalse(told(cache).isReadThrough());
    place().manager().enableStatistics("cache", true);
    assertTrue(told(cache).isStatisticsEnabled());
    assertThrows(IllegalArgumentException.class, () -> cache.getConfiguration(Foreign.class));
  }

  /** A configuration that no provider knows. */
  interface Foreign extends CompleteConfiguration<String, String> {}

  @SuppressWarnings("unchecked")
  private static CompleteConfiguration<String, String> told(Cache<String, String> cache) {
    return cache.getConfiguration(CompleteConfiguration.class);
  }

  @Test
  default void destroyedCache_isGoneWithItsEntriesAndItsNameIsFree() {
    Cache<String, String> cache = open();
    cache.put("key", "value");
    CacheManager manager = place().manager();
    manager.destroyCache("cache");
    manager.destroyCache("cache");
    manager.destroyCache("nobody");
    assertTrue(cache.isClosed());
    assertNull(manager.getCache("cache"));
    Cache<String, String> again = open();
    assertNull(again.get("key"));
    // The closed one must not take the new one's place or name away.
    cache.close();
    assertSame(again, manager.getCache("cache"));
  }
}

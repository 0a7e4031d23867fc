package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.Test;

/** Write-through (JSR-107, 10.2): the writer comes first, once, and has the last word. */
interface WritingContract extends CacheChapter {
  /** A writer into a map, which sees the cache as it is at that moment. */
  final class Writer implements CacheWriter<String, String> {
    private final Map<String, String> written = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile boolean throwing;

    Map<String, String> written() {
      return new TreeMap<>(written);
    }

    List<String> calls() {
      List<String> copy = new ArrayList<>(calls);
      calls.clear();
      return copy;
    }

    void throwFromNowOn(boolean doThrow) {
      throwing = doThrow;
    }

    private void called(String what) {
      calls.add(what);
      if (throwing) {
        throw new IllegalArgumentException("no");
      }
    }

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {
      called("write");
      written.put(entry.getKey(), entry.getValue());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
      called("writeAll " + entries.size());
      entries.forEach(entry -> written.put(entry.getKey(), entry.getValue()));
      entries.clear();
    }

    @Override
    public void delete(Object key) {
      called("delete");
      written.remove(key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      called("deleteAll " + keys.size());
      keys.forEach(written::remove);
      keys.clear();
    }
  }

  private static MutableConfiguration<String, String> writing(CacheWriter<String, String> writer) {
    return new MutableConfiguration<String, String>()
        .setWriteThrough(true)
        .setCacheWriterFactory(() -> writer);
  }

  @Test
  default void writerThatThrows_changesNothing() {
    Writer writer = new Writer();
    Cache<String, String> cache = open(writing(writer));
    cache.put("key", "value");
    writer.throwFromNowOn(true);
    List<Runnable> changes =
        List.of(
            () -> cache.put("key", "new"),
            () -> cache.getAndPut("key", "new"),
            () -> cache.putIfAbsent("other", "new"),
            () -> cache.replace("key", "new"),
            () -> cache.replace("key", "value", "new"),
            () -> cache.getAndReplace("key", "new"),
            () -> cache.putAll(Map.of("key", "new", "other", "new")),
            () -> cache.remove("key"),
            () -> cache.remove("key", "value"),
            () -> cache.getAndRemove("key"),
            () -> cache.removeAll(Set.of("key")),
            cache::removeAll,
            () ->
                cache.invoke(
                    "key",
                    (entry, arguments) -> {
                      entry.setValue("new");
                      return null;
                    }));
    for (Runnable change : changes) {
      CacheWriterException thrown = assertThrows(CacheWriterException.class, change::run);
      assertInstanceOf(IllegalArgumentException.class, thrown.getCause());
      assertEquals("value", cache.get("key"));
      assertFalse(cache.containsKey("other"));
    }
    writer.throwFromNowOn(false);
    cache.put("key", "sound");
    assertEquals(Map.of("key", "sound"), writer.written());
  }

  @Test
  default void bulk_isOneCallOfTheWriter() {
    Writer writer = new Writer();
    Cache<String, String> cache = open(writing(writer));
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 1_200; i++) {
      many.put("k" + i, "v" + i);
    }
    cache.putAll(many);
    assertEquals(List.of("writeAll 1200"), writer.calls());
    assertEquals(new TreeMap<>(many), writer.written());
    cache.removeAll(many.keySet());
    assertEquals(List.of("deleteAll 1200"), writer.calls());
    assertEquals(Map.of(), writer.written());
  }

  /** A writer of bulks that takes everything but one key, and leaves that in the collection. */
  final class Choosy implements CacheWriter<String, String> {
    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {}

    @Override
    public void delete(Object key) {}

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
      entries.removeIf(entry -> !entry.getKey().equals("bad"));
      throw new CacheWriterException("bad is left");
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      keys.removeIf(key -> !key.equals("bad"));
      throw new CacheWriterException("bad is left");
    }
  }

  @Test
  default void bulkThatTheWriterTookInPart_isDoneCountedAndToldInPart() {
    Heard<String, String> heard = new Heard<>();
    Cache<String, String> cache =
        open(
            writing(new Choosy())
                .setStatisticsEnabled(true)
                .addCacheEntryListenerConfiguration(heard.registered(true)));
    Map<String, String> many = new TreeMap<>(Map.of("a", "1", "bad", "2", "c", "3"));
    CacheWriterException put = assertThrows(CacheWriterException.class, () -> cache.putAll(many));
    CacheChapter.assertSays("bad is left", put);
    assertEquals(Map.of("a", "1", "c", "3"), cache.getAll(many.keySet()));
    assertEquals(2, heard.count());
    assertEquals(2, cache.unwrap(CacheStatisticsMXBean.class).getCachePuts());
    cache.put("bad", "2");
    assertThrows(CacheWriterException.class, () -> cache.removeAll(many.keySet()));
    assertEquals(Map.of("bad", "2"), cache.getAll(many.keySet()));
    assertEquals(5, heard.count());
    assertEquals(2, cache.unwrap(CacheStatisticsMXBean.class).getCacheRemovals());
  }

  @Test
  default void operationThatDoesNothing_doesNotCallTheWriter() {
    Writer writer = new Writer();
    Cache<String, String> cache = open(writing(writer));
    cache.putAll(Map.of());
    cache.removeAll(Set.of());
    cache.removeAll();
    cache.clear();
    cache.replace("key", "value");
    cache.replace("key", "old", "new");
    cache.remove("key", "value");
    cache.getAndReplace("key", "value");
    cache.invoke("key", (entry, arguments) -> entry.exists());
    assertEquals(List.of(), writer.calls());
    cache.put("key", "value");
    writer.calls();
    cache.putIfAbsent("key", "other");
    assertEquals(List.of(), writer.calls());
    // A removal is for the writer even of what the cache does not hold (javadoc of CacheWriter).
    cache.remove("nobody");
    cache.getAndRemove("nobody");
    assertEquals(List.of("delete", "delete"), writer.calls());
  }

  @Test
  default void writtenEntry_isWhatTheCallerGave() {
    Writer writer = new Writer();
    Cache<String, String> cache = open(writing(writer));
    String value = "value";
    cache.put("key", value);
    assertSame(value, writer.written().get("key"));
    assertNull(writer.written().get("other"));
  }

  @Test
  default void threadsOnFewKeys_leaveWriterAndCacheWithTheSame() throws Exception {
    Writer writer = new Writer();
    Cache<String, String> cache = open(writing(writer));
    Crowd.each(
        8,
        number -> {
          for (int i = 0; i < 100; i++) {
            String key = "k" + i % 3;
            switch ((number + i) % 5) {
              case 0 -> cache.remove(key);
              case 1 -> cache.putIfAbsent(key, number + "." + i);
              case 2 -> cache.replace(key, number + "." + i);
              case 3 -> cache.putAll(Map.of(key, number + "." + i, "k" + (i + 1) % 3, "bulk" + i));
              default -> cache.put(key, number + "." + i);
            }
          }
        });
    assertEquals(writer.written(), new TreeMap<>(cache.getAll(Set.of("k0", "k1", "k2"))));
  }
}

package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.Test;

/** Store by value copies in and out; by reference does not; equal is what {@code equals} says. */
@SuppressWarnings("JavaUtilDate") // a value that can change, which is the point
interface ByValueContract extends CacheChapter {
  @Test
  default void objectsChangedAfterPut_areNotChangedInTheCache() {
    Cache<Date, Date> cache = open();
    Date key = new Date(1);
    Date value = new Date(10);
    cache.put(key, value);
    key.setTime(2);
    value.setTime(20);
    assertEquals(new Date(10), cache.get(new Date(1)));
    assertNull(cache.get(new Date(2)));
  }

  @Test
  default void objectsChangedAfterGet_areNotChangedInTheCache() {
    Cache<Date, Date> cache = open();
    cache.put(new Date(1), new Date(10));
    cache.get(new Date(1)).setTime(20);
    cache.getAll(Set.of(new Date(1))).values().forEach(value -> value.setTime(20));
    for (Cache.Entry<Date, Date> entry : cache) {
      entry.getKey().setTime(2);
      entry.getValue().setTime(20);
    }
    assertEquals(new Date(10), cache.get(new Date(1)));
    assertNull(cache.get(new Date(2)));
    cache.getAndPut(new Date(1), new Date(11)).setTime(20);
    assertEquals(new Date(11), cache.get(new Date(1)));
  }

  @Test
  default void valueChangedInAProcessor_isChangedInTheCacheOnlyBySetValue() {
    Cache<String, Date> cache = open();
    cache.put("key", new Date(10));
    cache.invoke(
        "key",
        (entry, arguments) -> {
          entry.getValue().setTime(20);
          return null;
        });
    assertEquals(new Date(10), cache.get("key"));
    Date kept = new Date(0);
    cache.invoke(
        "key",
        (entry, arguments) -> {
          kept.setTime(30);
          entry.setValue(kept);
          return null;
        });
    kept.setTime(40);
    assertEquals(new Date(30), cache.get("key"));
  }

  @Test
  default void valueChangedInAListener_isNotChangedInTheCache() {
    Cache<String, Date> cache = open();
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<String, Date>(
            () ->
                (CacheEntryUpdatedListener<String, Date>)
                    events ->
                        events.forEach(
                            event -> {
                              event.getValue().setTime(20);
                              event.getOldValue().setTime(20);
                            }),
            null,
            true,
            true));
    cache.put("key", new Date(10));
    cache.put("key", new Date(11));
    assertEquals(new Date(11), cache.get("key"));
  }

  @Test
  default void equalObjectsInAnotherOrder_areTheSameValue() {
    Map<String, Integer> forwards = new LinkedHashMap<>();
    Map<String, Integer> backwards = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      forwards.put("k" + i, i);
      backwards.put("k" + (49 - i), 49 - i);
    }
    Set<String> large = new HashSet<>(1 << 12);
    large.addAll(forwards.keySet());
    List<List<Object>> pairs =
        List.of(
            List.of(forwards, backwards),
            List.of(forwards, new HashMap<>(forwards)),
            List.of(new LinkedHashSet<>(backwards.keySet()), large));
    Cache<String, Object> cache = open();
    for (List<Object> pair : pairs) {
      assertEquals(pair.get(0), pair.get(1));
      cache.put("key", pair.get(0));
      assertTrue(cache.replace("key", pair.get(1), pair.get(1)));
      assertFalse(cache.replace("key", "something else", ""));
      assertFalse(cache.remove("key", "something else"));
      assertTrue(cache.remove("key", pair.get(0)));
      assertFalse(cache.containsKey("key"));
    }
  }

  @Test
  default void byReference_keepsTheVeryObjectsOrIsRefused() {
    MutableConfiguration<Object, Object> byReference =
        new MutableConfiguration<>().setStoreByValue(false);
    if (!place().isLocal()) {
      UnsupportedOperationException refused =
          assertThrows(UnsupportedOperationException.class, () -> open(byReference));
      CacheChapter.assertSays("store = local", refused);
      return;
    }
    Cache<Object, Object> cache = open(byReference);
    Object value = new Object();
    Date key = new Date(1);
    cache.put(key, value);
    assertSame(value, cache.get(new Date(1)));
    assertSame(key, cache.iterator().next().getKey());
    assertSame(value, cache.invoke(key, (entry, arguments) -> entry.getValue()));
    assertSame(value, cache.getAndPut(key, new Object()));
    assertNotSame(value, cache.getAndRemove(key));
  }

  /** A class that no configuration allows, where the tests leave theirs out. */
  record Unknown(Date date) implements Serializable {}

  @Test
  default void valueOfAClassThatIsNotAllowed_isRefusedAtThePutWithTheLineToAdd() {
    CacheManager strict = place().manager("strict");
    Cache<Object, Object> cache = strict.createCache("cache", new MutableConfiguration<>());
    Map<String, Object> deep = Map.of("deep", List.of(new Unknown(new Date(1))));
    for (Object value : List.of(new Unknown(new Date(1)), deep)) {
      CacheException refused = assertThrows(CacheException.class, () -> cache.put("key", value));
      CacheChapter.assertSays("serialization.allow += \"" + Unknown.class.getName(), refused);
    }
    assertFalse(cache.containsKey("key"));
    cache.put("key", "sound");
    assertThrows(CacheException.class, () -> cache.replace("key", new Unknown(new Date(1))));
    assertEquals("sound", cache.get("key"));
  }

  @Test
  default void valueBeyondALimit_isRefusedAtThePutWithTheSetting() {
    CacheManager narrow =
        place()
            .manager(
                "narrow",
                "serialization.max-depth=20",
                "serialization.max-references=500",
                "serialization.max-array=400");
    Cache<Object, Object> cache = narrow.createCache("cache", new MutableConfiguration<>());
    Object deep = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    Map<String, Object> beyond =
        Map.of(
            "max-depth of 20",
            deep,
            "max-references of 500",
            new LinkedList<>(Collections.nCopies(501, "x")),
            "max-array of 400",
            new int[401]);
    cache.put("key", "sound");
    beyond.forEach(
        (limit, value) -> {
          CacheException refused =
              assertThrows(CacheException.class, () -> cache.put("key", value));
          CacheChapter.assertSays("serialization." + limit, refused);
          assertThrows(CacheException.class, () -> cache.putAll(Map.of("other", value)));
        });
    assertEquals("sound", cache.get("key"));
    assertFalse(cache.containsKey("other"));
    Object most = new LinkedList<>(Collections.nCopies(300, "x"));
    cache.put("key", most);
    assertEquals(most, cache.get("key"));
  }

  @Test
  default void valueThatCanNotBeSerialised_isRefusedAndNamed() {
    Cache<Object, Object> cache = open();
    CacheException refused =
        assertThrows(CacheException.class, () -> cache.put("key", new Opaque()));
    CacheChapter.assertSays(Opaque.class.getName(), refused);
    assertThrows(
        CacheException.class, () -> cache.putAll(Map.of("sound", "value", "bad", new Opaque())));
    assertFalse(cache.containsKey("key") || cache.containsKey("bad"));
    cache.put("key", "after");
    assertEquals("after", cache.get("key"));
  }

  /** Not serialisable, and mutable. */
  final class Opaque {
    private int number;

    /** Changes it. */
    public void change() {
      number++;
    }

    @Override
    public String toString() {
      return "Opaque " + number;
    }
  }

  @Test
  default void entryThatCanNoLongerBeRead_isACountedMissAndGone() {
    if (place().isLocal()) {
      return; // what is read there was written by this very process
    }
    Cache<String, Object> writer =
        place()
            .manager("writer", "serialization.allow=dev.jaycache.testkit.**")
            .createCache("cache", new MutableConfiguration<>());
    Cache<String, Object> reader =
        place()
            .manager("reader")
            .createCache(
                "cache", new MutableConfiguration<String, Object>().setStatisticsEnabled(true));
    Object unknown = new Unknown(new Date(1));
    writer.putAll(Map.of("get", unknown, "getAll", unknown, "replace", unknown, "put", unknown));
    assertNull(reader.get("get"));
    assertEquals(Map.of(), reader.getAll(Set.of("getAll")));
    assertFalse(reader.replace("replace", "old", "new"));
    assertNull(reader.getAndPut("put", "value"));
    assertFalse(writer.containsKey("get"));
    assertFalse(writer.containsKey("getAll"));
    assertFalse(writer.containsKey("replace"));
    assertEquals("value", writer.get("put"));
    CacheStatisticsMXBean statistics = reader.unwrap(CacheStatisticsMXBean.class);
    assertEquals(4, statistics.getCacheMisses());
    assertEquals(0, statistics.getCacheHits());
  }

  @Test
  default void entryThatCanNotBeRead_isNotInTheWayOfPutIfAbsentNorReplaced() {
    if (place().isLocal()) {
      return; // as above
    }
    Cache<String, Object> writer =
        place()
            .manager("writer", "serialization.allow=dev.jaycache.testkit.**")
            .createCache("cache", new MutableConfiguration<>());
    Cache<String, Object> reader =
        place().manager("reader").createCache("cache", new MutableConfiguration<>());
    String large = "x".repeat(20_000);
    Object unknown = new Unknown(new Date(1));
    for (String value : List.of("small", large)) {
      writer.put("key", unknown);
      assertTrue(reader.putIfAbsent("key", value));
      assertEquals(value, reader.get("key"));
      assertFalse(reader.putIfAbsent("key", "other"));
      writer.put("key", unknown);
      assertNull(reader.getAndReplace("key", value));
      assertNull(reader.get("key"));
      writer.put("key", unknown);
      // Whether there is something is asked without reading it; the first read decides.
      boolean there = reader.containsKey("key");
      assertNull(reader.get("key"));
      assertFalse(reader.containsKey("key"), "after " + there);
    }
  }
}

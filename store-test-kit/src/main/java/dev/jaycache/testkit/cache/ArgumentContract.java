package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Nulls, wrong types, closed caches: the exceptions that JSR-107 names, and nothing changed. */
interface ArgumentContract extends CacheChapter {
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // the very point
  private static <T> T nothing() {
    return null;
  }

  private static <K, V> Map<String, Executable> withNulls(Cache<K, V> cache, K key, V value) {
    EntryProcessor<K, V, String> processor = (entry, arguments) -> "";
    Map<K, V> nullValue = new HashMap<>();
    nullValue.put(key, nothing());
    Map<K, V> nullKey = new HashMap<>();
    nullKey.put(nothing(), value);
    Set<K> nullSet = nullKey.keySet();
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put("get", () -> cache.get(nothing()));
    calls.put("getAll null", () -> cache.getAll(nothing()));
    calls.put("getAll of null", () -> cache.getAll(nullSet));
    calls.put("containsKey", () -> cache.containsKey(nothing()));
    calls.put("loadAll null", () -> cache.loadAll(nothing(), true, nothing()));
    calls.put("loadAll of null", () -> cache.loadAll(nullSet, true, nothing()));
    calls.put("put key", () -> cache.put(nothing(), value));
    calls.put("put value", () -> cache.put(key, nothing()));
    calls.put("getAndPut key", () -> cache.getAndPut(nothing(), value));
    calls.put("getAndPut value", () -> cache.getAndPut(key, nothing()));
    calls.put("putAll null", () -> cache.putAll(nothing()));
    calls.put("putAll key", () -> cache.putAll(nullKey));
    calls.put("putAll value", () -> cache.putAll(nullValue));
    calls.put("putIfAbsent key", () -> cache.putIfAbsent(nothing(), value));
    calls.put("putIfAbsent value", () -> cache.putIfAbsent(key, nothing()));
    calls.put("remove", () -> cache.remove(nothing()));
    calls.put("remove key of two", () -> cache.remove(nothing(), value));
    calls.put("remove value of two", () -> cache.remove(key, nothing()));
    calls.put("getAndRemove", () -> cache.getAndRemove(nothing()));
    calls.put("replace key of three", () -> cache.replace(nothing(), value, value));
    calls.put("replace old of three", () -> cache.replace(key, nothing(), value));
    calls.put("replace new of three", () -> cache.replace(key, value, nothing()));
    calls.put("replace key", () -> cache.replace(nothing(), value));
    calls.put("replace value", () -> cache.replace(key, nothing()));
    calls.put("getAndReplace key", () -> cache.getAndReplace(nothing(), value));
    calls.put("getAndReplace value", () -> cache.getAndReplace(key, nothing()));
    calls.put("removeAll null", () -> cache.removeAll(nothing()));
    calls.put("removeAll of null", () -> cache.removeAll(nullSet));
    calls.put("invoke key", () -> cache.invoke(nothing(), processor));
    calls.put("invoke processor", () -> cache.invoke(key, nothing()));
    calls.put("invokeAll keys", () -> cache.invokeAll(nothing(), processor));
    calls.put("invokeAll of null", () -> cache.invokeAll(nullSet, processor));
    calls.put("invokeAll processor", () -> cache.invokeAll(Set.of(key), nothing()));
    calls.put("register", () -> cache.registerCacheEntryListener(nothing()));
    calls.put("deregister", () -> cache.deregisterCacheEntryListener(nothing()));
    return calls;
  }

  private static <K, V> Map<String, Executable> sound(Cache<K, V> cache, K key, V value) {
    EntryProcessor<K, V, String> processor = (entry, arguments) -> "";
    CacheEntryListenerConfiguration<K, V> listener =
        new MutableCacheEntryListenerConfiguration<>(
            () -> (CacheEntryCreatedListener<K, V>) events -> {}, null, false, true);
    Map<String, Executable> calls = new TreeMap<>();
    calls.put("get", () -> cache.get(key));
    calls.put("getAll", () -> cache.getAll(Set.of(key)));
    calls.put("containsKey", () -> cache.containsKey(key));
    calls.put("loadAll", () -> cache.loadAll(Set.of(key), true, nothing()));
    calls.put("put", () -> cache.put(key, value));
    calls.put("getAndPut", () -> cache.getAndPut(key, value));
    calls.put("putAll", () -> cache.putAll(Map.of(key, value)));
    calls.put("putIfAbsent", () -> cache.putIfAbsent(key, value));
    calls.put("remove", () -> cache.remove(key));
    calls.put("remove value", () -> cache.remove(key, value));
    calls.put("getAndRemove", () -> cache.getAndRemove(key));
    calls.put("replace of three", () -> cache.replace(key, value, value));
    calls.put("replace", () -> cache.replace(key, value));
    calls.put("getAndReplace", () -> cache.getAndReplace(key, value));
    calls.put("removeAll keys", () -> cache.removeAll(Set.of(key)));
    calls.put("removeAll", cache::removeAll);
    calls.put("clear", cache::clear);
    calls.put("invoke", () -> cache.invoke(key, processor));
    calls.put("invokeAll", () -> cache.invokeAll(Set.of(key), processor));
    calls.put("iterator", cache::iterator);
    calls.put("register", () -> cache.registerCacheEntryListener(listener));
    calls.put("deregister", () -> cache.deregisterCacheEntryListener(listener));
    return calls;
  }

  @Test
  default void nullArguments_areRefusedAndNothingChanges() {
    Cache<String, String> cache = open();
    cache.put("key", "value");
    withNulls(cache, "key", "other")
        .forEach((name, call) -> assertThrows(NullPointerException.class, call, name));
    assertEquals("value", cache.get("key"));
  }

  @Test
  default void putAllWithOneNull_putsNothing() {
    Cache<String, String> cache = open();
    Map<String, String> map = new LinkedHashMap<>();
    map.put("first", "1");
    map.put("second", nothing());
    assertThrows(NullPointerException.class, () -> cache.putAll(map));
    assertFalse(cache.containsKey("first"));
  }

  @Test
  default void everyCallOfAClosedCache_isIllegal() {
    Cache<String, String> cache = open();
    cache.close();
    cache.close();
    assertTrue(cache.isClosed());
    sound(cache, "key", "value")
        .forEach((name, call) -> assertThrows(IllegalStateException.class, call, name));
    // Whatever the arguments are: it is closed before they are looked at.
    withNulls(cache, "key", "value")
        .forEach((name, call) -> assertThrows(IllegalStateException.class, call, name));
  }

  @Test
  default void everyCallOfACacheWhoseManagerIsClosed_isIllegal() {
    Cache<String, String> cache = open();
    cache.getCacheManager().close();
    assertTrue(cache.isClosed());
    sound(cache, "key", "value")
        .forEach((name, call) -> assertThrows(IllegalStateException.class, call, name));
  }

  @Test
  default void iteratorOfAClosedCache_isIllegal() {
    Cache<String, String> cache = open();
    cache.put("key", "value");
    var entries = cache.iterator();
    cache.close();
    assertThrows(IllegalStateException.class, entries::next);
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  default void wrongTypes_areRefusedAndNothingChanges() {
    Cache<String, Integer> typed =
        open(new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    typed.put("key", 1);
    Cache raw = typed;
    Map<String, Executable> wrong = new TreeMap<>();
    sound((Cache<Object, Object>) raw, 2, 3)
        .forEach((name, call) -> wrong.put(name + " key", call));
    wrong.keySet().removeIf(name -> name.matches("(removeAll|clear|iterator|.*register) key"));
    sound((Cache<Object, Object>) raw, "key", "text")
        .forEach(
            (name, call) -> {
              if (name.matches("put.*|getAndPut|replace.*|remove value|getAndReplace")) {
                wrong.put(name + " value", call);
              }
            });
    wrong.forEach((name, call) -> assertThrows(ClassCastException.class, call, name));
    assertEquals(1, typed.get("key"));
  }

  @Test
  @SuppressWarnings("unchecked")
  default void wrongTypeSetByAProcessor_isRefusedAndNothingChanges() {
    Cache<String, Integer> typed =
        open(new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    typed.put("key", 1);
    EntryProcessor<String, Object, Object> wrong =
        (entry, arguments) -> {
          entry.setValue("text");
          return null;
        };
    EntryProcessorException thrown =
        assertThrows(
            EntryProcessorException.class,
            () -> ((Cache<String, Object>) (Cache<?, ?>) typed).invoke("key", wrong));
    assertInstanceOf(ClassCastException.class, thrown.getCause());
    assertEquals(1, typed.get("key"));
  }

  @Test
  default void unwrapToSomethingElse_isRefused() {
    Cache<String, String> cache = open();
    assertThrows(IllegalArgumentException.class, () -> cache.unwrap(StringBuilder.class));
    assertThrows(
        IllegalArgumentException.class, () -> cache.getCacheManager().unwrap(StringBuilder.class));
    cache.put("key", "value");
    assertThrows(
        IllegalArgumentException.class, () -> cache.iterator().next().unwrap(Integer.class));
  }

  @Test
  default void emptyCollections_changeNothing() {
    Cache<String, String> cache = open();
    cache.put("key", "value");
    assertEquals(Map.of(), cache.getAll(Set.of()));
    cache.putAll(Map.of());
    cache.removeAll(Set.of());
    assertEquals(Map.of(), cache.invokeAll(Set.of(), (entry, arguments) -> "never"));
    assertEquals("value", cache.get("key"));
    assertNull(cache.get("other"));
  }
}

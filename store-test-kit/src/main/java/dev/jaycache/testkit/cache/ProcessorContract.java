package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.processor.Processors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Test;

/** Entry processors (JSR-107, chapter 9). */
interface ProcessorContract extends CacheChapter {
  @Test
  default void processorThatIsNotSerialisable_runsInThisProcess() {
    Cache<String, String> cache = open();
    Thread caller = Thread.currentThread();
    Object here = new Object();
    List<Object> seen =
        cache.invoke(
            "key",
            (entry, arguments) -> {
              entry.setValue("set");
              return List.of(Thread.currentThread(), here, arguments[0], arguments.length);
            },
            here,
            "second");
    assertSame(caller, seen.get(0));
    assertSame(here, seen.get(1));
    assertSame(here, seen.get(2));
    assertEquals(2, seen.get(3));
    assertEquals("set", cache.get("key"));
  }

  @Test
  default void whatAProcessorThrows_isTheCauseAndNothingIsStored() {
    Cache<String, String> cache = open();
    cache.put("key", "value");
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    EntryProcessor<String, String, String> throwing =
        (entry, arguments) -> {
          entry.setValue("lost");
          throw mine;
        };
    assertSame(
        mine,
        assertThrows(EntryProcessorException.class, () -> cache.invoke("key", throwing))
            .getCause());
    EntryProcessorException own = new EntryProcessorException("own");
    assertSame(
        own,
        assertThrows(
            EntryProcessorException.class,
            () ->
                cache.invoke(
                    "key",
                    (entry, arguments) -> {
                      throw own;
                    })));
    Map<String, EntryProcessorResult<String>> results =
        cache.invokeAll(Set.of("key", "other"), throwing);
    assertEquals(Set.of("key", "other"), results.keySet());
    results
        .values()
        .forEach(
            result ->
                assertSame(
                    mine, assertThrows(EntryProcessorException.class, result::get).getCause()));
    assertEquals("value", cache.get("key"));
    assertEquals(null, cache.get("other"));
  }

  @Test
  default void valueLoaderOfSpring_isCalledOnceByManyThreads() throws Exception {
    Cache<String, String> cache = open();
    AtomicInteger calls = new AtomicInteger();
    List<String> results =
        Crowd.run(
            16,
            number ->
                cache.invoke(
                    "key",
                    (entry, arguments) -> {
                      if (!entry.exists()) {
                        entry.setValue("made " + calls.incrementAndGet());
                      }
                      return entry.getValue();
                    }));
    assertEquals(Set.of("made 1"), Set.copyOf(results));
    assertEquals(1, calls.get());
  }

  @Test
  default void threadsThatCount_loseNothing() throws Exception {
    Cache<String, Long> cache = open();
    EntryProcessor<String, Long, Long> plus =
        (entry, arguments) -> {
          entry.setValue(entry.exists() ? entry.getValue() + 1 : 1L);
          return entry.getValue();
        };
    Crowd.each(
        8,
        number -> {
          for (int i = 0; i < 50; i++) {
            cache.invoke("hot", plus);
            cache.invoke("hot", Processors.increment(1L));
            cache
                .invokeAll(Set.of("hot", "k" + i % 5), plus)
                .values()
                .forEach(result -> result.get());
            long seen;
            do {
              seen = cache.get("hot");
            } while (!cache.replace("hot", seen, seen + 1));
          }
        });
    assertEquals(8 * 50 * 4L, cache.get("hot"));
    long others = 0;
    for (int i = 0; i < 5; i++) {
      others += cache.get("k" + i);
    }
    assertEquals(8 * 50L, others);
  }

  @Test
  default void invokeAll_givesAResultForEachKeyThatHasOne() {
    Cache<Integer, Integer> cache = open();
    for (int i = 0; i < 10; i++) {
      cache.put(i, i);
    }
    Map<Integer, EntryProcessorResult<Integer>> results =
        cache.invokeAll(
            Set.of(1, 2, 3, 11),
            (entry, arguments) -> {
              if (entry.getKey() == 2) {
                return null;
              }
              if (entry.getKey() == 3) {
                entry.remove();
                return -1;
              }
              entry.setValue(entry.exists() ? entry.getValue() * 10 : 0);
              return entry.getValue();
            });
    Map<Integer, Integer> values = new HashMap<>();
    results.forEach((key, result) -> values.put(key, result.get()));
    assertEquals(Map.of(1, 10, 3, -1, 11, 0), values);
    assertEquals(Map.of(1, 10, 2, 2, 11, 0), cache.getAll(Set.of(1, 2, 3, 11)));
  }
}

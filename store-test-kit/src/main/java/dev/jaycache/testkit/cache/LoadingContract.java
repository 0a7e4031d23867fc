package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.engine.KeyLocks;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Read-through and {@code loadAll} (JSR-107, 10.1). */
interface LoadingContract extends CacheChapter {
  /** A loader by a function, which counts. */
  final class Loader implements CacheLoader<String, String> {
    private final Function<String, @Nullable String> values;
    private final AtomicInteger loads = new AtomicInteger();

    Loader(Function<String, @Nullable String> values) {
      this.values = values;
    }

    int loads() {
      return loads.get();
    }

    @Override
    public @Nullable String load(String key) {
      loads.incrementAndGet();
      return values.apply(key);
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      Map<String, String> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, load(key)));
      return loaded;
    }
  }

  private static MutableConfiguration<String, String> reading(CacheLoader<String, String> loader) {
    return new MutableConfiguration<String, String>()
        .setReadThrough(true)
        .setCacheLoaderFactory(() -> loader);
  }

  @Test
  default void stampedeOnAColdKey_loadsOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(32);
    Loader loader =
        new Loader(
            key -> {
              try {
                // Nobody is done before everybody has come.
                assertTrue(all.await(1, TimeUnit.MINUTES));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "value of " + key;
            });
    Cache<String, String> cache = open(reading(loader));
    List<String> results =
        Crowd.run(
            32,
            number -> {
              all.countDown();
              return cache.get("key");
            });
    assertEquals(Collections.nCopies(32, "value of key"), results);
    assertEquals(1, loader.loads());
  }

  @Test
  default void stampedeOnAKeyThatNobodyKnows_loadsOnce() throws Exception {
    int callers = 64;
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    AtomicBoolean first = new AtomicBoolean(true);
    Loader nothing =
        new Loader(
            key -> {
              if (first.getAndSet(false)) {
                CacheChapter.until(
                    () -> threads.stream().filter(LoadingContract::isQueued).count() == callers - 1,
                    "everybody else waits for this load");
              }
              return null;
            });
    Cache<String, String> cache = open(reading(nothing));
    List<String> results =
        Crowd.run(
            callers,
            number -> {
              threads.add(Thread.currentThread());
              return cache.get("key");
            });
    assertEquals(Collections.nCopies(callers, null), results);
    assertEquals(1, nothing.loads());
    assertNull(cache.get("key"));
    assertEquals(2, nothing.loads());
  }

  /** Whether a thread waits for its turn at a key. */
  private static boolean isQueued(Thread thread) {
    boolean waits = thread.getState() == Thread.State.TIMED_WAITING;
    return waits
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(KeyLocks.class.getName()));
  }

  @Test
  default void processorOfAMissingKey_asksTheLoaderOnce() {
    Loader nothing = new Loader(key -> null);
    Cache<String, String> cache = open(reading(nothing));
    cache.invoke(
        "key",
        (entry, arguments) -> {
          assertNull(entry.getValue());
          assertNull(entry.getValue());
          return null;
        });
    assertEquals(1, nothing.loads());
    cache.invoke(
        "key",
        (entry, arguments) -> {
          entry.setValue("own");
          entry.remove();
          return entry.getValue();
        });
    assertEquals(1, nothing.loads());
  }

  @Test
  default void loaderThatThrows_isTheCauseAndNothingIsStored() {
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    Loader loader =
        new Loader(
            key -> {
              throw mine;
            });
    Cache<String, String> cache = open(reading(loader));
    assertEquals(mine, assertThrows(CacheLoaderException.class, () -> cache.get("key")).getCause());
    assertEquals(
        mine,
        assertThrows(CacheLoaderException.class, () -> cache.getAll(Set.of("key"))).getCause());
    assertEquals(2, loader.loads());
    // The key is not left locked.
    cache.put("key", "value");
    assertEquals("value", cache.get("key"));
  }

  @Test
  default void loadAllThatFails_tellsTheListener() {
    for (Throwable mine :
        List.of(new IllegalArgumentException("mine"), new AssertionError("mine"))) {
      Loader loader =
          new Loader(
              key -> {
                if (mine instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) mine;
              });
      Cache<String, String> cache = open(reading(loader));
      CompletionListenerFuture end = new CompletionListenerFuture();
      cache.loadAll(Set.of("key"), true, end);
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> end.get(1, TimeUnit.MINUTES));
      assertInstanceOf(CacheLoaderException.class, failed.getCause());
      assertEquals(mine, failed.getCause().getCause());
      place().manager().destroyCache("cache");
    }
  }

  @Test
  default void loadAllWithoutListenerOrLoader_ends() throws Exception {
    Loader loader = new Loader(key -> "value");
    Cache<String, String> cache = open(reading(loader).setReadThrough(false));
    cache.loadAll(Set.of("key"), false, null);
    CacheChapter.until(() -> cache.containsKey("key"), "loaded without a listener");
    cache.put("key", "own");
    CompletionListenerFuture end = new CompletionListenerFuture();
    cache.loadAll(Set.of("key"), false, end);
    end.get(1, TimeUnit.MINUTES);
    assertEquals("own", cache.get("key"));
    assertEquals(1, loader.loads());
    Cache<String, String> bare =
        place().manager().createCache("bare", new MutableConfiguration<>());
    CompletionListenerFuture atOnce = new CompletionListenerFuture();
    bare.loadAll(Set.of("key"), true, atOnce);
    atOnce.get(1, TimeUnit.MINUTES);
  }

  @Test
  default void loaderThatGivesMoreThanAskedFor_fillsOnlyWhatWasAskedFor() throws Exception {
    CacheLoader<String, String> generous =
        new CacheLoader<>() {
          @Override
          public String load(String key) {
            return "one";
          }

          @Override
          public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of("a", "1", "b", "2", "surplus", "3");
          }
        };
    Cache<String, String> cache = open(reading(generous));
    assertEquals(Map.of("a", "1", "b", "2"), cache.getAll(Set.of("a", "b")));
    CompletionListenerFuture end = new CompletionListenerFuture();
    cache.loadAll(Set.of("a"), true, end);
    end.get(1, TimeUnit.MINUTES);
    assertTrue(!cache.containsKey("surplus"));
  }

  @Test
  default void loadThatIsOvertakenByAPut_doesNotOverwriteIt() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch put = new CountDownLatch(1);
    Loader loader =
        new Loader(
            key -> {
              loading.countDown();
              try {
                assertTrue(put.await(1, TimeUnit.MINUTES));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "old";
            });
    Cache<String, String> cache = open(reading(loader));
    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> cache.get("key"));
    assertTrue(loading.await(1, TimeUnit.MINUTES));
    cache.put("key", "new");
    put.countDown();
    assertEquals("new", read.get(1, TimeUnit.MINUTES));
    assertEquals("new", cache.get("key"));
  }
}

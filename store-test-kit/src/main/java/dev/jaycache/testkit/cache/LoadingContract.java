package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.engine.KeyLocks;
import dev.jaycache.store.StoredEntry;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
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

  /** A cache of a manager of its own, as another application has it. */
  private Cache<String, String> once(String manager, CacheLoader<String, String> loader) {
    // A lease that is left behind stops whoever comes next.
    return place()
        .manager(manager, "cache-defaults.load=once", "cache-defaults.load-lease=1 h")
        .createCache("cache", reading(loader));
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
              // Nobody is done before everybody has come.
              await(all);
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
  default void managersThatLoadOnce_loadAColdKeyOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(32);
    Loader loader =
        new Loader(
            key -> {
              await(all);
              return "value of " + key;
            });
    List<Cache<String, String>> caches = List.of(once("one", loader), once("two", loader));
    List<String> results =
        Crowd.run(
            32,
            number -> {
              all.countDown();
              return caches.get(number % 2).get("key");
            });
    assertEquals(Collections.nCopies(32, "value of key"), results);
    assertEquals(place().isLocal() ? 2 : 1, loader.loads());
  }

  @Test
  default void managersThatLoadOnce_loadEachKeyOfBulksOnce() throws Exception {
    Set<String> keys = Set.of("a", "b", "c", "d", "e", "f", "g", "h");
    CountDownLatch all = new CountDownLatch(8);
    Loader loader =
        new Loader(
            key -> {
              await(all);
              return key;
            });
    List<Cache<String, String>> caches = List.of(once("one", loader), once("two", loader));
    Map<String, String> expected = new HashMap<>();
    keys.forEach(key -> expected.put(key, key));
    List<Map<String, String>> results =
        Crowd.run(
            8,
            number -> {
              all.countDown();
              return caches.get(number % 2).getAll(keys);
            });
    assertEquals(Collections.nCopies(8, expected), results);
    assertEquals(keys.size() * (place().isLocal() ? 2 : 1), loader.loads());
  }

  @Test
  default void loadOnceWithoutAValue_keepsNobodyFromTheKey() {
    Loader nothing = new Loader(key -> null);
    Loader throwing =
        new Loader(
            key -> {
              throw new IllegalArgumentException("mine");
            });
    Cache<String, String> one = once("one", nothing);
    Cache<String, String> two = once("two", throwing);
    assertNull(one.get("key"));
    assertThrows(CacheLoaderException.class, () -> two.get("key"));
    assertEquals(Map.of(), one.getAll(Set.of("key")));
    assertThrows(CacheLoaderException.class, () -> two.getAll(Set.of("key")));
    Loader loader = new Loader(key -> "value");
    assertEquals("value", once("three", loader).get("key"));
    one.invoke("other", (entry, arguments) -> entry.getValue());
    assertEquals("value", place().manager("three").getCache("cache").get("other"));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void entryThatSoonExpires_isLoadedAnewInTheBackground() {
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    Loader loader =
        new Loader(
            key -> {
              threads.add(Thread.currentThread());
              // A thousand times this is most of the entry's life.
              long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
              while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
              }
              return "value " + threads.size();
            });
    Cache<String, String> cache =
        place()
            .manager("early", "cache-defaults.load-early=1000")
            .createCache(
                "cache",
                reading(loader)
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_MINUTE)));
    assertEquals("value 1", cache.get("key"));
    CacheChapter.until(() -> !"value 1".equals(cache.get("key")), "it is loaded anew");
    Thread caller = Thread.currentThread();
    assertEquals(1, threads.stream().filter(thread -> thread == caller).count());
  }

  @Test
  default void loadedEntries_endEarlierByChanceAndNeverLater() {
    Loader loader = new Loader(key -> "value");
    Cache<String, String> cache =
        place()
            .manager("jitter", "cache-defaults.load-jitter=0.5")
            .createCache(
                "cache",
                reading(loader)
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
    long hour = TimeUnit.HOURS.toMillis(1);
    long begun = System.currentTimeMillis();
    Set<Long> ends = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      String key = "k" + i;
      cache.get(key);
      // A near cache whose server is not listened to yet is not told when an entry expires.
      CacheChapter.until(
          () -> CacheChapter.expiresAt(cache, key) != StoredEntry.UNKNOWN_EXPIRY,
          "when the entry expires is told");
      long end = CacheChapter.expiresAt(cache, key);
      // A minute for what happens between here and there.
      assertTrue(end >= begun + hour / 2 - hour / 60, "after " + (end - begun) + " ms");
      assertTrue(end <= System.currentTimeMillis() + hour, "after " + (end - begun) + " ms");
      ends.add(end / 1_000);
    }
    assertTrue(ends.size() > 1, "all end together");
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

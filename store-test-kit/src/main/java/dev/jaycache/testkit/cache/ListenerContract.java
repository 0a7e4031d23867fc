package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.processor.Processors;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;

/** Listeners (JSR-107, chapter 8): what they may do, and what they can't stop. */
interface ListenerContract extends CacheChapter {
  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void listenerThatChangesItsOwnKey_leavesTheOrderRightForEveryListener() {
    Cache<String, String> cache = open();
    Heard<String, String> before = new Heard<>();
    Heard<String, String> changing =
        new Heard<>(
            event -> {
              if (event.getEventType() == EventType.CREATED) {
                cache.put("key", cache.get("key") + " b");
                assertEquals("a b", cache.get("key"));
                cache.remove("key");
              }
            });
    Heard<String, String> after = new Heard<>();
    cache.registerCacheEntryListener(before.registered(true));
    cache.registerCacheEntryListener(changing.registered(true));
    cache.registerCacheEntryListener(after.registered(true));
    cache.put("key", "a");
    List<String> all = List.of("CREATED null to a", "UPDATED a to a b", "REMOVED a b to a b");
    assertEquals(all, before.words("key"));
    assertEquals(all, changing.words("key"));
    assertEquals(all, after.words("key"));
    assertFalse(cache.containsKey("key"));
  }

  @Test
  default void listenersThatChangeEachOthersKeys_doNotStopForEver() throws Exception {
    Cache<String, Integer> cache =
        place()
            .manager("impatient", "cache-defaults.invoke.retry-timeout=100 ms")
            .createCache("cache", new MutableConfiguration<>());
    CyclicBarrier meet = new CyclicBarrier(2);
    Heard<String, Integer> crossing =
        new Heard<>(
            event -> {
              if (event.getEventType() == EventType.CREATED) {
                try {
                  meet.await(1, TimeUnit.MINUTES);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                cache.put(event.getKey().equals("a") ? "b" : "a", 2);
              }
            });
    cache.registerCacheEntryListener(crossing.registered(true));
    Crowd.each(
        2,
        number -> {
          cache.put(number == 0 ? "a" : "b", 1);
        });
    CacheChapter.until(() -> crossing.count() == 4, "every event came");
    assertEquals(List.of("CREATED null to 1", "UPDATED 1 to 2"), crossing.words("a"));
    assertEquals(List.of("CREATED null to 1", "UPDATED 1 to 2"), crossing.words("b"));
  }

  @Test
  default void listenerThatBlocks_holdsUpTheKeysEventsAndNothingElse() throws Exception {
    Cache<String, String> cache = open();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Heard<String, String> blocking =
        new Heard<>(
            event -> {
              if (event.getValue().equals("first")) {
                entered.countDown();
                await(release);
              }
            });
    cache.registerCacheEntryListener(blocking.registered(true));
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(() -> cache.put("key", "first"), Crowd.executor());
    await(entered);
    assertEquals("first", cache.get("key"));
    cache.put("other", "goes through");
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(() -> cache.put("key", "second"), Crowd.executor());
    CacheChapter.until(() -> "second".equals(cache.get("key")), "the write does not wait");
    assertFalse(first.isDone());
    assertFalse(second.isDone(), "its own event has not been heard");
    release.countDown();
    first.get(1, TimeUnit.MINUTES);
    second.get(1, TimeUnit.MINUTES);
    assertEquals(
        List.of("CREATED null to first", "UPDATED first to second"), blocking.words("key"));
  }

  @Test
  default void asynchronousListenerThatBlocks_holdsUpNobody() {
    Cache<String, String> cache = open();
    CountDownLatch release = new CountDownLatch(1);
    Heard<String, String> blocking = new Heard<>(event -> await(release));
    cache.registerCacheEntryListener(blocking.registered(false));
    cache.put("key", "a");
    cache.put("key", "b");
    cache.remove("key");
    release.countDown();
    CacheChapter.until(() -> blocking.count() == 3, "all events came");
    assertEquals(
        List.of("CREATED null to a", "UPDATED a to b", "REMOVED b to b"), blocking.words("key"));
  }

  @Test
  default void listenerThatThrows_tellsTheCallerAndStopsNeitherOperationNorOthers() {
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    Heard<String, String> throwing =
        new Heard<>(
            event -> {
              throw mine;
            });
    Heard<String, String> other = new Heard<>();
    Cache<String, String> cache = open();
    cache.registerCacheEntryListener(throwing.registered(true));
    cache.registerCacheEntryListener(other.registered(true));
    CacheEntryListenerException thrown =
        assertThrows(CacheEntryListenerException.class, () -> cache.put("key", "value"));
    assertSame(mine, thrown.getCause());
    assertEquals("value", cache.get("key"));
    assertThrows(CacheEntryListenerException.class, () -> cache.putAll(Map.of("a", "1", "b", "2")));
    assertThrows(CacheEntryListenerException.class, cache::removeAll);
    assertFalse(cache.iterator().hasNext());
    assertEquals(6, other.count());
  }

  @Test
  default void closedCacheAndDeregisteredListener_hearNothingMore() {
    Cache<String, String> cache = open();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Heard<String, String> slow =
        new Heard<>(
            event -> {
              entered.countDown();
              await(release);
            });
    CacheEntryListenerConfiguration<String, String> registered = slow.registered(false);
    cache.registerCacheEntryListener(registered);
    cache.put("key", "a");
    await(entered);
    cache.put("key", "b");
    cache.put("key", "c");
    cache.deregisterCacheEntryListener(registered);
    Heard<String, String> last = new Heard<>();
    cache.registerCacheEntryListener(last.registered(false));
    cache.put("key", "d");
    CacheChapter.until(() -> last.count() == 1, "the new listener heard");
    release.countDown();
    place().provider().close();
    CacheChapter.until(
        () -> Leftovers.threads().isEmpty(),
        () -> "the threads are gone, and so is what they had to do: " + Leftovers.threads());
    assertEquals(List.of("CREATED null to a"), slow.words("key"));
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // a value that can change, which is the point
  default void objectsChangedAfterTheOperation_areNotChangedInItsEvents() {
    for (boolean synchronous : List.of(true, false)) {
      Cache<Date, Date> cache =
          place().manager().createCache("dates " + synchronous, new MutableConfiguration<>());
      CountDownLatch changed = new CountDownLatch(synchronous ? 0 : 1);
      Heard<Date, Date> heard = new Heard<>(event -> await(changed));
      cache.registerCacheEntryListener(heard.registered(synchronous));
      Date key = new Date(1);
      Date value = new Date(10);
      cache.put(key, value);
      value.setTime(11);
      cache.putAll(Map.of(key, value));
      value.setTime(12);
      cache.getAndPut(key, value).setTime(99);
      value.setTime(99);
      cache.invoke(
          key,
          (entry, arguments) -> {
            entry.getValue().setTime(99);
            entry.setValue(value);
            value.setTime(13);
            return null;
          });
      value.setTime(99);
      cache.getAndRemove(key).setTime(99);
      key.setTime(2);
      changed.countDown();
      CacheChapter.until(() -> heard.count() == 5, "every event came");
      assertEquals(
          List.of(
              "CREATED null to 10",
              "UPDATED 10 to 11",
              "UPDATED 11 to 12",
              "UPDATED 12 to 13",
              "REMOVED 13 to 13"),
          heard.of(new Date(1)).stream()
              .map(
                  event ->
                      event.getEventType()
                          + " "
                          + (event.getOldValue() == null ? null : event.getOldValue().getTime())
                          + " to "
                          + event.getValue().getTime())
              .toList());
      heard.of(new Date(1)).forEach(event -> assertEquals(new Date(1), event.getKey()));
    }
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // as above
  default void eventsOfACacheByReference_haveTheVeryObjects() {
    if (!place().isLocal()) {
      return; // by reference is for caches in the process
    }
    Cache<Date, Date> cache = open(new MutableConfiguration<Date, Date>().setStoreByValue(false));
    Heard<Date, Date> heard = new Heard<>();
    cache.registerCacheEntryListener(heard.registered(true));
    Date key = new Date(1);
    Date value = new Date(10);
    cache.put(key, value);
    assertSame(key, heard.of(key).get(0).getKey());
    assertSame(value, heard.of(key).get(0).getValue());
  }

  @Test
  default void increment_tellsTheSum() {
    Cache<String, Long> cache = open();
    Heard<String, Long> heard = new Heard<>();
    cache.registerCacheEntryListener(heard.registered(true));
    assertEquals(5L, cache.invoke("key", Processors.increment(5L)));
    assertEquals(12L, cache.invoke("key", Processors.increment(7L)));
    assertEquals(List.of("CREATED null to 5", "UPDATED 5 to 12"), heard.words("key"));
  }

  @Test
  default void entryThatIsReadForTheLastTime_isExpiredBeforeItIsCreatedAgain() {
    Cache<String, Integer> cache =
        open(
            new MutableConfiguration<String, Integer>()
                .setExpiryPolicyFactory(
                    () -> new FixedExpiry(Duration.ETERNAL, Duration.ZERO, null)));
    Heard<String, Integer> heard = new Heard<>();
    cache.registerCacheEntryListener(heard.registered(true));
    for (int i = 0; i < 20; i++) {
      cache.put("key", i);
      assertEquals(i, cache.get("key"));
      assertEquals(Map.of(), cache.getAll(Set.of("key")));
    }
    assertEquals(40, heard.count());
    assertEquals(null, heard.brokenChain("key", null));
  }

  @Test
  default void expiryAtOnce_isOneStoryForTheListener() {
    Heard<String, String> heard = new Heard<>();
    Cache<String, String> updated =
        open(
            new MutableConfiguration<String, String>()
                .setExpiryPolicyFactory(
                    () -> new FixedExpiry(Duration.ETERNAL, null, Duration.ZERO))
                .addCacheEntryListenerConfiguration(heard.registered(true)));
    updated.put("key", "a");
    updated.put("key", "b");
    updated.put("key", "c");
    assertEquals(
        List.of("CREATED null to a", "UPDATED a to b", "EXPIRED b to b", "CREATED null to c"),
        heard.words("key"));
    Heard<String, String> nothing = new Heard<>();
    Cache<String, String> stillborn =
        place()
            .manager()
            .createCache(
                "stillborn",
                new MutableConfiguration<String, String>()
                    .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(Duration.ZERO))
                    .addCacheEntryListenerConfiguration(nothing.registered(true)));
    stillborn.put("key", "a");
    stillborn.getAndPut("key", "b");
    assertEquals(0, nothing.count());
  }
}

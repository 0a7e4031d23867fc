package dev.jaycache.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Want;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
  private final CachingProvider provider = new JayCachingProvider();
  private final Cache<String, String> source =
      provider.getCacheManager().createCache("source", new MutableConfiguration<>());
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final EventPublisher<String, String> publisher =
      new EventPublisher<>(source, EventPublisher.Detached.none(), later::add, 60_000);
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    provider.close();
  }

  private void runLater() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  private static CacheEntryListenerConfiguration<String, String> configuration(
      CacheEntryListener<String, String> listener, boolean oldValue, boolean synchronous) {
    return new MutableCacheEntryListenerConfiguration<>(
        () -> listener, null, oldValue, synchronous);
  }

  private void note(
      String name, Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
    events.forEach(
        event ->
            heard.add(
                name
                    + ' '
                    + event.getEventType()
                    + ' '
                    + event.getOldValue()
                    + ' '
                    + event.getValue()));
  }

  @Test
  void nobodyListening_asksNothingAndTellsNothing() {
    assertFalse(publisher.isActive());
    assertEquals(Want.NOTHING, publisher.want(Want.NOTHING));
    publisher.queue("key", Effect.CREATED, null, "value").complete();
    publisher.expired("key", "value");
    assertEquals(0, later.size());
  }

  @Test
  void want_isWhatTheListenersNeed() {
    publisher.register(
        configuration((CacheEntryCreatedListener<String, String>) events -> {}, false, true));
    assertEquals(Want.EFFECT, publisher.want(Want.NOTHING));
    assertEquals(Want.PREVIOUS, publisher.want(Want.PREVIOUS));
    List<CacheEntryListenerConfiguration<String, String>> needy =
        List.of(
            configuration((CacheEntryRemovedListener<String, String>) events -> {}, false, true),
            configuration((CacheEntryExpiredListener<String, String>) events -> {}, false, true),
            configuration((CacheEntryUpdatedListener<String, String>) events -> {}, true, true));
    for (CacheEntryListenerConfiguration<String, String> one : needy) {
      publisher.register(one);
      assertEquals(Want.PREVIOUS, publisher.want(Want.NOTHING));
      publisher.deregister(one);
      assertEquals(Want.EFFECT, publisher.want(Want.NOTHING));
    }
  }

  @Test
  void eventsOfAnEffect_areThoseOfTheSpecification() {
    publisher.register(configuration(new All("all"), true, true));
    for (Effect effect : Effect.values()) {
      publisher.queue("key", effect, "old", "new").complete();
    }
    assertEquals(
        List.of(
            "all CREATED null new",
            "all UPDATED old new",
            "all UPDATED old new",
            "all UPDATED old new",
            "all EXPIRED new new",
            "all REMOVED old old",
            "all EXPIRED old old"),
        heard);
  }

  @Test
  void asynchronousListener_hearsLaterAndInOrder() {
    publisher.register(configuration(new All("later"), true, false));
    publisher.register(configuration(new All("now"), true, true));
    publisher.queue("key", Effect.CREATED, null, "a").complete();
    publisher.queue("key", Effect.REMOVED, "a", null).complete();
    assertEquals(List.of("now CREATED null a", "now REMOVED a a"), heard);
    heard.clear();
    runLater();
    assertEquals(List.of("later CREATED null a", "later REMOVED a a"), heard);
  }

  @Test
  void expiryThatTheStoreNoticed_comesBeforeWhatFollows() {
    publisher.register(configuration(new All("all"), true, true));
    publisher.expired("key", "a");
    assertEquals(List.of(), heard);
    publisher.queue("key", Effect.CREATED, null, "b").complete();
    assertEquals(List.of("all EXPIRED a a", "all CREATED null b"), heard);
    runLater();
    assertEquals(2, heard.size());
    publisher.expired("key", "b");
    runLater();
    assertEquals("all EXPIRED b b", heard.get(2));
  }

  @Test
  void deregisteredListener_doesNotHearWhatWasOnItsWay() {
    CacheEntryListenerConfiguration<String, String> slow =
        configuration(new All("slow"), true, false);
    publisher.register(slow);
    publisher.queue("key", Effect.CREATED, null, "a").complete();
    EventPublisher.Delivery queued = publisher.queue("key", Effect.REMOVED, "a", null);
    assertEquals(1, publisher.deregister(slow).size());
    queued.complete();
    runLater();
    assertEquals(List.of(), heard);
    assertFalse(publisher.isActive());
  }

  @Test
  void whatListenersThrow_isOneExceptionAndEachHasHeard() {
    IllegalStateException mine = new IllegalStateException("mine");
    for (int i = 0; i < 2; i++) {
      publisher.register(
          configuration(
              (CacheEntryCreatedListener<String, String>)
                  events -> {
                    throw mine;
                  },
              false,
              true));
    }
    publisher.register(configuration(new All("all"), true, true));
    CacheEntryListenerException thrown =
        assertThrows(
            CacheEntryListenerException.class,
            () -> publisher.queue("key", Effect.CREATED, null, "a").complete());
    assertEquals(mine, thrown.getCause());
    assertTrue(thrown.getSuppressed()[0] instanceof CacheEntryListenerException);
    assertEquals(List.of("all CREATED null a"), heard);
  }

  /** Hears all there is. */
  private final class All
      implements CacheEntryCreatedListener<String, String>,
          CacheEntryUpdatedListener<String, String>,
          CacheEntryRemovedListener<String, String>,
          CacheEntryExpiredListener<String, String> {
    private final String name;

    All(String name) {
      this.name = name;
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(name, events);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(name, events);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(name, events);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(name, events);
    }
  }
}

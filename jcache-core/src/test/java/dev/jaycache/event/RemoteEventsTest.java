package dev.jaycache.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Effect;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of what a store announces. */
class RemoteEventsTest {
  private final CachingProvider provider = new JayCachingProvider();
  private final Cache<String, String> source =
      provider.getCacheManager().createCache("source", new MutableConfiguration<>());
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final EventPublisher<String, String> publisher =
      new EventPublisher<>(source, EventPublisher.Detached.none(), later::add, 60_000);
  private final Announcing store = new Announcing();
  private final RemoteEvents<String, String> remote = new RemoteEvents<>(store, publisher);
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    provider.close();
  }

  /** A store that announces what the test says. */
  private static final class Announcing extends FilterStore<String, String> {
    private @Nullable Announcements<String, String> told;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean expiries;
    private boolean confirms = true;

    /** Run once, when the hearing is told of expiries, or awaited. */
    private Runnable beforeTelling = () -> {};

    private Runnable beforeAnswer = () -> {};

    Announcing() {
      super(new LocalStore<>(Bounds.none(), new PlainValues<>(), InstantSource.system()));
    }

    @Override
    public Outcome<String> apply(String key, Mutation<String> mutation) {
      return store.apply(key, mutation);
    }

    @Override
    public void clear() {
      store.clear();
    }

    @Override
    public Hearing hear(Announcements<String, String> announcements) {
      asked.add("hear");
      told = announcements;
      expiries = false;
      return new Hearing() {
        @Override
        public boolean tellRanOut(boolean wanted) {
          Runnable before = beforeTelling;
          beforeTelling = () -> {};
          before.run();
          boolean changed = wanted != expiries;
          expiries = wanted;
          if (changed) {
            asked.add("expiries " + wanted);
          }
          return changed;
        }

        @Override
        public boolean awaitHeard() {
          asked.add("await");
          Runnable before = beforeAnswer;
          beforeAnswer = () -> {};
          before.run();
          return confirms;
        }

        @Override
        public void close() {
          asked.add("end");
          told = null;
        }
      };
    }

    private Announcements<String, String> told() {
      Announcements<String, String> now = told;
      if (now == null) {
        throw new AssertionError("nobody hears");
      }
      return now;
    }
  }

  /** Takes all events, and wants to know when some are missing. */
  private class Linked
      implements CacheEntryCreatedListener<String, String>,
          CacheEntryUpdatedListener<String, String>,
          CacheEntryRemovedListener<String, String>,
          EventLinkListener {
    void note(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      events.forEach(
          event ->
              heard.add(
                  event.getEventType()
                      + " "
                      + event.getKey()
                      + ' '
                      + event.getOldValue()
                      + ' '
                      + event.getValue()));
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(events);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(events);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(events);
    }

    @Override
    public void onEventsLost(String node, String why) {
      heard.add("lost " + node + ' ' + why);
      throw new IllegalStateException("a listener's own fault");
    }

    @Override
    public void onEventGap(String node) {
      heard.add("gap " + node);
    }
  }

  private final class Expiries extends Linked implements CacheEntryExpiredListener<String, String> {
    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      note(events);
    }
  }

  private static CacheEntryListenerConfiguration<String, String> registered(
      Linked listener, boolean synchronous) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, synchronous);
  }

  private void runLater() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  @Test
  void others_areHeardAsLongAsThereIsAListener() {
    remote.follow();
    assertEquals(List.of(), store.asked);
    CacheEntryListenerConfiguration<String, String> first = registered(new Linked(), true);
    CacheEntryListenerConfiguration<String, String> second = registered(new Expiries(), true);
    publisher.register(first);
    remote.follow();
    remote.follow();
    publisher.register(second);
    remote.follow();
    assertEquals(List.of("hear", "await", "expiries true", "await"), store.asked);
    publisher.deregister(second);
    remote.follow();
    publisher.deregister(first);
    remote.follow();
    assertEquals(
        List.of("expiries false", "await", "end"), store.asked.subList(4, store.asked.size()));
    publisher.register(first);
    remote.close();
    assertNull(store.told);
    remote.follow();
    assertFalse(store.asked.subList(7, store.asked.size()).contains("hear"));
  }

  @Test
  void registrationWhileAnotherAwaitsTheHearing_awaitsItToo() {
    publisher.register(registered(new Linked(), true));
    store.beforeAnswer =
        () -> {
          publisher.register(registered(new Linked(), true));
          remote.follow();
        };
    remote.follow();
    assertEquals(List.of("hear", "await", "await"), store.asked);
    remote.follow();
    assertEquals(3, store.asked.size());
  }

  @Test
  void hearingThatIsNotConfirmed_isAwaitedByWhoComesNext() {
    store.confirms = false;
    publisher.register(registered(new Linked(), true));
    remote.follow();
    store.confirms = true;
    remote.follow();
    remote.follow();
    assertEquals(List.of("hear", "await", "await"), store.asked);
  }

  @Test
  void expiries_areToldAsTheLastRegistrationHasIt() throws Exception {
    CacheEntryListenerConfiguration<String, String> expiring = registered(new Expiries(), true);
    publisher.register(registered(new Linked(), true));
    publisher.register(expiring);
    Thread other =
        new Thread(
            () -> {
              publisher.deregister(expiring);
              remote.follow();
            });
    store.beforeTelling =
        () -> {
          other.start();
          // It is done, or it waits for this thread.
          while (other.isAlive() && other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
        };
    remote.follow();
    other.join();
    assertFalse(publisher.takes(EventType.EXPIRED));
    assertFalse(store.expiries);
  }

  @Test
  void announcements_areEventsOfTheirEffect() {
    publisher.register(registered(new Expiries(), true));
    remote.follow();
    for (Effect effect : Effect.values()) {
      store.told().announced("k", effect, "old", "new");
    }
    store.told().announced("k", Effect.REMOVED, null, null);
    store.told().ranOut("k");
    assertEquals(List.of(), heard, "nobody waits");
    runLater();
    assertEquals(
        List.of(
            "CREATED k null new",
            "UPDATED k old new",
            "UPDATED k old new",
            "UPDATED k old new",
            "EXPIRED k new new",
            "REMOVED k old old",
            "EXPIRED k old old",
            "REMOVED k null null",
            "EXPIRED k null null"),
        heard);
  }

  @Test
  void localEvent_waitsForTheAnnouncedOnesOfItsKeyBeforeIt() {
    publisher.register(registered(new Linked(), true));
    remote.follow();
    store.told().announced("k", Effect.CREATED, null, "theirs");
    publisher.queue("k", Effect.UPDATED, "theirs", "mine").complete();
    assertEquals(List.of("CREATED k null theirs", "UPDATED k theirs mine"), heard);
    runLater();
    assertEquals(2, heard.size());
  }

  @Test
  void loss_isToldAfterTheEventsBeforeIt() {
    for (boolean synchronous : List.of(true, false)) {
      heard.clear();
      CacheEntryListenerConfiguration<String, String> listener =
          registered(new Linked(), synchronous);
      publisher.register(listener);
      remote.follow();
      for (int i = 0; i < 20; i++) {
        store.told().announced("k" + i, Effect.CREATED, null, "v");
      }
      store.told().lost("node:1", "hung up");
      store.told().gap("node:1");
      store.told().announced("k", Effect.CREATED, null, "v");
      runLater();
      List<String> before = heard.subList(0, heard.indexOf("lost node:1 hung up"));
      assertTrue(before.stream().filter(each -> each.matches("CREATED k\\d+ .*")).count() == 20);
      assertTrue(heard.indexOf("gap node:1") > before.size(), heard.toString());
      assertEquals(23, heard.size());
      publisher.deregister(listener);
      remote.follow();
    }
  }
}

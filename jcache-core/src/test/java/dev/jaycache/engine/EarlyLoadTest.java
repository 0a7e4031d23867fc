package dev.jaycache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jaycache.store.Ttl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entries that are loaded anew before they expire: what becomes of them. */
@Timeout(120)
class EarlyLoadTest {
  private final List<Runnable> background = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private long aheadMillis;
  private LoadSetup setup = open(LoadRules.EACH);

  /** Every load takes a minute, and every reader is the one where half a minute is left. */
  private LoadSetup open(LoadRules rules) {
    EarlyRefresh.Terms terms =
        new EarlyRefresh.Terms(
            1,
            () -> 0.5,
            () -> nanos.addAndGet(TimeUnit.MINUTES.toNanos(1)),
            () -> Instant.now().plusMillis(aheadMillis));
    return new LoadSetup(rules, 60_000, new EarlyRefresh<>(terms, background::add));
  }

  @AfterEach
  void close() {
    setup.close();
  }

  /** Loads the entry, and goes on to half a minute before its end. */
  private void loadAndWait() {
    assertEquals(1, setup.loader.get("key"));
    aheadMillis = TimeUnit.HOURS.toMillis(1) - TimeUnit.SECONDS.toMillis(30);
    setup.source = key -> 2;
    setup.loads.clear();
  }

  @Test
  void entryThatIsFarFromItsEnd_isLeftAlone() {
    loadAndWait();
    aheadMillis -= TimeUnit.SECONDS.toMillis(60);
    assertEquals(1, setup.loader.get("key"));
    assertEquals(List.of(), background);
  }

  @Test
  void readerOfAnEntryThatSoonEnds_getsItAndHasItLoadedBehind() {
    loadAndWait();
    List<Ttl> given = new ArrayList<>();
    setup.store.before(
        mutation -> {
          if (mutation.value() != null) {
            given.add(mutation.onExisting());
          }
        });
    assertEquals(1, setup.loader.get("key"));
    assertEquals(1, setup.loader.get("key"), "one at a time");
    assertEquals(1, background.size());
    assertEquals(List.of(), setup.loads);
    background.get(0).run();
    assertEquals(List.of("key"), setup.loads);
    assertEquals(2, setup.stored("key"));
    // As a created entry: this policy would leave an updated one's end where it was.
    assertEquals(List.of(Ttl.ofMillis(TimeUnit.HOURS.toMillis(1))), given);
    assertEquals(2, setup.loader.get("key"));
    assertEquals(2, background.size(), "the next one may begin");
  }

  @Test
  void entryThatSomebodyWrote_isNotReplaced() {
    loadAndWait();
    setup.loader.get("key");
    setup.writeElsewhere("key", 9);
    background.get(0).run();
    assertEquals(List.of(), setup.loads, "seen beforehand");
    assertEquals(9, setup.stored("key"));
  }

  @Test
  void entryThatSomebodyWritesWhileItIsLoaded_isNotReplaced() {
    loadAndWait();
    setup.source =
        key -> {
          setup.writeElsewhere(key, 9);
          return 2;
        };
    setup.loader.get("key");
    background.get(0).run();
    assertEquals(List.of("key"), setup.loads);
    assertEquals(9, setup.stored("key"));
  }

  @Test
  void entryThatIsRemovedWhileItIsLoaded_staysAway() {
    loadAndWait();
    setup.source =
        key -> {
          setup.removeElsewhere(key);
          return 2;
        };
    setup.loader.get("key");
    background.get(0).run();
    assertNull(setup.stored("key"));
  }

  /** Nobody can tell an entry that expired meanwhile from one that was removed before. */
  @Test
  void entryThatExpiresWhileItIsLoaded_staysAway() {
    loadAndWait();
    setup.source =
        key -> {
          setup.removeElsewhere(key);
          aheadMillis += TimeUnit.MINUTES.toMillis(1);
          return 2;
        };
    setup.loader.get("key");
    background.get(0).run();
    assertNull(setup.stored("key"));
    assertEquals(List.of("key"), setup.loads);
  }

  /**
   * What is loaded anew may be as it was before the removal; who comes after it is not given it.
   */
  @Test
  void whoMissesAnEntryWhileItIsLoaded_loadsByItself() throws Exception {
    loadAndWait();
    FutureTask<Integer> missing = new FutureTask<>(() -> setup.loader.get("key"));
    Thread waiting = new Thread(missing);
    setup.source =
        key -> {
          setup.removeElsewhere(key);
          aheadMillis += TimeUnit.MINUTES.toMillis(1);
          setup.source = again -> 3;
          waiting.start();
          while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
          return 2;
        };
    setup.loader.get("key");
    background.get(0).run();
    assertEquals(3, missing.get(1, TimeUnit.MINUTES));
    assertEquals(3, setup.stored("key"));
    assertEquals(List.of("key", "key"), setup.loads);
  }

  @Test
  void refreshThatRuns_isNotPreparedOnceMore() {
    loadAndWait();
    setup.loader.get("key");
    setup.loader.get("key");
    assertEquals(List.of("key"), setup.detached);
    background.get(0).run();
  }

  @Test
  void loaderThatKnowsNothingOrThrows_leavesTheEntry() {
    loadAndWait();
    setup.source = key -> null;
    setup.loader.get("key");
    background.get(0).run();
    assertEquals(1, setup.stored("key"));
    setup.source =
        key -> {
          throw new IllegalArgumentException("mine");
        };
    assertEquals(1, setup.loader.get("key"));
    background.get(1).run();
    assertEquals(1, setup.stored("key"));
    assertEquals(2, setup.loads.size());
  }

  @Test
  void withLoadOnce_theLeaseDecidesWhoDoesIt() {
    setup.close();
    setup = open(new LoadRules(true, 60_000));
    loadAndWait();
    setup.loader.get("key");
    setup.store.leaseElsewhere("key", true);
    background.get(0).run();
    assertEquals(List.of(), setup.loads);
    setup.store.leaseElsewhere("key", false);
    setup.loader.get("key");
    background.get(1).run();
    assertEquals(List.of("key"), setup.loads);
    assertEquals(2, setup.stored("key"));
    assertFalse(setup.store.isLeased("key"));
  }
}

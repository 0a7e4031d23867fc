package dev.jaycache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.StoredEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When entries are loaded before they expire, by clocks and random numbers of the test's own. */
class EarlyRefreshTest {
  private static final long MILLI = 1_000_000;

  private final List<Runnable> background = new ArrayList<>();
  private double random;
  private long nanos;
  private long millis = 1_000_000;

  private EarlyRefresh<String> early(double beta) {
    return new EarlyRefresh<>(
        new EarlyRefresh.Terms(beta, () -> random, () -> nanos, () -> Instant.ofEpochMilli(millis)),
        background::add);
  }

  private void load(EarlyRefresh<String> early, long durationMillis) {
    early.timed(
        () -> {
          nanos += durationMillis * MILLI;
          return "value";
        });
  }

  private StoredEntry<String> endingIn(long leftMillis) {
    return new StoredEntry<>("value", 1, millis + leftMillis);
  }

  /** delta * beta * -ln(1 - random): 100 ms, and -ln(1/2) is 0.693. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 69, true",
    "1, 0.5, 70, false",
    "2, 0.5, 138, true",
    "2, 0.5, 139, false",
    "0.5, 0.5, 34, true",
    "0.5, 0.5, 35, false",
    "1, 0.0, 1, false",
    "1, 0.0, 0, true",
    "1, 0.99, 460, true",
    "1, 0.99, 461, false"
  })
  void reader_isTheOneByTheFormula(double beta, double chance, long left, boolean due) {
    EarlyRefresh<String> early = early(beta);
    load(early, 100);
    random = chance;
    assertEquals(due, early.isDue(endingIn(left)));
  }

  @Test
  void luckiestReader_isNotLeftOut() {
    EarlyRefresh<String> early = early(1);
    load(early, 100);
    random = Math.nextDown(1.0);
    assertTrue(early.isDue(endingIn(3_670)));
    assertFalse(early.isDue(endingIn(3_700)));
  }

  @Test
  void beforeTheFirstLoad_nothingIsDue() {
    EarlyRefresh<String> early = early(1);
    random = 0.999;
    assertFalse(early.isDue(endingIn(0)));
  }

  @Test
  void entryWithoutKnownEnd_isNeverDue() {
    EarlyRefresh<String> early = early(1000);
    load(early, 3_600_000);
    random = 0.999;
    assertTrue(early.isDue(endingIn(1)));
    assertFalse(early.isDue(new StoredEntry<>("value", 1, StoredEntry.UNKNOWN_EXPIRY)));
    assertFalse(early.isDue(new StoredEntry<>("value", 1, StoredEntry.NEVER_EXPIRES)));
  }

  /** The mean of 100 and, by an eighth, 900: 200. */
  @Test
  void meanOfTheLoads_followsThem() {
    EarlyRefresh<String> early = early(1);
    load(early, 100);
    load(early, 900);
    random = 0.5;
    assertTrue(early.isDue(endingIn(138)));
    assertFalse(early.isDue(endingIn(139)));
  }

  @Test
  void refreshOfAKey_isOneAtATime() {
    EarlyRefresh<String> early = early(1);
    List<String> done = new ArrayList<>();
    early.begin("a", () -> done.add("a"));
    early.begin("a", () -> done.add("a again"));
    early.begin("b", () -> done.add("b"));
    assertEquals(2, background.size());
    background.forEach(Runnable::run);
    assertEquals(List.of("a", "b"), done);
    early.begin("a", () -> done.add("a"));
    assertEquals(3, background.size());
  }

  @Test
  void refreshThatFails_isOverAndHarmsNobody() {
    EarlyRefresh<String> early = early(1);
    List<Throwable> failures =
        List.of(
            new IllegalStateException("closed"),
            new IllegalArgumentException("mine"),
            new AssertionError("mine"));
    for (Throwable failure : failures) {
      early.begin(
          "a",
          () -> {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          });
      background.get(background.size() - 1).run();
    }
    assertEquals(3, background.size());
  }

  @Test
  void refreshesOfManyKeys_areBounded() {
    EarlyRefresh<String> early = early(1);
    for (int i = 0; i < 100; i++) {
      early.begin("k" + i, () -> {});
    }
    assertEquals(EarlyRefresh.MOST, background.size());
  }

  @Test
  void threadThatCannotBeHad_harmsNobodyAndIsTriedAgain() {
    List<Runnable> tried = new ArrayList<>();
    EarlyRefresh<String> early =
        new EarlyRefresh<>(
            new EarlyRefresh.Terms(1, () -> 0.5, () -> 0, () -> Instant.EPOCH),
            task -> {
              tried.add(task);
              throw new OutOfMemoryError("unable to create native thread");
            });
    for (int i = 0; i < 2; i++) {
      early.begin("a", () -> {});
    }
    assertEquals(2, tried.size());
  }

  @Test
  void closedManager_refreshesNothing() {
    EarlyRefresh<String> early =
        new EarlyRefresh<>(
            new EarlyRefresh.Terms(1, () -> 0.5, () -> 0, () -> Instant.EPOCH),
            task -> {
              throw new RejectedExecutionException("shut down");
            });
    early.begin("a", () -> background.add(() -> {}));
    assertEquals(List.of(), background);
  }
}

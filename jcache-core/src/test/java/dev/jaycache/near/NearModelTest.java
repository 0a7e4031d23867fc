package dev.jaycache.near;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.near.Schedule.Mutant;
import dev.jaycache.near.Schedule.Telling;
import dev.jaycache.store.Changes;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The promise of the near cache, over random schedules; and that breaking any part breaks it. */
class NearModelTest {
  private static final int SCHEDULES = 100_000;
  private static final int STEPS = 60;

  @Test
  void noHit_isOlderThanPromised() {
    assertKept(Mutant.NONE, SCHEDULES);
  }

  /** As on a channel or a bus: what counts is when the writer's caller had the answer. */
  @Test
  void noHit_isOlderThanPromised_whereWritersTell() {
    assertKept(Mutant.told(Telling.AFTER), SCHEDULES / 5);
  }

  @Test
  void toldBeforeTheWrite_isCaught() {
    assertCaught(Mutant.told(Telling.BEFORE));
  }

  private static void assertKept(Mutant mutant, int schedules) {
    long hits = 0;
    long validations = 0;
    for (long seed = 0; seed < schedules; seed++) {
      Schedule schedule = new Schedule(seed, mutant);
      long worst = schedule.run(STEPS);
      hits += schedule.hits();
      validations += schedule.validations();
      assertTrue(worst <= Schedule.MAX_STALENESS, "seed " + seed + ": " + worst + " ns old");
    }
    assertTrue(hits > schedules, "only " + hits + " near hits");
    assertTrue(validations > schedules / 10, "only " + validations + " validations");
  }

  @Test
  void withoutGuard_isCaught() {
    assertCaught(
        new Mutant(
            (bounds, between) ->
                new NearEntries<>(bounds, Schedule.EPOCHS) {
                  @Override
                  long epoch(Object key) {
                    return 0;
                  }
                },
            UnaryOperator.identity(),
            true));
  }

  @Test
  void guardAfterPut_isCaught() {
    assertCaught(
        new Mutant(
            (bounds, between) ->
                new NearEntries<>(bounds, Schedule.EPOCHS) {
                  @Override
                  boolean fill(Object key, NearEntry<Integer> fresh, long epoch) {
                    copies.put(key, fresh);
                    between.run();
                    if (epoch(key) != epoch) {
                      copies.asMap().remove(key, fresh);
                    }
                    return true;
                  }
                },
            UnaryOperator.identity(),
            true));
  }

  @Test
  void noClearAtReconnect_isCaught() {
    assertCaught(
        new Mutant(
            (bounds, between) -> new NearEntries<>(bounds, Schedule.EPOCHS),
            NearModelTest::withoutClear,
            true));
  }

  @Test
  void withoutFence_isCaught() {
    assertCaught(
        new Mutant(
            (bounds, between) -> new NearEntries<>(bounds, Schedule.EPOCHS),
            UnaryOperator.identity(),
            false));
  }

  @Test
  void validationWithoutGuard_isCaught() {
    assertCaught(
        new Mutant(
            (bounds, between) ->
                new NearEntries<>(bounds, Schedule.EPOCHS) {
                  @Override
                  boolean renew(Object key, NearEntry<Integer> renewed, long epoch) {
                    copies.put(key, renewed);
                    return true;
                  }
                },
            UnaryOperator.identity(),
            true));
  }

  private static Changes<Integer> withoutClear(Changes<Integer> changes) {
    return new Changes<>() {
      @Override
      public void changed(Integer key) {
        changes.changed(key);
      }

      @Override
      public void allChanged(Cause cause) {}
    };
  }

  private static void assertCaught(Mutant mutant) {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      if (new Schedule(seed, mutant).run(STEPS) > Schedule.MAX_STALENESS) {
        return;
      }
    }
    throw new AssertionError("no schedule of " + SCHEDULES + " noticed");
  }
}

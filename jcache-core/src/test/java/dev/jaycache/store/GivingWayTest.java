package dev.jaycache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.GivingWay.Crowd;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class GivingWayTest {
  private static final long PAUSE = 250_000_000;
  private static final long SLICE = 4_000_000;
  private static final int TIMES = 16;

  private final Crowd crowd = new Crowd();
  private long now = Long.MAX_VALUE - PAUSE;

  /** How long it takes to get the processor back, in ns. */
  private long turn = 1_000;

  private int given;
  private boolean virtual;

  private GivingWay way() {
    return way(/* on= */ true);
  }

  private GivingWay way(boolean on) {
    return new GivingWay(
        on,
        () -> virtual,
        () -> now,
        () -> {
          given++;
          now += turn;
        },
        crowd);
  }

  private BooleanSupplier after(int turns) {
    int until = given + turns;
    return () -> given >= until;
  }

  private static BooleanSupplier never() {
    return () -> false;
  }

  private int givenIn(GivingWay way, BooleanSupplier come) {
    int before = given;
    way.until(come);
    return given - before;
  }

  /** Waits in vain until it is not tried any more. */
  private static int triesInVain(GivingWay way) {
    int tries = 0;
    for (; way.pays(); tries++) {
      way.until(never());
    }
    return tries;
  }

  @Test
  void whatComesInTime_isSeen() {
    GivingWay way = way();
    assertTrue(way.until(after(0)));
    assertEquals(0, given);
    assertTrue(way.until(after(TIMES)));
    assertEquals(TIMES, given);
    assertFalse(way.until(after(TIMES + 1)));
  }

  @Test
  void turnedOff_givesNeverWay() {
    GivingWay way = way(/* on= */ false);
    assertFalse(way.pays());
    assertFalse(way.until(() -> true));
    assertFalse(new GivingWay(Duration.ZERO).until(() -> true));
    assertEquals(0, given);
  }

  @Test
  void virtualThread_sleeps() {
    GivingWay way = way();
    virtual = true;
    assertFalse(way.pays());
    assertEquals(0, givenIn(way, after(1)));
    virtual = false;
    assertTrue(way.pays());
    assertEquals(1, givenIn(way, after(1)));
  }

  @Test
  void platformThread_isNotVirtual() {
    assertFalse(VirtualThreads.isCurrent());
  }

  @Test
  void virtualThread_isTold_whereThereAreSuch() throws Exception {
    boolean known = Runtime.version().feature() >= 21;
    ExecutorService threads =
        known
            ? (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
            : Executors.newSingleThreadExecutor();
    assertEquals(known, threads.submit(VirtualThreads::isCurrent).get(10, TimeUnit.SECONDS));
    threads.shutdown();
  }

  @Test
  void whereNothingComes_oneInAThousandTries() {
    GivingWay way = way();
    assertEquals(64, triesInVain(way));
    for (int i = 0; i < 1_023; i++) {
      assertEquals(0, givenIn(way, never()));
    }
    assertEquals(TIMES, givenIn(way, never()));
    assertEquals(0, givenIn(way, never()));
  }

  @Test
  void whereSomethingComesAgain_itPaysAgain() {
    GivingWay way = way();
    triesInVain(way);
    for (int i = 0; i < 1_023; i++) {
      way.until(never());
    }
    assertTrue(way.until(after(1)));
    assertTrue(way.pays());
    assertEquals(8, triesInVain(way), "not all is forgotten");
  }

  @Test
  void oneThatComes_endsThatOthersAreSkipped() {
    GivingWay way = way();
    BooleanSupplier come =
        () -> {
          triesInVain(way);
          return true;
        };
    assertTrue(way.until(come));
    assertTrue(way.pays());
    assertEquals(TIMES, givenIn(way, never()));
  }

  @Test
  void whatIsAwaitedFails_andIsNotCountedAsHere() {
    GivingWay way = way();
    for (int i = 0; i < 10_000; i++) {
      assertThrows(IllegalStateException.class, () -> way.until(this::fails));
    }
    turn = SLICE;
    for (int i = 0; i < 32; i++) {
      way.until(never());
    }
    assertFalse(way.pays());
  }

  private boolean fails() {
    throw new IllegalStateException("fails");
  }

  @Test
  void oneThatEndsWell_makesUpForEight() {
    GivingWay way = way();
    for (int i = 0; i < 100; i++) {
      for (int vain = 0; vain < 8; vain++) {
        way.until(never());
      }
      way.until(after(1));
      assertTrue(way.pays());
    }
  }

  /** Whoever got the processor back late stops at once. */
  @Test
  void besideThreadsThatCompute_nobodyTriesForAWhile() {
    GivingWay way = way();
    turn = SLICE;
    int slow = 0;
    for (; way.pays(); slow++) {
      assertEquals(1, givenIn(way, never()));
    }
    assertEquals(32, slow);
    GivingWay other = way();
    assertFalse(other.pays());
    assertEquals(0, givenIn(other, never()));
    now += PAUSE;
    assertTrue(other.pays());
    assertEquals(1, givenIn(other, never()));
    assertFalse(other.pays(), "it was enough to see one more");
    now += PAUSE;
    turn = 1_000;
    assertTrue(other.until(after(1)));
    turn = SLICE;
    assertTrue(other.until(after(1)), "it came meanwhile");
    assertFalse(way.pays());
  }

  @Test
  void oneSlowOfFour_isNoCrowd() {
    GivingWay way = way();
    for (int i = 0; i < 400; i++) {
      turn = i % 4 == 0 ? SLICE : 1_000;
      way.until(after(1));
      assertTrue(way.pays());
    }
  }

  /** Among many it takes longer until it is one's turn again. */
  @Test
  void callersAmongThemselves_areNoCrowd() {
    GivingWay way = way();
    turn = 1_007_000;
    for (int i = 0; i < 100; i++) {
      assertTrue(way.until(() -> way.until(after(1))));
    }
    assertTrue(way.pays());
  }
}

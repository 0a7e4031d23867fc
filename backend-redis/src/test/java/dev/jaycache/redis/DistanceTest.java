package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DistanceTest {
  private static final long NEAR = 150_000;
  private static final long SECOND = 1_000_000_000;

  private final Distance distance = new Distance();
  private final long start = System.nanoTime();

  private boolean isNearAfter(long at, long took) {
    distance.tell(start + at - took, start + at);
    return distance.isNear();
  }

  @Test
  void whatIsUnknown_isNotNear() {
    assertFalse(distance.isNear());
  }

  @Test
  void oneShortTripAmongLongOnes_tellsThatItIsNear() {
    assertFalse(isNearAfter(10 * NEAR, NEAR + 1));
    assertTrue(isNearAfter(20 * NEAR, NEAR));
    assertTrue(isNearAfter(30 * NEAR, 2 * NEAR));
  }

  /** A window begins with the first trip after the one before is over. */
  @Test
  void shortTrip_isForgottenAfterTheNextWindow() {
    assertTrue(isNearAfter(NEAR, NEAR));
    for (int tenths : new int[] {9, 12, 19, 22}) {
      assertTrue(isNearAfter(tenths * SECOND / 10, 2 * NEAR), "after " + tenths);
    }
    assertFalse(isNearAfter(24 * SECOND / 10, 2 * NEAR));
    assertTrue(isNearAfter(25 * SECOND / 10, NEAR), "it came nearer");
  }

  @Test
  void afterARest_theLastTripsCount() {
    assertTrue(isNearAfter(NEAR, NEAR));
    assertTrue(isNearAfter(100 * SECOND, 2 * NEAR));
    assertFalse(isNearAfter(102 * SECOND, 2 * NEAR));
  }
}

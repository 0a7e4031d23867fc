package dev.jaycache.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is counted of lookups that a near cache answers. */
class CacheStatisticsTest {
  private static final int HITS = 10_000;

  private final CacheStatistics statistics = new CacheStatistics(true, () -> 0, Map::of);

  /** They began so long ago that what passes meanwhile is nothing. */
  private void hits() {
    long began = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
    for (int i = 0; i < HITS; i++) {
      statistics.nearHit(began + 1_000L * i);
    }
  }

  @Test
  void nearHits_areAllCounted_andWhatSomeTookIsTheAverage() {
    hits();
    assertEquals(HITS, statistics.getCacheHits());
    assertEquals(0, statistics.getCacheMisses());
    double day = TimeUnit.DAYS.toMicros(1);
    assertEquals(1, statistics.getAverageGetTime() / day, 0.05);
  }

  @Test
  void nearHits_areNotCountedWithoutStatistics() {
    statistics.setEnabled(false);
    hits();
    statistics.setEnabled(true);
    assertEquals(0, statistics.getCacheHits());
    assertEquals(0, statistics.getAverageGetTime());
  }
}

package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissedFloorsTest {
  private static final Goal GOAL = new Goal(1.7, 3);

  private static Cell cell(Contender contender, long operations) {
    Round round = new Round(operations, 1_000_000_000, 0, 0, null);
    return new Cell(Work.PUT, true, 8, contender, List.of(round), 0, 0);
  }

  /** What a run says whose contenders did so many operations in a second. */
  private static List<String> lines(long jedis, long jayCache, long redisson) {
    List<Cell> cells = new ArrayList<>();
    cells.add(cell(RedisContender.JEDIS, jedis));
    cells.add(cell(RedisContender.JAYCACHE, jayCache));
    cells.add(cell(RedisContender.REDISSON, redisson));
    Results results =
        new Results(
            new RedisArena(),
            Map.of(),
            List.of(RedisContender.values()),
            cells,
            List.of(),
            List.of());
    MissedFloors missed = new MissedFloors(results);
    for (Contender rival : results.arena().rivals()) {
      Ratio ratio = results.ratio(Work.PUT, true, 8, rival).orElseThrow();
      if (GOAL.of(ratio.median()) == Goal.Standing.BELOW) {
        missed.add(Work.PUT, true, 8, rival, ratio, GOAL);
      }
    }
    return missed.lines();
  }

  @Test
  void floorThatRawClientMisses_isSaidToBeSo() {
    assertEquals(
        List.of(
            "2; 1 of these are floors that raw Jedis, without anything above it, does not meet"
                + " either.",
            "",
            "- put, threads: 8, TTL on: 0.94 × raw Jedis, floor 1.70",
            "- put, threads: 8, TTL on: 1.50 × Redisson JCache, floor 1.70 (raw Jedis itself: 1.60)",
            ""),
        lines(160, 150, 100));
  }

  @Test
  void floorThatRawClientMeets_isOursAlone() {
    assertEquals(
        List.of(
            "2.",
            "",
            "- put, threads: 8, TTL on: 0.83 × raw Jedis, floor 1.70",
            "- put, threads: 8, TTL on: 1.50 × Redisson JCache, floor 1.70 (raw Jedis itself: 1.80)",
            ""),
        lines(180, 150, 100));
  }

  @Test
  void nothingMissed_isZero() {
    assertEquals(List.of("0.", ""), lines(80, 150, 80));
  }
}

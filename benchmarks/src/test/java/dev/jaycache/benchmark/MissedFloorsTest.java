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
    return lines(jedis, jayCache, redisson, 0);
  }

  /** The same with prebuilt commands, which take no part where they did nothing. */
  private static List<String> lines(long jedis, long jayCache, long redisson, long prebuilt) {
    List<Cell> cells = new ArrayList<>();
    if (prebuilt > 0) {
      cells.add(cell(RedisContender.PREBUILT, prebuilt));
    }
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
    for (Contender rival : List.of(RedisContender.JEDIS, RedisContender.REDISSON)) {
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
            "2; raw Jedis alone would not meet 1 of these either.",
            "",
            "- put, threads: 8, TTL on: 0.94 × raw Jedis, floor 1.70",
            "- put, threads: 8, TTL on: 1.50 × Redisson JCache, floor 1.70 (raw Jedis: 1.60)",
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
            "- put, threads: 8, TTL on: 1.50 × Redisson JCache, floor 1.70 (raw Jedis: 1.80)",
            ""),
        lines(180, 150, 100));
  }

  @Test
  void floorThatPrebuiltCommandsMiss_isSaidToBeSo() {
    assertEquals(
        List.of(
            "2; raw Jedis alone would not meet 1 of these either; prebuilt commands alone would not"
                + " meet 2 of these either.",
            "",
            "- put, threads: 8, TTL on: 0.94 × raw Jedis, floor 1.70 (prebuilt commands: 1.20)",
            "- put, threads: 8, TTL on: 1.30 × Redisson JCache, floor 1.70 (raw Jedis: 1.38;"
                + " prebuilt commands: 1.65)",
            ""),
        lines(138, 130, 100, 165));
  }

  @Test
  void nothingMissed_isZero() {
    assertEquals(List.of("0.", ""), lines(80, 150, 80));
  }
}

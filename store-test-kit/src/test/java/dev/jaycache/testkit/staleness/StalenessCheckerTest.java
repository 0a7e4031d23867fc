package dev.jaycache.testkit.staleness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up histories, and how stale each hit of them is. */
class StalenessCheckerTest {
  private static final int KEY = 17;
  private static final long BOUND = 1_000;

  private final StalenessChecker checker = new StalenessChecker();

  private static long ms(double millis) {
    return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
  }

  private void written(int version, double begun, double acknowledged) {
    checker.written(new Stamp(KEY, version, ms(begun), ms(acknowledged)));
  }

  private static Stamp hit(int version, double begun, double ended) {
    return new Stamp(KEY, version, ms(begun), ms(ended));
  }

  private double staleMillis(int version, double begun, double ended) {
    return checker.nanos(hit(version, begun, ended)) / 1e6;
  }

  @Test
  void hitThatBeganAfterTheNextWrite_isStaleSinceThatWasAcknowledged() {
    written(1, 0, 1);
    written(2, 100, 110);
    assertEquals(BOUND + 5, staleMillis(1, 110 + BOUND + 5, 110 + BOUND + 6));
    assertEquals(BOUND, staleMillis(1, 110 + BOUND, 110 + BOUND + 500));
    assertEquals(0.5, staleMillis(1, 110.5, 111));
  }

  @Test
  void hitThatBeganBeforeTheNextWriteWasAcknowledged_mayBeTrue() {
    written(1, 0, 1);
    written(2, 100, 110);
    assertEquals(0, staleMillis(1, 50, 51));
    assertEquals(0, staleMillis(1, 105, 106));
    assertEquals(0, staleMillis(1, 110, 2_000));
  }

  @Test
  void latestVersion_isNeverStale() {
    written(1, 0, 1);
    assertEquals(0, staleMillis(1, 1e6, 1e6));
    // Read while it was written, and before its reply.
    written(2, 100, 110);
    assertEquals(0, staleMillis(2, 101, 102));
  }

  @Test
  void staleness_countsFromTheFirstHigherVersion_notTheLast() {
    written(1, 0, 1);
    written(2, 100, 110);
    written(3, 200, 210);
    assertEquals(190, staleMillis(1, 300, 301));
    assertEquals(90, staleMillis(2, 300, 301));
  }

  @Test
  void writeWithoutReply_makesNothingStaleUntilItIsAcknowledged() {
    written(1, 0, 1);
    // Begun at 100, repeated for two seconds.
    written(2, 100, 2_100);
    assertEquals(0, staleMillis(1, 2_000, 2_001));
    assertEquals(0, staleMillis(2, 101, 102));
    assertEquals(10, staleMillis(1, 2_110, 2_111));
  }

  @Test
  void acknowledgedWriteThatWasLost_showsAsStaleness() {
    written(1, 0, 1);
    written(2, 100, 110);
    // Version 2 is gone, and the server has version 1 again.
    assertEquals(60_000, staleMillis(1, 60_110, 60_111));
  }

  @Test
  void keys_areJudgedEachByItself() {
    written(1, 0, 1);
    checker.written(new Stamp(KEY + 1, 1, ms(0), ms(1)));
    checker.written(new Stamp(KEY + 1, 2, ms(5), ms(6)));
    assertEquals(0, staleMillis(1, 100, 101));
    assertEquals(3, checker.written());
  }

  @Test
  void versionThatNobodyWrote_isNoQuestionOfAge() {
    written(1, 0, 1);
    assertThrows(IllegalStateException.class, () -> checker.nanos(hit(2, 5, 6)));
    assertThrows(IllegalStateException.class, () -> checker.nanos(hit(0, 5, 6)));
    assertThrows(
        IllegalStateException.class, () -> checker.nanos(new Stamp(KEY + 1, 1, ms(5), ms(6))));
  }

  @Test
  void readThatEndedBeforeItsWriteBegan_meansThatClocksDiffer() {
    written(1, 50, 60);
    assertThrows(IllegalStateException.class, () -> checker.nanos(hit(1, 40, 49)));
  }

  @Test
  void writesOfSeveralWriters_areRefused() {
    written(1, 0, 10);
    assertThrows(IllegalArgumentException.class, () -> written(2, 5, 20));
    assertThrows(IllegalArgumentException.class, () -> written(3, 15, 20));
  }

  @Test
  void worstAndPercentile_areOfAllHits() {
    Staleness staleness = new Staleness();
    for (int i = 0; i < 998; i++) {
      staleness.add(hit(1, 0, 0), 0);
    }
    staleness.add(hit(1, 1, 1), ms(3.01));
    staleness.add(hit(1, 2, 2), ms(70_000));
    assertEquals(1_000, staleness.hits());
    assertEquals(2, staleness.stale());
    assertEquals(ms(70_000), staleness.mostNanos());
    assertEquals(0, staleness.percentileMillis(0.998));
    assertEquals(3.1, staleness.percentileMillis(0.999));
    assertEquals(60_000, staleness.percentileMillis(1));
  }

  @Test
  void records_comeBackAsTheyWere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log");
    List<Stamp> stamps = List.of(hit(1, 0.5, 2), new Stamp(-1, 1 << 30, Long.MIN_VALUE, -1));
    try (StampLog log = new StampLog(file)) {
      stamps.forEach(log::add);
    }
    List<Stamp> read = new ArrayList<>();
    StampLog.read(file, read::add);
    assertEquals(stamps, read);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
    assertThrows(IllegalStateException.class, () -> StampLog.read(file, read::add));
  }

  @Test
  void valueOfAnotherKey_isNoVersion() {
    assertEquals(42, Versioned.version(1, Versioned.value(1, 42)));
    assertThrows(IllegalStateException.class, () -> Versioned.version(1, Versioned.value(11, 42)));
  }

  @Test
  void eachKey_hasOneWriter() {
    StalenessLoad load = StalenessLoad.parse(new StalenessLoad(3, 1_000, 2, 2, 5, true).text());
    assertEquals(new StalenessLoad(3, 1_000, 2, 2, 5, true), load);
    List<Integer> all = new ArrayList<>();
    for (int jvm = 0; jvm < load.jvms(); jvm++) {
      for (int writer = 0; writer < load.writers(); writer++) {
        all.addAll(load.written(jvm, writer));
      }
    }
    assertEquals(load.keys(), all.size());
    assertEquals(load.keys(), all.stream().distinct().count());
  }
}

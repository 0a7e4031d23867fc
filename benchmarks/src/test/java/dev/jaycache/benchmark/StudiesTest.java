package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Studies with tiny counts: everybody takes part and answers right. It says nothing of speed. */
class StudiesTest {
  @TempDir Path folder;

  @Test
  void names_areThoseOfTheCommandLine() {
    for (String name : new String[] {"near", "near-mix", "tracking"}) {
      assertTrue(Studies.isAsked("--quick", "--store", name), name);
      assertEquals(name, Studies.of(name).orElseThrow().name());
      assertTrue(Studies.USAGE.contains("\n  " + name + ' '), name);
    }
    assertFalse(Studies.isAsked("--store", "redis"));
    assertFalse(Studies.isAsked("--store"));
    assertFalse(Studies.isAsked());
  }

  @Test
  void options_areTaken() {
    StudyOptions options =
        Studies.of("tracking")
            .orElseThrow()
            .defaults(true)
            .with(List.of("--rounds", "4", "--millis", "30", "--jvms", "2,3", "--keys", "50"));
    assertEquals(4, options.rounds());
    assertEquals(Duration.ofMillis(30), options.roundTime());
    assertEquals(List.of(2, 3), options.jvms());
    assertEquals(50, options.keys());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rounds",
        "--rounds 0",
        "--rounds x",
        "--threads 0",
        "--jvms 1,,2",
        "--keys 0",
        "--ops put"
      })
  void senselessOption_isRefused(String line) {
    StudyOptions options = Studies.of("near").orElseThrow().defaults(true);
    assertThrows(IllegalArgumentException.class, () -> options.with(List.of(line.split(" "))));
  }

  @Test
  @ServerTest
  void near_everyContenderHits() throws Exception {
    StudyReport report = run("near", "--rounds 2 --millis 5 --threads 1,2 --keys 300");
    // Two kinds of values, two numbers of threads.
    assertEquals(4 * 8, report.figures().size(), report::markdown);
    for (Map<String, Object> figures : report.figures()) {
      assertEquals(0L, figures.get("missed"), () -> figures + "");
      assertTrue((double) figures.get("medianPerSecond") > 0, () -> figures + "");
    }
    assertFalse(report.markdown().contains("Did not take part"), report::markdown);
    assertFiles(report, "near", 32);
  }

  @Test
  @ServerTest
  void nearMix_nobodyReadsAnothersValue() throws Exception {
    StudyReport report = run("near-mix", "--rounds 1 --millis 20 --threads 2 --jvms 2 --keys 200");
    assertEquals(5, report.figures().size(), report::markdown);
    for (Map<String, Object> figures : report.figures()) {
      assertEquals(
          "000", "" + figures.get("missed") + figures.get("wrong") + figures.get("errors"));
      assertTrue((long) figures.get("reads") > 0, () -> figures + "");
      assertTrue(
          (long) figures.get("readsAtServer") <= (long) figures.get("reads"), () -> figures + "");
    }
    assertFiles(report, "near-mix", 5);
  }

  @Test
  @ServerTest
  void tracking_tellsEachJvm() throws Exception {
    StudyReport report = run("tracking", "--rounds 1 --millis 40 --jvms 1,3 --keys 300");
    List<Map<String, Object>> all = new ArrayList<>(report.figures());
    assertEquals(6, all.size(), report::markdown);
    Set<String> told = new TreeSet<>();
    for (Map<String, Object> figures : all) {
      assertTrue((double) figures.get("writesPerSecond") > 0, () -> figures + "");
      assertTrue((double) figures.get("mixedPerSecond") > 0, () -> figures + "");
      double jvms = (int) figures.get("jvms");
      if ((double) figures.get("messagesPerWrite") > 0) {
        told.add(figures.get("tracking") + "");
      }
      switch (figures.get("tracking") + "") {
        case "broadcast" -> {
          assertEquals(1.0, figures.get("trackedPrefixes"));
          assertEquals(jvms, figures.get("trackingClients"));
        }
        // Each JVM has read each entry.
        case "per key" -> {
          assertEquals(300.0, figures.get("trackedKeys"));
          assertEquals(300 * jvms, figures.get("trackedItems"));
        }
        default -> assertEquals(0.0, figures.get("trackingClients"));
      }
    }
    assertEquals(Set.of("broadcast", "per key"), told);
    assertFiles(report, "tracking", 6);
  }

  private static StudyReport run(String name, String line) throws InterruptedException {
    Study study = Studies.of(name).orElseThrow();
    StudyReport report = new StudyReport(name, progress -> {});
    study.run(study.defaults(true).with(List.of(line.split(" "))), report);
    return report;
  }

  private void assertFiles(StudyReport report, String name, int figures) throws Exception {
    String markdown = Files.readString(report.write(folder));
    assertTrue(markdown.startsWith("# Benchmark: " + name), markdown);
    assertFalse(markdown.contains("NaN"), markdown);
    assertFalse(markdown.contains("null"), markdown);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("benchmark.json").toFile());
    assertEquals(name, json.get("study").asText());
    assertEquals(figures, json.get("figures").size());
  }
}

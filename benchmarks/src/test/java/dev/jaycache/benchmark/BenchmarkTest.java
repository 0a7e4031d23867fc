package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** A run with tiny counts: every row is there and no answer wrong. It says nothing of speed. */
@ServerTest
class BenchmarkTest {
  private static final Options.Sizes TINY = new Options.Sizes(400, 1_000, 500);

  @TempDir Path folder;

  /** A busy machine is not to be taken for a server that is away. */
  @BeforeAll
  static void bePatient() {
    System.setProperty("jaycache.connect-timeout", "30 s");
    System.setProperty("jaycache.command-timeout", "30 s");
  }

  @AfterAll
  static void beAsShipped() {
    System.clearProperty("jaycache.connect-timeout");
    System.clearProperty("jaycache.command-timeout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "memcached"})
  void tinyRun_reportsEveryRowWithoutFault(String store) throws Exception {
    Options options =
        Options.parse(
                ("--store " + store + " --rounds 2 --millis 5 --threads 1,3 --out " + folder)
                    .split(" "))
            .withSizes(TINY);
    Benchmark benchmark = new Benchmark(options, line -> {});
    Results results = benchmark.run();
    benchmark.write(results);

    for (Contender contender : results.contenders()) {
      for (Work work : Work.values()) {
        if (!contender.does(work)) {
          assertTrue(results.cell(work, true, 1, contender).isEmpty());
          continue;
        }
        for (boolean ttl : new boolean[] {true, false}) {
          Cell one = results.cell(work, ttl, 1, contender).orElseThrow();
          Cell three = results.cell(work, ttl, 3, contender).orElseThrow();
          assertEquals(2, one.rounds().size());
          assertTrue(one.median() > 0 && three.median() > 0, () -> "nothing done: " + three);
          assertEquals("", one.firstFault() + three.firstFault(), () -> contender + " " + work);
        }
      }
      assertTrue(
          results.memory(contender, true).orElseThrow().bytesPerEntry() > 100,
          () -> results.memory() + "");
    }
    assertEquals(List.of(), results.absent());
    assertEquals(options.arena().contenders(), results.contenders());
    assertNoUpdateLost(results, options.arena().raw());
    assertNoUpdateLost(results, options.arena().subject());
    options.arena().ceiling().ifPresent(ceiling -> assertNoUpdateLost(results, ceiling));
    assertFiles(results);
  }

  private static void assertNoUpdateLost(Results results, Contender contender) {
    results.cells().stream()
        .filter(cell -> cell.contender() == contender)
        .forEach(cell -> assertEquals(0, cell.lost(), cell::toString));
  }

  private void assertFiles(Results results) throws Exception {
    String markdown = Files.readString(folder.resolve("benchmark.md"));
    assertTrue(markdown.startsWith("# Benchmark on " + results.arena().store()), markdown);
    for (Work work : Work.values()) {
      assertTrue(markdown.contains("| " + work.label() + " | 3 |"), markdown);
    }
    JsonNode json = new ObjectMapper().readTree(folder.resolve("benchmark.json").toFile());
    assertEquals(results.arena().store(), json.get("store").asText());
    assertEquals(results.cells().size(), json.get("cells").size());
    assertEquals(2, json.get("cells").get(0).get("rounds").size());
    for (String chart : new String[] {"ratios-ttl-on.svg", "ratios-ttl-off.svg"}) {
      Document svg =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(folder.resolve(chart).toFile());
      assertEquals("svg", svg.getDocumentElement().getTagName());
      assertFalse(Files.readString(folder.resolve(chart)).contains("NaN"));
    }
  }
}

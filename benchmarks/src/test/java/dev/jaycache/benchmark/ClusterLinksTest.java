package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ServerTest
class ClusterLinksTest {
  private static final Options.Sizes TINY = new Options.Sizes(400, 1_000, 500);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"cluster-links", "cluster-links-far"})
  void tinyRun_isWithoutFault(String store) throws Exception {
    String line =
        "--store " + store + " --rounds 1 --millis 5 --threads 2 --ops get-hit,put,get-all";
    Options options =
        Options.parse((line + " --ttl on --out " + folder).split(" ")).withSizes(TINY);
    Results results = new Benchmark(options, progress -> {}).run();

    assertEquals(ClusterLinkContender.values().length, results.contenders().size());
    for (Contender contender : results.contenders()) {
      for (Work work : options.works()) {
        Cell cell = results.cell(work, true, 2, contender).orElseThrow();
        assertEquals("", cell.firstFault(), () -> contender + " " + work);
        assertTrue(cell.median() > 0, () -> "nothing done: " + cell);
      }
    }
  }
}

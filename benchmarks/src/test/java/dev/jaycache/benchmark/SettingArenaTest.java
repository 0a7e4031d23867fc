package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ServerTest
class SettingArenaTest {
  private static final Options.Sizes TINY = new Options.Sizes(400, 1_000, 500);

  @TempDir Path folder;

  @Test
  void values_areComparedWithTheFirst() throws Exception {
    Results results = run("redis.connections=lanes,pool");

    assertEquals(
        List.of(
            "raw Jedis",
            "JayCache, redis.connections = lanes",
            "JayCache, redis.connections = pool"),
        results.contenders().stream().map(Contender::label).toList());
    for (Contender contender : results.contenders()) {
      Cell cell = results.cell(Work.GET_HIT, true, 2, contender).orElseThrow();
      assertEquals("", cell.firstFault());
      assertTrue(cell.median() > 0, () -> "nothing done: " + cell);
    }
    assertTrue(
        Files.readString(folder.resolve("benchmark.md"))
            .contains("÷ raw Jedis | ÷ JayCache, redis.connections = pool |"));
  }

  @Test
  void valueThatIsNone_isSaid() throws Exception {
    Results results = run("redis.lanes.count=8,many");

    assertEquals(2, results.contenders().size());
    String absent = results.absent().get(0);
    assertTrue(absent.contains("redis.lanes.count"), absent);
  }

  private Results run(String setting) throws Exception {
    String line = "--rounds 1 --millis 5 --threads 2 --ops get-hit --ttl on --setting ";
    Options options =
        Options.parse((line + setting + " --out " + folder).split(" ")).withSizes(TINY);
    Benchmark benchmark = new Benchmark(options, progress -> {});
    Results results = benchmark.run();
    benchmark.write(results);
    return results;
  }
}

package dev.jaycache.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes every figure, each round's too, as JSON. Stateless. */
final class JsonReport {
  private JsonReport() {}

  /** Writes the file. */
  static void write(Results results, Path file) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("store", results.arena().store());
    all.put("environment", results.environment());
    all.put("absent", results.absent());
    all.put("cells", results.cells().stream().map(JsonReport::cell).toList());
    all.put("memory", results.memory().stream().map(JsonReport::memory).toList());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
  }

  private static Map<String, Object> cell(Cell cell) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("operation", cell.work().option());
    fields.put("ttl", cell.ttl());
    fields.put("threads", cell.threads());
    fields.put("contender", cell.contender().label());
    fields.put("medianPerSecond", cell.median());
    if (cell.work().kind() == Work.Kind.COUNTER) {
      fields.put("increments", cell.increments());
      fields.put("lost", cell.lost());
    }
    List<Map<String, Object>> rounds = cell.rounds().stream().map(JsonReport::round).toList();
    fields.put("rounds", rounds);
    return fields;
  }

  private static Map<String, Object> round(Round round) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("perSecond", round.perSecond());
    fields.put("operations", round.operations());
    fields.put("nanos", round.nanos());
    fields.put("wrong", round.wrong());
    fields.put("errors", round.errors());
    if (round.firstError() != null) {
      fields.put("firstError", round.firstError());
    }
    return fields;
  }

  private static Map<String, Object> memory(MemoryUse use) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("contender", use.contender().label());
    fields.put("ttl", use.ttl());
    fields.put("entries", use.entries());
    fields.put("bytesPerEntry", use.bytesPerEntry());
    return fields;
  }
}

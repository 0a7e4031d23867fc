package dev.jaycache.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the operation table of docs/semantics.md against {@link Operation}. */
class OperationDocumentTest {
  private static final int NAME = 0;

  /** The second column is for people: the methods of {@code Cache}. */
  private static final int FIRST_FACT = 2;

  @Test
  void table_saysOfEveryOperationWhatTheCodeSays() throws IOException {
    Map<String, List<String>> code = new LinkedHashMap<>();
    for (Operation operation : Operation.values()) {
      code.put(
          operation.name(),
          List.of(
              operation.condition().name(),
              operation.action().name(),
              operation.created().name(),
              operation.existing().name(),
              operation.mismatch().name(),
              operation.counting().name(),
              operation.writer().name(),
              operation.want().name(),
              operation.onFailure().name()));
    }

    assertEquals(lines(code), lines(document()));
  }

  /** In their order, and one to a line, so that a failure shows which differs. */
  private static String lines(Map<String, List<String>> rows) {
    StringBuilder lines = new StringBuilder();
    rows.forEach((name, facts) -> lines.append(name).append(' ').append(facts).append('\n'));
    return lines.toString();
  }

  private static Map<String, List<String>> document() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "semantics.md"));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    text.substring(text.indexOf("<!-- operations"), text.indexOf("<!-- end of operations"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line -> {
              List<String> cells =
                  Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                      .map(cell -> cell.strip().replace("`", ""))
                      .toList();
              rows.put(cells.get(NAME), cells.subList(FIRST_FACT, cells.size()));
            });
    return rows;
  }
}

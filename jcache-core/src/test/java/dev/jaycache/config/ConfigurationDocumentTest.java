package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md against jaycache-reference.conf. */
class ConfigurationDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| (?:`([^`]+)` )?\\| (\\S.*\\S) \\|");

  /** A row as the document and the reference should both have it. */
  private record Row(SettingType type, String standard) {}

  @Test
  void document_hasEverySettingOfTheReferenceAndNoOther() throws IOException {
    Map<String, Row> reference = new TreeMap<>();
    for (Setting setting : new Schema(List.of()).settings()) {
      reference.put(setting.path(), new Row(setting.type(), plain(setting.standard())));
    }

    assertEquals(reference, document());
  }

  private static Map<String, Row> document() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "configuration.md"));
    Map<String, Row> rows = new TreeMap<>();
    String settings =
        text.substring(text.indexOf("<!-- settings"), text.indexOf("<!-- end of settings"));
    for (String line : settings.lines().filter(each -> each.startsWith("| `")).toList()) {
      Matcher row = ROW.matcher(line);
      assertEquals(true, row.matches(), line);
      SettingType type = SettingType.parse(row.group(2).replace("\\|", "|"));
      String standard = row.group(3) == null ? "" : row.group(3);
      rows.put(row.group(1), new Row(type, standard));
    }
    return rows;
  }

  private static String plain(ConfigValue value) {
    return value == null
        ? ""
        : value.render(ConfigRenderOptions.concise()).replaceAll("^\"|\"$", "");
  }

  @Test
  void exampleOfTheDocument_isAcceptedAsItStands() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "configuration.md"));
    String example = text.substring(text.indexOf("```hocon") + 8);
    Path file = Files.createTempFile("example", ".conf");
    try {
      Files.writeString(file, example.substring(0, example.indexOf("```")));
      ManagerSettings settings =
          new Setup().uri(file.toUri().toString()).environment("REDIS_PASSWORD", "hunter2").load();

      assertEquals("json", settings.cache("com.acme.Order").codec().codec());
      assertEquals("cache.example.com", ServerUri.parse(settings.servers().get(0)).host());
      assertEquals(true, settings.cache("sessions").invoke().exclusive());
    } finally {
      Files.delete(file);
    }
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md against jaycache-redis-reference.conf. */
class RedisSettingsDocumentTest {
  private static final Pattern TYPE = Pattern.compile("Type: (.*)");
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| (?:`([^`]+)` )?\\| \\S.* \\|");

  @Test
  void document_hasEverySettingOfTheReferenceAndNoOther() throws IOException {
    Map<String, String> reference = new TreeMap<>();
    collect("", RedisSettings.reference().root(), reference);

    assertEquals(reference, document());
  }

  /** Path to type and default, as text. */
  private static void collect(String path, ConfigObject section, Map<String, String> found) {
    for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
      String name = path + each.getKey();
      if (each.getValue() instanceof ConfigObject inner) {
        collect(name + '.', inner, found);
      } else {
        // A section of that form is called by its server's name.
        String shown = name.replaceFirst("^server-block\\.", "servers.<name>.");
        found.put(shown, type(each.getValue()) + " = " + standard(each.getValue()));
      }
    }
  }

  private static String type(ConfigValue value) {
    return value.origin().comments().stream()
        .map(comment -> TYPE.matcher(comment.strip()))
        .filter(Matcher::matches)
        .map(type -> type.group(1))
        .findFirst()
        .orElse("");
  }

  private static String standard(ConfigValue value) {
    return value.valueType() == ConfigValueType.NULL ? "" : value.unwrapped().toString();
  }

  private static Map<String, String> document() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "configuration.md"));
    Map<String, String> rows = new TreeMap<>();
    text.substring(
            text.indexOf("<!-- settings of Redis"), text.indexOf("<!-- end of settings of Redis"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line -> {
              Matcher row = ROW.matcher(line);
              assertEquals(true, row.matches(), line);
              String standard = row.group(3) == null ? "" : row.group(3);
              rows.put(row.group(1), row.group(2).replace("\\|", "|") + " = " + standard);
            });
    return rows;
  }
}

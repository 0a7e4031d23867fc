package dev.jaycache.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A known setting. Immutable. It holds no value but its default.
 *
 * @param path its path below {@code jaycache}, in HOCON's notation
 * @param type what it accepts
 * @param standard its default; null where it has none of its own
 * @param meaning what the reference says about it
 */
record Setting(String path, SettingType type, @Nullable ConfigValue standard, String meaning) {
  private static final String TYPE = "Type:";

  /** Reads a setting of a reference: its comments give type and meaning. */
  static Setting of(String path, ConfigValue value) {
    List<String> comments = value.origin().comments().stream().map(String::strip).toList();
    SettingType type =
        comments.stream()
            .filter(comment -> comment.startsWith(TYPE))
            .findFirst()
            .map(comment -> SettingType.parse(comment.substring(TYPE.length()).strip()))
            .orElseGet(() -> SettingType.of(value));
    String meaning =
        String.join(" ", comments.stream().filter(text -> !text.startsWith(TYPE)).toList());
    if (value.valueType() == ConfigValueType.NULL) {
      return new Setting(path, type, null, meaning);
    }
    SettingType.Checked standard = type.check(value);
    if (standard.value() == null) {
      throw new IllegalStateException(
          "the reference's default of " + path + " is not " + type.expectation());
    }
    return new Setting(path, type, standard.value(), meaning);
  }
}

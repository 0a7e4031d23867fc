package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a setting accepts: any of some words, or a value of a kind within a range. Immutable. It
 * knows neither the setting's path nor where a value came from.
 *
 * @param words the words, in the order of the reference
 * @param kind the kind of the other values; null where there are only words
 * @param min the least value: a number, millionths, ns, bytes, or characters of a text
 * @param max the greatest value, in the same unit
 */
record SettingType(List<String> words, @Nullable Kind kind, long min, long max) {

  /** The kinds of values, and how a message describes each. */
  enum Kind {
    TEXT("a text", "\"name\""),
    FLAG("true or false", "true"),
    NUMBER("a whole number", "100"),
    DECIMAL("a decimal number", "0.25"),
    DURATION("a duration with its unit (us, ms, s, m, h, d)", "500 ms"),
    SIZE("a size in bytes or with its unit (B, KiB, MiB, GiB)", "64 MiB"),
    LIST("a list of texts", "[\"com.acme.**\"]"),
    SERVERS("a server URI or a list of them", "\"redis://localhost:6379\"");

    private final String description;
    private final String example;

    Kind(String description, String example) {
      this.description = description;
      this.example = example;
    }
  }

  /**
   * What came of a check.
   *
   * @param value the value in its plain form (a number as a number, a list as a list); null where
   *     it is not accepted
   * @param found what there is instead, for a message; empty where that would tell nothing
   */
  record Checked(@Nullable ConfigValue value, String found) {}

  private static final String KEY = "value";
  private static final Pattern KIND_LINE = Pattern.compile("<([a-z]+)(?: (.*?)\\.\\.(.*))?>");
  private static final Pattern WITH_UNIT =
      Pattern.compile("(-?)[0-9]+(?:\\.[0-9]+)?\\s*([A-Za-z]*)");
  private static final Pattern TIME_UNIT =
      Pattern.compile(
          "(?:ns|us|ms|s|m|h|d|(?:nano|micro|milli)?(?:second)s?|minutes?|hours?|days?)");
  private static final Pattern NEXT_SERVER =
      Pattern.compile(",\\s*(?=[A-Za-z][A-Za-z0-9+.-]*(?::[A-Za-z0-9_.-]*)?://|name=)");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,6})?");

  /** How many digits a decimal number may have behind its point. */
  private static final int DIGITS = 6;

  private static final int LONGEST_SHOWN = 60;

  /** Reads the type as the reference writes it, such as {@code off | <size 1 B..1 GiB>}. */
  static SettingType parse(String line) {
    List<String> words = new ArrayList<>();
    SettingType type = new SettingType(words, null, Long.MIN_VALUE, Long.MAX_VALUE);
    for (String part : line.split("\\|", -1)) {
      Matcher kind = KIND_LINE.matcher(part.strip());
      if (kind.matches()) {
        Kind named = Kind.valueOf(kind.group(1).toUpperCase(Locale.ROOT));
        type =
            new SettingType(
                words,
                named,
                bound(named, kind.group(2), Long.MIN_VALUE),
                bound(named, kind.group(3), Long.MAX_VALUE));
      } else {
        words.add(part.strip());
      }
    }
    return new SettingType(List.copyOf(words), type.kind, type.min, type.max);
  }

  /** The type of a default whose reference states none. */
  static SettingType of(ConfigValue value) {
    Kind kind =
        switch (value.valueType()) {
          case BOOLEAN -> Kind.FLAG;
          case NUMBER -> Kind.NUMBER;
          case LIST -> Kind.LIST;
          case STRING -> {
            Matcher unit = WITH_UNIT.matcher(text(value));
            if (!unit.matches() || unit.group(2).isEmpty()) {
              yield Kind.TEXT;
            }
            yield TIME_UNIT.matcher(unit.group(2)).matches() ? Kind.DURATION : Kind.SIZE;
          }
          case NULL -> Kind.TEXT;
          case OBJECT -> throw new IllegalArgumentException("a section has no type");
        };
    return new SettingType(List.of(), kind, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Checks a value that is not null. Server URIs are checked elsewhere, one by one. */
  Checked check(ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING && words.contains(text(value))) {
      return accepted(value);
    }
    if (kind == null) {
      return refused(value);
    }
    return switch (kind) {
      case TEXT -> checkText(value);
      case FLAG -> checkFlag(value);
      case NUMBER -> checkNumber(value);
      case DECIMAL -> checkDecimal(value);
      case DURATION, SIZE -> checkQuantity(kind, value);
      case LIST, SERVERS -> checkList(kind, value);
    };
  }

  /** What would be right, with an example. */
  String expectation() {
    if (kind == null) {
      return "one of " + String.join(", ", words);
    }
    String either = words.isEmpty() ? "" : String.join(", ", words) + ", or ";
    String example = kind.example;
    if (kind == Kind.FLAG) {
      return either + kind.description;
    }
    return either + kind.description + range() + ", such as " + example;
  }

  private String range() {
    if (kind == Kind.TEXT) {
      return min == Long.MIN_VALUE ? "" : " of " + min + " to " + max + " characters";
    }
    if (min == Long.MIN_VALUE) {
      return "";
    }
    return max == Long.MAX_VALUE
        ? ", at least " + quantity(min)
        : " from " + quantity(min) + " to " + quantity(max);
  }

  private String quantity(long amount) {
    if (kind == Kind.DURATION) {
      long second = 1_000_000_000L;
      return amount % second == 0 ? amount / second + " s" : amount / 1_000_000L + " ms";
    }
    if (kind == Kind.DECIMAL) {
      return BigDecimal.valueOf(amount, DIGITS).stripTrailingZeros().toPlainString();
    }
    return kind == Kind.SIZE ? amount + " B" : Long.toString(amount);
  }

  private Checked checkText(ConfigValue value) {
    if (isNested(value)) {
      return refused(value);
    }
    String text = text(value);
    boolean fits = text.length() >= min && text.length() <= max;
    return fits ? accepted(of(text, value)) : refused(value);
  }

  private static Checked checkFlag(ConfigValue value) {
    if (value.valueType() == ConfigValueType.BOOLEAN) {
      return accepted(value);
    }
    return switch (text(value)) {
      case "true", "on", "yes" -> accepted(of(true, value));
      case "false", "off", "no" -> accepted(of(false, value));
      default -> refused(value);
    };
  }

  private Checked checkNumber(ConfigValue value) {
    String text = text(value);
    if (!text.matches("-?[0-9]{1,19}")) {
      return refused(value);
    }
    try {
      long number = Long.parseLong(text);
      return number >= min && number <= max ? accepted(of(number, value)) : refused(value);
    } catch (NumberFormatException tooLarge) {
      return refused(value);
    }
  }

  private Checked checkDecimal(ConfigValue value) {
    String text = text(value);
    if (!DECIMAL.matcher(text).matches()) {
      return refused(value);
    }
    long millionths = millionths(text);
    return millionths >= min && millionths <= max
        ? accepted(of(Double.parseDouble(text), value))
        : refused(value);
  }

  private static long millionths(String text) {
    return new BigDecimal(text).movePointRight(DIGITS).longValueExact();
  }

  private Checked checkQuantity(Kind quantity, ConfigValue value) {
    String text = text(value);
    Matcher parts = WITH_UNIT.matcher(text);
    if (!parts.matches()) {
      return refused(value);
    }
    boolean bare = parts.group(2).isEmpty();
    if (bare && quantity == Kind.DURATION) {
      return refused(value, " without a unit");
    }
    if (!parts.group(1).isEmpty()) {
      return refused(value, ", which is negative");
    }
    long amount = amount(quantity, text);
    return amount >= 0 && amount >= min && amount <= max
        ? accepted(of(text, value))
        : refused(value);
  }

  private static Checked checkList(Kind kind, ConfigValue value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof ConfigList list) {
      for (ConfigValue element : list) {
        if (isNested(element) || element.valueType() == ConfigValueType.NULL) {
          return new Checked(null, "a list with " + noun(element.valueType()) + " in it");
        }
        texts.add(text(element));
      }
    } else if (value.valueType() == ConfigValueType.OBJECT) {
      return refused(value);
    } else {
      String text = text(value);
      texts.addAll(List.of(kind == Kind.SERVERS ? NEXT_SERVER.split(text) : text.split(",", -1)));
    }
    texts.replaceAll(String::strip);
    texts.removeIf(String::isEmpty);
    return accepted(of(texts, value));
  }

  /** In ns or bytes; -1 where the text is none or too large. */
  private static long amount(Kind kind, String text) {
    Config config = ConfigValueFactory.fromAnyRef(text).atKey(KEY);
    try {
      return kind == Kind.DURATION ? config.getDuration(KEY).toNanos() : config.getBytes(KEY);
    } catch (ConfigException | ArithmeticException wrong) {
      return -1;
    }
  }

  private static long bound(Kind kind, @Nullable String text, long unbounded) {
    if (text == null || text.isBlank()) {
      return unbounded;
    }
    return switch (kind) {
      case DURATION, SIZE -> amount(kind, text.strip());
      case DECIMAL -> millionths(text.strip());
      case TEXT, FLAG, NUMBER, LIST, SERVERS -> Long.parseLong(text.strip());
    };
  }

  private static Checked accepted(ConfigValue value) {
    return new Checked(value, "");
  }

  private static Checked refused(ConfigValue value) {
    return refused(value, "");
  }

  private static Checked refused(ConfigValue value, String why) {
    String text = text(value);
    return new Checked(
        null,
        isNested(value) || text.length() > LONGEST_SHOWN
            ? noun(value.valueType())
            : ConfigUtil.quoteString(text) + why);
  }

  private static boolean isNested(ConfigValue value) {
    return value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST;
  }

  private static String noun(ConfigValueType type) {
    return switch (type) {
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NUMBER -> "a number";
      case BOOLEAN -> "a flag";
      case NULL -> "null";
      case STRING -> "a text";
    };
  }

  /** A scalar as it was written; a list or a section never matches what is asked of a scalar. */
  private static String text(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT, LIST, NULL -> "";
      case STRING, NUMBER, BOOLEAN -> value.atKey(KEY).getString(KEY);
    };
  }

  private static ConfigValue of(Object plain, ConfigValue original) {
    return ConfigValueFactory.fromAnyRef(plain).withOrigin(original.origin());
  }
}

package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import dev.jaycache.config.SettingType.Checked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "auto | local; local",
        "<text 1..3>; abc",
        "<text 1..3>; 123",
        "<text>; true",
        "<flag>; true",
        "<flag>; \"off\"",
        "<number 1..5>; 5",
        "<number 1..>; \"7\"",
        "<number>; -9223372036854775808",
        "<decimal 0..0.5>; 0",
        "<decimal 0..0.5>; 0.5",
        "<decimal 0.01..1000>; 1",
        "off | <decimal 0..0.5>; off",
        "<decimal 0..0.5>; \"0.123456\"",
        "<duration 1 ms..1 h>; 1 ms",
        "<duration 0 s..1 h>; 0 s",
        "<duration 1 ms..1 h>; 1.5 minutes",
        "<size 1 B..1 KiB>; 1024",
        "<size 1 B..1 KiB>; 1 KiB",
        "unlimited | <size 1 B..>; unlimited",
        "unlimited | <size 1 B..>; 8 GiB",
        "<list>; [a, 1]",
        "<list>; \"a, b\""
      })
  void fittingValue_isAccepted(String type, String value) {
    assertNotNull(check(type, value).value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "auto | local; remote; \"remote\"",
        "auto | local; [a]; a list",
        "<text 1..3>; \"\"; \"\"",
        "<text 1..3>; abcd; \"abcd\"",
        "<text 1..3>; {a:1}; a section",
        "<text 1..3>; [a]; a list",
        "<flag>; 1; \"1\"",
        "<flag>; [true]; a list",
        "<number 1..5>; 0; \"0\"",
        "<number 1..5>; 6; \"6\"",
        "<number 1..5>; 1.5; \"1.5\"",
        "<number>; 9223372036854775808; \"9223372036854775808\"",
        "<number>; many; \"many\"",
        "<decimal 0..0.5>; 0.500001; \"0.500001\"",
        "<decimal 0..0.5>; -0.1; \"-0.1\"",
        "<decimal 0.01..1000>; 0; \"0\"",
        "<decimal 0..0.5>; 10 %; \"10 %\"",
        "<decimal 0..0.5>; [0.1]; a list",
        "<duration 1 ms..1 h>; 5; \"5\" without a unit",
        "<duration 1 ms..1 h>; \"5\"; \"5\" without a unit",
        "<duration 1 ms..1 h>; 999 us; \"999 us\"",
        "<duration 1 ms..1 h>; 61 m; \"61 m\"",
        "<duration 0 s..>; -1 s; \"-1 s\", which is negative",
        "<duration 0 s..>; 5 parsecs; \"5 parsecs\"",
        "<duration 0 s..>; soon; \"soon\"",
        "<size 1 B..>; -1; \"-1\", which is negative",
        "<size 1 B..>; 0; \"0\"",
        "<size 1 B..>; 99999999999999 TiB; \"99999999999999 TiB\"",
        "<size 1 B..1 KiB>; 1025 B; \"1025 B\"",
        "<size 1 B..>; 1 furlong; \"1 furlong\"",
        "<list>; {a:1}; a section",
        "<list>; [{a:1}]; a list with a section in it",
        "<servers>; [[a]]; a list with a list in it"
      })
  void unfittingValue_isRefusedAndDescribed(String type, String value, String found) {
    Checked checked = check(type, value);

    assertNull(checked.value());
    assertEquals(found, checked.found());
  }

  @Test
  void overlongText_isDescribedByItsKind() {
    assertEquals("a text", check("a | b", "\"" + "x".repeat(100) + "\"").found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"a, b ,,c\"; [a, b, c]",
        "[\" a \", 5]; [a, 5]",
        "\"\"; []",
      })
  void list_isGivenInItsPlainForm(String value, String plain) {
    assertEquals(plain, plain("<list>", value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"redis://a:1,redis://b:2\"; [redis://a:1, redis://b:2]",
        "\"redis://a:1, rediss://b:2\"; [redis://a:1, rediss://b:2]",
        "\"redis://:x,y@a:1\"; [redis://:x,y@a:1]",
        "\"\"; []"
      })
  void servers_arePartedBeforeASchemeOnly(String value, String plain) {
    assertEquals(plain, plain("<servers>", value));
  }

  @Test
  void numberAsText_becomesANumber() {
    assertEquals("7", plain("<number>", "\"7\""));
    assertEquals("false", plain("<flag>", "no"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "auto | local; one of auto, local",
        "<flag>; true or false",
        "<number 1..5>; a whole number from 1 to 5",
        "off | <size 1 B..>; off, or a size in bytes or with its unit (B, KiB, MiB, GiB), at least"
            + " 1 B, such as 64 MiB",
        "<duration 1 ms..1 h>; a duration with its unit (us, ms, s, m, h, d) from 1 ms to 3600 s, such"
            + " as 500 ms",
        "<text 1..200>; a text of 1 to 200 characters"
      })
  void expectation_tellsWordsRangeAndExample(String type, String expectation) {
    String told = SettingType.parse(type).expectation();

    assertTrue(told.startsWith(expectation), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "8; NUMBER",
        "true; FLAG",
        "1 s; DURATION",
        "100 ms; DURATION",
        "2 minutes; DURATION",
        "16 KiB; SIZE",
        "8 bytes; SIZE",
        "auto; TEXT",
        "null; TEXT",
        "[]; LIST"
      })
  void defaultWithoutStatedType_givesTheKind(String value, SettingType.Kind kind) {
    assertEquals(kind, SettingType.of(value(value)).kind());
  }

  private static Checked check(String type, String value) {
    return SettingType.parse(type).check(value(value));
  }

  private static String plain(String type, String value) {
    ConfigValue checked = check(type, value).value();
    assertNotNull(checked);
    return checked.unwrapped().toString();
  }

  private static ConfigValue value(String hocon) {
    return ConfigFactory.parseString("x = " + hocon).root().get("x");
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandFormatTest {
  private static List<String> split(String format, @Nullable Object... arguments) {
    return CommandFormat.words(format, arguments).stream()
        .map(word -> new String(word, StandardCharsets.UTF_8))
        .toList();
  }

  private static String refusal(String format, @Nullable Object... arguments) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> CommandFormat.words(format, arguments))
            .getMessage());
  }

  @Test
  void words_areSplitAtBlanks() {
    assertEquals(List.of("HMGET", "k", "a", "b"), split("  HMGET k\ta \n b "));
  }

  @Test
  void argument_isKeptWholeWhateverIsInIt() {
    assertEquals(
        List.of("SET", "a b %s \"x\"", "", "é€"), split("SET %s %s %s", "a b %s \"x\"", "", "é€"));
    byte[] binary = {0, 13, 10, (byte) 0xff, ' '};
    assertArrayEquals(binary, CommandFormat.words("ECHO %s", (Object) binary).get(1));
  }

  @Test
  void argumentInsideAWord_isAPartOfIt() {
    assertEquals(List.of("GET", "user:a b:1"), split("GET user:%s:%s", "a b", 1));
  }

  @Test
  void numbersAndPercentSigns_areWritten() {
    assertEquals(
        List.of("SET", "100%", "7", "-1.5", "18446744073709551616"),
        split("SET %s%% %s %s %s", 100, 7L, -1.5, BigInteger.TWO.pow(64)));
  }

  @Test
  void tooFewOrTooManyArguments_areAnErrorThatSaysSo() {
    assertTrue(refusal("GET %s").contains("more than 0 times %s"));
    assertTrue(refusal("GET %s", "a", "b").contains("takes 1 arguments and got 2"));
    assertTrue(refusal("GET k", "a").contains("takes 0 arguments and got 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SET k %d", "SET k %", "SET k 5%b"})
  void otherPlaceholder_isAnErrorThatSaysWhatIsRight(String format) {
    String message = refusal(format);
    assertTrue(message.contains("%s for an argument") && message.contains("%%"), message);
  }

  @Test
  void otherArgument_isAnErrorThatNamesItsType() {
    String message = refusal("SET k %s %s", "v", new Date());
    assertTrue(message.contains("argument 2") && message.contains("java.util.Date"), message);
    assertTrue(refusal("SET k %s", (Object) null).contains("is null"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \t"})
  void emptyCommand_isAnError(String format) {
    assertTrue(refusal(format).contains("empty"));
  }
}

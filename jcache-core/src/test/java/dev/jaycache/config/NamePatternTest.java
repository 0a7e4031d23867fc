package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "users,users,true",
    "users,Users,false",
    "users,users2,false",
    "*,'',true",
    "*,any.thing,true",
    "com.acme.*,com.acme.User,true",
    "com.acme.*,com.acme.,true",
    "com.acme.*,com_acme.User,false",
    "*User,com.acme.User,true",
    "*User,com.acme.Users,false",
    "a*b*c,aXbYbZc,true",
    "a*b*c,aXbYbZ,false",
    "user?,users,true",
    "user?,user,false",
    "?*,'',false",
    "**,x,true",
    "a*?,a,false",
    "[a],a,false",
    "a*,a*,true"
  })
  void pattern_coversWhatItsWildcardsStandFor(String pattern, String cache, boolean covered) {
    assertEquals(covered, new NamePattern(pattern).covers(cache));
  }

  @Test
  void manyStars_areMatchedWithoutExploding() {
    assertEquals(false, new NamePattern("*a".repeat(50) + "b").covers("a".repeat(5_000)));
  }

  @Test
  void patterns_areOrderedByPrefixThenLiteralsThenStarsThenText() {
    List<String> ordered =
        List.of(
            "com.acme.User*", "com.acme.*Key", "com.acme.?", "com.acme.*", "com.*", "*User", "*");

    assertEquals(
        ordered,
        Stream.of(
                "*",
                "com.*",
                "com.acme.*",
                "*User",
                "com.acme.?",
                "com.acme.User*",
                "com.acme.*Key")
            .map(NamePattern::new)
            .sorted(NamePattern.BY_SPECIFICITY)
            .map(NamePattern::text)
            .toList());
  }
}

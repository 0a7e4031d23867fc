package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of(
          "namespace",
          "servers",
          "connect-timeout",
          "command-timeout",
          "cache-defaults.local.max-entries",
          "cache-defaults.local.max-weight",
          "cache-defaults.statistics");

  @ParameterizedTest
  @CsvSource({
    "server,servers",
    "name-space,namespace",
    "comand-timeout,command-timeout",
    "commandTimeout,command-timeout",
    "conmect-timeout,connect-timeout",
    "cache-defaults.locl.max-entries,cache-defaults.local.max-entries",
    "max-entries,cache-defaults.local.max-entries",
    "cache-defaults.max-wieght,cache-defaults.local.max-weight",
    "statistic,cache-defaults.statistics"
  })
  void mistypedName_isTakenForTheNearest(String mistyped, String nearest) {
    assertEquals(nearest, Nearest.of(mistyped, KNOWN));
  }
}

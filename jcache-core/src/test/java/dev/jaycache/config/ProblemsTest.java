package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "comand-timeout = 1 s; jaycache.comand-timeout; jaycache.command-timeout",
        "commandTimeout = 1 s; jaycache.commandTimeout; jaycache.command-timeout",
        "cache-default { codec = x }; jaycache.cache-default; jaycache.cache-defaults",
        "redis.pool.max-conections = 1; jaycache.redis.pool.max-conections;"
            + " jaycache.redis.pool.max-connections",
        "caches.users.locl.max-entries = 1; jaycache.caches.users.locl;"
            + " jaycache.caches.users.local",
        "caches.users.max-entries = 1; jaycache.caches.users.max-entries;"
            + " jaycache.caches.users.local.max-entries",
        "caches.users.servers = x; jaycache.caches.users.servers;"
            + " jaycache.caches.users.events",
        "max-entries = 1; jaycache.max-entries; jaycache.cache-defaults.local.max-entries"
      })
  void unknownSettingInAFile_isNamedWithLineAndNearest(String line, String path, String nearest) {
    String problem = new Setup().file(folder, "jaycache {\n\n  " + line + "\n}").problem();

    assertAll(
        () -> assertTrue(problem.contains("app.conf, line 3: " + path + ": unknown"), problem),
        () -> assertTrue(problem.contains("the nearest known one is " + nearest), problem));
  }

  @Test
  void cacheNameWithADotOutsideOfQuotes_isExplained() {
    String problem =
        new Setup().file(folder, "jaycache.caches { com.acme.User { bulk-size = 1 } }").problem();

    assertTrue(problem.contains("jaycache.caches.com.acme: unknown"), problem);
    assertTrue(problem.contains("stands in double quotes"), problem);
  }

  @Test
  void unknownProperty_isNamedWithItsSourceAndNearest() {
    assertEquals(
        "system property jaycache.nmespace: jaycache.nmespace: unknown setting; the nearest known"
            + " one is jaycache.namespace",
        new Setup().system("jaycache.nmespace", "x").problem());
    assertEquals(
        "CacheManager property jaycache.nmespace: jaycache.nmespace: unknown setting; the nearest"
            + " known one is jaycache.namespace",
        new Setup().manager("jaycache.nmespace", "x").problem());
  }

  @Test
  void unknownVariable_isNamedWithTheNearestVariable() {
    String problem = new Setup().environment("JAYCACHE_COMAND_TIMEOUT", "1 s").problem();

    assertTrue(
        problem.startsWith(
            "environment variable JAYCACHE_COMAND_TIMEOUT: unknown; the nearest known one is"
                + " JAYCACHE_COMMAND_TIMEOUT"),
        problem);
  }

  @Test
  void variableOfACacheWithoutSection_isAnErrorThatSaysWhatIsMissing() {
    String problem = new Setup().environment("JAYCACHE_CACHES_USERS_CODEC", "json").problem();

    assertTrue(problem.contains("where its section stands"), problem);
  }

  @Test
  void variableOfTwoSections_isAnErrorThatNamesBoth() {
    String problem =
        new Setup()
            .file(folder, "jaycache.caches { \"a.b\" {}, a-b {} }")
            .environment("JAYCACHE_CACHES_A_B_CODEC", "json")
            .problem();

    assertTrue(problem.contains("caches.a-b.codec or caches.\"a.b\".codec"), problem);
  }

  @Test
  void illTypedSetting_isNamedWithWhatWasFoundAndWhatIsRight() {
    assertEquals(
        "environment variable JAYCACHE_COMMAND_TIMEOUT: jaycache.command-timeout: found \"soon\";"
            + " right is a duration with its unit (us, ms, s, m, h, d) from 1 ms to 3600 s, such as"
            + " 500 ms",
        new Setup().environment("JAYCACHE_COMMAND_TIMEOUT", "soon").problem());
    assertEquals(
        "system property jaycache.on-start: jaycache.on-start: found \"panic\"; right is one of"
            + " continue, fail, lazy",
        new Setup().system("jaycache.on-start", "panic").problem());
    assertEquals(
        "CacheManager property jaycache.redis.protocol: jaycache.redis.protocol: found \"resp4\";"
            + " right is one of auto, resp2, resp3",
        new Setup().manager("jaycache.redis.protocol", "resp4").problem());
    String inFile =
        new Setup().file(folder, "jaycache.caches.x {\n  local.max-entries = -5\n}").problem();
    assertTrue(
        inFile.endsWith(
            "app.conf, line 2: jaycache.caches.x.local.max-entries: found \"-5\"; right is"
                + " unlimited, or a whole number, at least 1, such as 100"),
        inFile);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local = 5; jaycache.cache-defaults.local: this is a section",
        "invoke = [1]; jaycache.cache-defaults.invoke: this is a section",
        "codec { name = x }; jaycache.cache-defaults.codec: found a section"
      })
  void sectionAndSettingMixedUp_isSaid(String line, String problem) {
    String found = new Setup().file(folder, "jaycache.cache-defaults { " + line + " }").problem();

    assertTrue(found.contains(problem), found);
  }

  @Test
  void rootThatIsNoSection_isSaid() {
    String problem = new Setup().file(folder, "jaycache = 5").problem();

    assertTrue(problem.contains("line 1: jaycache: this is a section"), problem);
  }

  @Test
  void overriddenSetting_isCheckedAllTheSame() {
    List<String> problems =
        new Setup()
            .file(folder, "jaycache.bulk = 1\njaycache.keepalive = soon")
            .system("jaycache.keepalive", "5")
            .environment("JAYCACHE_KEEPALIVE", "5 s")
            .problems();

    assertEquals(3, problems.size(), problems::toString);
  }

  @Test
  void severalProblems_areReportedTogether() {
    Setup setup =
        new Setup()
            .file(folder, "jaycache { x1 = 1, keepalive = soon }")
            .manager("jaycache.x2", "")
            .system("jaycache.x3", "")
            .environment("JAYCACHE_X4", "");

    ConfigurationException wrong = assertThrows(ConfigurationException.class, setup::load);

    assertEquals(5, wrong.problems().size(), wrong.getMessage());
    assertTrue(wrong.getMessage().startsWith("5 problems"), wrong.getMessage());
    wrong.problems().forEach(each -> assertTrue(wrong.getMessage().contains(each)));
    assertTrue(CacheException.class.isInstance(wrong));
  }

  @Test
  void unreadableFile_doesNotHideTheOtherProblems() {
    assertEquals(
        2,
        new Setup()
            .uri(folder.resolve("none.conf").toUri().toString())
            .system("jaycache.x", "")
            .problems()
            .size());
  }

  @Test
  void serverWithoutABackend_isAnErrorThatNamesTheSchemesThereAre() {
    String some = new Setup().system("jaycache.servers", "memcached://h").problem();
    assertTrue(some.contains("takes memcached:"), some);
    assertTrue(some.contains("redis, rediss"), some);

    String none = new Setup().backends().uri("redis://h").problem();
    assertTrue(none.contains("the manager's URI: jaycache.servers"), none);
    assertTrue(none.contains("dev.jaycache:backend-redis"), none);
  }

  @Test
  void everyMalformedServer_isReported() {
    List<String> problems =
        new Setup()
            .file(folder, "jaycache.servers = [\"redis://a:x\", \"redis://b\", \"c\"]")
            .problems();

    assertEquals(2, problems.size(), problems::toString);
  }
}

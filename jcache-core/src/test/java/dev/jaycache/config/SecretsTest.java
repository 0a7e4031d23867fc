package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The secret of every case is {@code hunter2}. */
class SecretsTest {
  private static final Setup.Settings VAULT =
      new Setup.Settings(
          Set.of("redis"),
          """
          vault {
            password = null
            access-token = null
            trust-store-pass = null
            # Type: <number>
            secret-number = 1
            # Type: <number>
            size = 1
            link = null
            links = []
          }
          cache-defaults { vault { secret = null } }
          """);

  @TempDir Path folder;

  @Test
  void settings_printWithoutSecrets() {
    ManagerSettings settings =
        new Setup()
            .backends(VAULT)
            .file(
                folder,
                """
                jaycache {
                  namespace = shown-namespace
                  servers = ["redis://ann:hunter2@shown-host:1/2?password=hunter2",
                             "redis://:a/hunter2@other-host"]
                  vault {
                    password = hunter2
                    access-token = hunter2
                    trust-store-pass = hunter2
                    link = "redis://ann:hunter2@x"
                    links = ["http://ann:hunter2@x"]
                    size = 4711
                  }
                  caches { shown-cache { vault.secret = hunter2, bulk-size = 4712 } }
                }
                """)
            .load();
    CacheSettings cache = settings.cache("shown-cache");

    assertEquals("hunter2", settings.backend().getString("vault.password"));
    assertEquals("hunter2", cache.store().settings().getString("vault.secret"));
    String printed = settings + " " + cache + " " + settings.caches();
    assertFalse(printed.contains("hunter2"), printed);
    for (String shown :
        List.of(
            "shown-namespace", "redis://shown-host:1/2", "redis://other-host", "4711", "4712")) {
      assertTrue(printed.contains(shown), printed);
    }
  }

  @Test
  void valueOfASecretVariable_isNotPrinted() {
    ManagerSettings settings =
        new Setup()
            .backends(VAULT)
            .file(folder, "jaycache.vault.link = ${REDIS_PASSWORD}")
            .environment("REDIS_PASSWORD", "hunter2")
            .load();

    assertEquals("hunter2", settings.backend().getString("vault.link"));
    assertFalse(settings.toString().contains("hunter2"));
  }

  @Test
  void sources_printNoneOfTheirValues() {
    ConfigSources sources =
        new Setup()
            .uri("redis://ann:hunter2@shown-host")
            .environment("JAYCACHE_REDIS_PASSWORD", "hunter2")
            .system("jaycache.redis.password", "hunter2")
            .manager("jaycache.redis.password", "hunter2")
            .sources();

    assertFalse(sources.toString().contains("hunter2"));
    assertTrue(sources.toString().contains("shown-host"));
  }

  static Stream<Setup> wrongSetups() {
    return Stream.of(
            "redis://hunter2@host",
            "redis://user:hunter2",
            "redis://user:hunter2@host:port",
            "redis:hunter2",
            "redis://user:hunter2@host#x",
            "memcached://user:hunter2@host")
        .flatMap(
            server ->
                Stream.of(
                    new Setup().environment("JAYCACHE_SERVERS", server),
                    new Setup().system("jaycache.servers", server),
                    new Setup().manager("jaycache.servers", server),
                    new Setup().uri(server)));
  }

  @ParameterizedTest
  @MethodSource("wrongSetups")
  void malformedServerInAnySource_isReportedWithoutItsSecret(Setup setup) {
    assertNoSecret(setup);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "servers = \"hunter2\"",
        "servers = [[hunter2]]",
        "servers = [{ password = hunter2 }]",
        "servers { hunter = hunter2 }",
        "vault.password { value = hunter2 }",
        "vault.password = [hunter2]",
        "vault.passwrd = hunter2",
        "vault.secret-number = hunter2",
        "vault.size = \"redis://ann:hunter2@x\"",
        "vault.size = \"hunter2@x\"",
        "vault.size = ${MY_TOKEN}",
        "vault.size = ${MY_TOKEN}x",
        "vault = hunter2",
        "\"redis://ann:hunter2@x\" = 1",
        "caches.\"a@hunter2\".nonsense = 1",
        "password = hunter2"
      })
  void wrongSettingInAFile_isReportedWithoutItsSecret(String line) {
    assertNoSecret(
        new Setup()
            .backends(VAULT)
            .environment("MY_TOKEN", "hunter2")
            .file(folder, "jaycache {\n" + line + "\n}"));
  }

  @Test
  void wrongPropertyOrVariable_isReportedWithoutItsSecret() {
    assertNoSecret(new Setup().backends(VAULT).system("jaycache.vault.secret-number", "hunter2"));
    assertNoSecret(new Setup().backends(VAULT).manager("jaycache.vault.passwrd", "hunter2"));
    assertNoSecret(new Setup().backends(VAULT).manager("jaycache.redis://a:hunter2@x", ""));
    assertNoSecret(
        new Setup().backends(VAULT).environment("JAYCACHE_VAULT_SECRET_NUMBER", "hunter2"));
    assertNoSecret(new Setup().environment("JAYCACHE_PASSWORD", "hunter2"));
  }

  @Test
  void unreachableConfigUri_isReportedWithoutItsSecret() {
    assertNoSecret(new Setup().uri("nonsense://ann:hunter2@host/a.conf?password=hunter2"));
    assertNoSecret(new Setup().uri("http://ann:hunter2@127.0.0.1:1/a.conf"));
    assertNoSecret(new Setup().uri("jar:http://ann:hunter2@127.0.0.1:1/a.jar!/a.conf"));
  }

  @Test
  void shownUri_hasNoSecret() {
    assertEquals(
        "redis://host:6379/2",
        ServerUri.shown(URI.create("redis://user:hunter2@host:6379/2?x=hunter2")));
  }

  private static void assertNoSecret(Setup setup) {
    String trace = Setup.trace(assertThrows(ConfigurationException.class, setup::load));

    assertFalse(trace.contains("hunter2"), trace);
  }
}

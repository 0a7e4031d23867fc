package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.config.ConfigSources;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.ManagerSettings;
import dev.jaycache.config.ServerUri;
import dev.jaycache.config.SettingsLoader;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that stand as sections of {@code servers}. */
class ServerSectionsTest {
  private static final String TWO =
      "servers { sessions { addr = a, port = 7001, db = 3, user = app, pass = \"s3;c@r/t%41\" }\n"
          + " main { addr = \"::1\", tls = on } }";

  private final Properties system = new Properties();
  private final Properties manager = new Properties();
  private final Map<String, String> environment = new TreeMap<>();
  @TempDir private Path folder;

  private ManagerSettings load(String lines) throws IOException {
    Path file = folder.resolve("jaycache.conf");
    Files.writeString(file, "jaycache {\n" + lines + "\n}");
    return new SettingsLoader(List.of(new RedisStoreProvider()))
        .load(new ConfigSources(environment, system, manager, file.toUri(), List.of()));
  }

  /** With a manager's URI that is a server, and the file on the class path. */
  private ManagerSettings load(String lines, String uri) throws IOException {
    Files.writeString(folder.resolve("jaycache.conf"), "jaycache {\n" + lines + "\n}");
    URL[] path = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      return new SettingsLoader(List.of(new RedisStoreProvider()))
          .load(new ConfigSources(environment, system, manager, URI.create(uri), List.of(loader)));
    }
  }

  private static List<ServerUri> uris(ManagerSettings settings) {
    return settings.servers().stream().map(ServerUri::parse).toList();
  }

  private String fails(String lines) {
    ConfigurationException e = assertThrows(ConfigurationException.class, () -> load(lines));
    assertFalse(String.valueOf(e.getMessage()).contains("s3c"), e.getMessage());
    return String.valueOf(e.getMessage());
  }

  @Test
  void sections_areServersInTheirOrder() throws IOException {
    ManagerSettings settings = load(TWO);
    List<ServerUri> uris = uris(settings);
    assertEquals(2, uris.size());
    ServerUri sessions = uris.get(0);
    assertEquals(Map.of("name", "sessions"), sessions.query());
    assertEquals("a", sessions.host());
    assertEquals("app", sessions.user().orElseThrow());
    assertEquals("s3;c@r/t%41", sessions.password().orElseThrow().reveal());
    assertEquals(Map.of("name", "main", "tls", "1"), uris.get(1).query());
    List<RedisTarget> targets =
        TargetReader.read(settings.servers(), settings.backend().getConfig("redis"));
    assertEquals(List.of("sessions", "main"), targets.stream().map(RedisTarget::name).toList());
    assertEquals(
        List.of(3, 0), targets.stream().map(target -> target.access().database()).toList());
    assertTrue(targets.get(1).access().tls());
    assertFalse(settings.toString().contains("s3;c"), settings::toString);
    assertFalse(settings.toString().contains("app"), settings::toString);
  }

  @Test
  void sectionsOfSocketsAndSentinels_areUnderstood() throws IOException {
    List<RedisTarget> targets =
        TargetReader.read(
            load("servers { s { unix = /run/r.sock, addr = a }\n empty {}\n"
                    + " g { sentinel { master = m, nodes = [\"x\", \"y:7\"], role = replica } } }")
                .servers(),
            TestBackends.settings("").getConfig("redis"));
    assertEquals(Endpoint.unix("/run/r.sock"), targets.get(0).nodes().get(0));
    assertEquals(Endpoint.tcp("127.0.0.1", 6379), targets.get(1).nodes().get(0));
    assertEquals(List.of(Endpoint.tcp("x", 26_379), Endpoint.tcp("y", 7)), targets.get(2).nodes());
    assertTrue(targets.get(2).sentinel() != null && targets.get(2).sentinel().replicas());
  }

  @Test
  void strongerSources_overrideSingleSettings() throws IOException {
    manager.setProperty("jaycache.servers.sessions.port", "7002");
    manager.setProperty("jaycache.servers.third.addr", "c");
    environment.put("JAYCACHE_SERVERS_SESSIONS_PASS", "other");
    environment.put("JAYCACHE_SERVERS_THIRD_SENTINEL_ROLE", "");
    assertThrows(ConfigurationException.class, () -> load(TWO));
    environment.remove("JAYCACHE_SERVERS_THIRD_SENTINEL_ROLE");
    List<ServerUri> uris = uris(load(TWO));
    assertEquals(
        List.of("sessions", "main", "third"),
        uris.stream().map(uri -> uri.query().get("name")).toList());
    assertEquals("other", uris.get(0).password().orElseThrow().reveal());
    assertEquals("a", uris.get(0).host());
  }

  @Test
  void listOfAStrongerSource_standsInsteadOfAllSections() throws IOException {
    manager.setProperty("jaycache.servers", "redis://elsewhere");
    assertEquals(List.of("redis://elsewhere"), load(TWO).servers());
  }

  @Test
  void settingOfASection_doesNotStandInsteadOfServersOfAStrongerSourceThanTheSection()
      throws IOException {
    environment.put("JAYCACHE_SERVERS_SESSIONS_PASS", "s3cret");
    system.setProperty("jaycache.servers.main.db", "2");
    assertEquals(List.of("redis://elsewhere"), load(TWO, "redis://elsewhere").servers());
    manager.setProperty("jaycache.servers", "redis://a,redis://b");
    assertEquals(List.of("redis://a", "redis://b"), load(TWO).servers());
    manager.clear();
    List<ServerUri> uris = uris(load(TWO));
    assertEquals("s3cret", uris.get(0).password().orElseThrow().reveal());
    assertEquals(2, uris.get(1).database());
  }

  @Test
  void sectionThatBeginsInAStrongerSource_standsInsteadOfText() throws IOException {
    system.setProperty("jaycache.servers.third.addr", "c");
    system.setProperty("jaycache.servers.third.port", "7003");
    environment.put("JAYCACHE_SERVERS_THIRD_PASS", "s3cret");
    environment.put("JAYCACHE_SERVERS_SESSIONS_PASS", "of one that is not there");
    List<ServerUri> uris = uris(load(TWO, "redis://elsewhere"));
    assertEquals(List.of("c"), uris.stream().map(ServerUri::host).toList());
    assertEquals("s3cret", uris.get(0).password().orElseThrow().reveal());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "pass",
        "user, pass",
        "user, pass, db",
        "user, pass, tls",
        "port, pass",
        "sentinel.master, pass",
        "sentinel.master, sentinel.nodes, pass"
      })
  void sectionThatDoesNotSayWhereItsServerIs_isNoServerInsteadOfText(String settings)
      throws IOException {
    Map<String, String> values = Map.of("db", "1", "tls", "on", "port", "7", "sentinel.nodes", "");
    for (String setting : settings.split(", ")) {
      String value = values.getOrDefault(setting, "s3cret");
      system.setProperty("jaycache.servers.third." + setting, value);
    }
    String message = fails("servers = \"redis://a\"");
    assertTrue(
        message.contains("jaycache.servers.third: does not say where the server is"), message);
    assertTrue(message.contains("jaycache.conf, line 2"), message);
    assertTrue(message.contains("addr, unix, sentinel.nodes"), message);
    manager.setProperty("jaycache.servers.fourth.addr", "d");
    assertTrue(fails("servers = \"redis://a\"").contains("jaycache.servers.third"));
  }

  @Test
  void sectionThatSaysWhereItsServerIs_standsInsteadOfText() throws IOException {
    manager.setProperty("jaycache.servers.third.addr", "c");
    assertEquals("c", uris(load("servers = \"redis://a\"")).get(0).host());
    system.setProperty("jaycache.servers.third.pass", "s3cret");
    List<ServerUri> uris = uris(load("servers = \"redis://a\""));
    assertEquals("c", uris.get(0).host());
    assertEquals("s3cret", uris.get(0).password().orElseThrow().reveal());
    manager.clear();
    manager.setProperty("jaycache.servers.third.unix", "/run/r.sock");
    assertEquals("redis+unix", uris(load("servers = \"redis://a\"")).get(0).scheme());
  }

  @Test
  void sectionOfAStrongerSource_holdsAlsoWhereTheTextReplacedOneOfThatName() throws IOException {
    system.setProperty("jaycache.servers.main.addr", "c");
    system.setProperty("jaycache.servers.main.port", "7003");
    environment.put("JAYCACHE_SERVERS_MAIN_PASS", "other");
    List<ServerUri> uris = uris(load(TWO, "redis://elsewhere"));
    assertEquals(1, uris.size());
    assertEquals("c", uris.get(0).host());
    assertEquals("other", uris.get(0).password().orElseThrow().reveal());
    // Nothing of the section that the text stands instead of.
    assertEquals(Map.of("name", "main"), uris.get(0).query());
    system.remove("jaycache.servers.main.addr");
    assertEquals(List.of("redis://elsewhere"), load(TWO, "redis://elsewhere").servers());
  }

  @Test
  void bothFormsInOneSource_areAnError() {
    manager.setProperty("jaycache.servers", "redis://a");
    manager.setProperty("jaycache.servers.third.addr", "c");
    assertTrue(fails("").contains("text and as sections in one source"));
    manager.clear();
    environment.put("JAYCACHE_SERVERS", "redis://a");
    environment.put("JAYCACHE_SERVERS_SESSIONS_PASS", "s3cret");
    String message = fails(TWO);
    assertTrue(message.contains("text and as sections in one source"), message);
    assertTrue(message.contains("JAYCACHE_SERVERS_SESSIONS_PASS"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adr = s3cret | jaycache.servers.srv1.addr",
        "sentinel.mastr = s3cret | jaycache.servers.srv1.sentinel.master",
        "port = many | a whole number from 1 to 65535",
        "pass = [s3cret] | jaycache.servers.srv1.pass",
        "user = s3cret | a user without a pass",
        "addr = \"s3c:x/y\" | addr is no host",
        "sentinel.master = s3c | there is but one",
        "sentinel.role = master | sentinel.role without sentinel.nodes",
        "'pass = s3c, addr = a, sentinel { master = m, nodes = [b] }' | both sentinels",
        "sentinel { master = m, nodes = [\"s3c@b\"] } | sentinel.nodes: a host or a port",
      })
  void whatIsWrong_isSaidWithTheSection(String lines, String said) {
    String message = fails("servers { srv1 { " + lines + " } }");
    assertTrue(message.contains(said), message);
    assertTrue(message.contains("jaycache.servers.srv1"), message);
    assertTrue(message.contains("line 2"), message);
  }

  @Test
  void formOfSections_isNoSettingItself() {
    assertTrue(fails("server-block.addr = a").contains("server-block: unknown setting"));
    assertTrue(fails("servers.srv1 = \"redis://s3c@a\"").contains("this is a section"));
  }
}

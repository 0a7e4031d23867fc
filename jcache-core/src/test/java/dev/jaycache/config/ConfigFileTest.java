package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void fileUri_isRead() {
    assertEquals("f", new Setup().file(folder, "jaycache.namespace = f").load().namespace());
  }

  @Test
  void fileOfAnyName_isRead() {
    Path file =
        Setup.write(folder.resolve("with space/caches"), "{\"jaycache\":{\"namespace\":1}}");

    assertEquals("1", new Setup().uri(file.toUri().toString()).load().namespace());
  }

  @Test
  void opaqueJarUri_isReadAndTheJarIsNotKeptOpen() throws IOException {
    Path jar = folder.resolve("app.jar");
    writeJar(jar, "jaycache.namespace = first");
    String uri = "jar:" + jar.toUri() + "!/conf/caches.conf";
    assertTrue(URI.create(uri).isOpaque());
    assertEquals("first", new Setup().uri(uri).load().namespace());

    Files.delete(jar);
    writeJar(jar, "jaycache.namespace = second");

    assertEquals("second", new Setup().uri(uri).load().namespace());
  }

  @ParameterizedTest
  @ValueSource(strings = {"classpath:x/my.conf", "classpath:/x/my.conf", "x/my.conf", "/x/my.conf"})
  void classPathUri_isRead(String uri) {
    Setup.write(folder.resolve("x/my.conf"), "jaycache.namespace = c");

    assertEquals("c", new Setup().classPath(folder).uri(uri).load().namespace());
  }

  @Test
  void classPath_isSearchedInTheOrderOfTheLoaders() {
    Setup.write(folder.resolve("b/jaycache.conf"), "jaycache.namespace = b");
    Setup.write(folder.resolve("c/jaycache.conf"), "jaycache.namespace = c");
    Setup setup =
        new Setup()
            .classPath(folder.resolve("a"))
            .classPath(folder.resolve("b"))
            .classPath(folder.resolve("c"));

    assertEquals("b", setup.load().namespace());
    assertEquals("b", setup.noUri().load().namespace());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jaycache:default", "any-name", "urn:x:y", "foo://host/bar"})
  void uriThatIsAName_leavesTheClassPathsFile(String uri) {
    Setup.write(folder.resolve("jaycache.conf"), "jaycache.namespace = c");

    assertEquals("c", new Setup().classPath(folder).uri(uri).load().namespace());
  }

  @Test
  void webUriOfAConfigFile_isRead() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = "jaycache { namespace = w }".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/a.conf",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    try {
      String base = "http://ann:hunter2@127.0.0.1:" + server.getAddress().getPort();
      assertEquals("w", new Setup().uri(base + "/a.conf").load().namespace());

      String problem = new Setup().uri(base + "/missing.conf").problem();
      assertTrue(problem.contains("/missing.conf"), problem);
      assertFalse(problem.contains("hunter2"), problem);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void missingFile_isAnErrorThatNamesIt() {
    String problem = new Setup().uri(folder.resolve("none.conf").toUri().toString()).problem();

    assertTrue(problem.contains(folder.resolve("none.conf").toString()), problem);
    assertTrue(problem.contains("no such file"), problem);
  }

  @Test
  void directory_isAnErrorThatSaysSo() {
    String problem = new Setup().uri(folder.toUri().toString()).problem();

    assertTrue(problem.contains("is a directory"), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classpath:none.conf",
        "none.conf",
        "jar:file:/none.jar!/a.conf",
        "nonsense://host/a.conf",
        "jar:nonsense"
      })
  void uriThatLeadsNowhere_isAnErrorThatNamesIt(String uri) {
    String problem = new Setup().classPath(folder).uri(uri).problem();

    assertTrue(problem.contains(ServerUri.shown(URI.create(uri))), problem);
  }

  @Test
  void includedFile_isFoundBesideTheIncludingOne() {
    Setup.write(folder.resolve("base.conf"), "jaycache.namespace = base\njaycache.nonsense = 1");

    String problem = new Setup().file(folder, "include \"base.conf\"").problem();

    assertTrue(problem.contains("base.conf, line 2: jaycache.nonsense"), problem);
  }

  @Test
  void substitutions_takeFileThenSystemPropertyThenEnvironment() {
    ManagerSettings settings =
        new Setup()
            .file(
                folder,
                """
                own = from-file
                jaycache {
                  namespace = ${own}-${prop}-${VAR}${?NONE}
                  servers = "redis://:"${PW}"@h:1"
                  redis.pool.max-connections = ${NUMBER}
                  keepalive = 7 s
                  keepalive = ${?NONE}
                }
                """)
            .environment("own", "wrong")
            .environment("prop", "wrong")
            .environment("VAR", "variable")
            .environment("PW", "a/b@c")
            .environment("NUMBER", "12")
            .system("prop", "property")
            .load();

    assertEquals("from-file-property-variable", settings.namespace());
    assertEquals(
        Optional.of(new Secret("a/b@c")), ServerUri.parse(settings.servers().get(0)).password());
    assertEquals(12, settings.backend().getInt("redis.pool.max-connections"));
    assertEquals(7, settings.connection().keepalive().toSeconds());
  }

  @Test
  void substitutionWithoutValue_isAnErrorThatNamesItAndTheLine() {
    String problem = new Setup().file(folder, "jaycache {\n  namespace = ${NO_SUCH}\n}").problem();

    assertTrue(problem.contains("app.conf, line 2"), problem);
    assertTrue(problem.contains("${NO_SUCH}"), problem);
    assertTrue(problem.contains("${?NAME}"), problem);
  }

  @Test
  void substitutionsInACircle_areAnErrorThatSaysSo() {
    String problem =
        new Setup().file(folder, "jaycache.namespace = ${a}\na=${b}\nb=${a}").problem();

    assertTrue(problem.contains("refers to itself"), problem);
  }

  @Test
  void illTypedSubstitution_isAnErrorThatNamesTheVariable() {
    String problem =
        new Setup()
            .file(folder, "jaycache.keepalive = ${HOW_LONG}")
            .environment("HOW_LONG", "soon")
            .problem();

    assertTrue(problem.contains("app.conf, by the variable HOW_LONG"), problem);
    assertTrue(problem.contains("\"soon\""), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "jaycache { namespace = hunter2; 1; { is not closed",
        "jaycache.namespace = hunter2 }; 1; } has no opening",
        "jaycache.namespace = ${hunter2; 1; ${ is not closed",
        "jaycache.namespace = \"hunter2; 1; not closed on its line",
        "jaycache.serialization.allow = [hunter2; 1; [ is not closed",
        "jaycache.namespace = hun@ter2; 1; stands in double quotes",
        "jaycache {|servers = redis://u:hunter2@h|}; 2; stands in double quotes",
        "jaycache {|password hunter2|}; 3; out of place",
        "include hunter2; 1; out of place",
        "jaycache.serialization.allow = hunter2 [a]; 1; out of place"
      })
  void malformedFile_isAnErrorWithFileLineAndReasonButNoText(String text, int line, String reason) {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class, new Setup().file(folder, text.replace('|', '\n'))::load);

    String problem = wrong.getMessage();
    assertTrue(problem.contains("app.conf, line " + line + ": not valid HOCON"), problem);
    assertTrue(problem.contains(reason), problem);
    assertFalse(Setup.trace(wrong).contains("hunter2"), problem);
  }

  @Test
  void rootlessSettings_areAnErrorThatShowsTheRoot() {
    assertTrue(new Setup().file(folder, "keepalive = 1 s").problem().contains("jaycache { ... }"));
    assertTrue(
        new Setup().file(folder, "jaycahce { keepalive = 1 s }").problem().contains("jaycahce"));
    assertEquals(
        1, new Setup().file(folder, "keepalive = 1 s\njaycache {}\nother = 1").problems().size());
  }

  @Test
  void emptyFile_andForeignRoots_areAllowed() {
    assertEquals(List.of(), new Setup().file(folder, "").load().servers());
    assertEquals(
        List.of(), new Setup().file(folder, "akka { x = 1 }, jaycache = null").load().servers());
  }

  private static void writeJar(Path jar, String config) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("conf/caches.conf"));
      out.write(config.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}

package dev.jaycache.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what the documents show against what there is. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");

  /** A path below one of the folders of the source tree. */
  private static final Pattern CODE = Pattern.compile("`([A-Za-z][A-Za-z0-9.-]*/[A-Za-z0-9./-]+)`");

  @TempDir Path folder;

  @Test
  void codeOfTheReadme_isTheExampleThatIsCompiled() throws IOException {
    String source = Files.readString(Path.of("src/main/java/dev/jaycache/examples/TenLines.java"));
    String code =
        source.substring(
            source.indexOf("// README: begin\n") + "// README: begin\n".length(),
            source.indexOf("    // README: end"));

    assertEquals(code.stripTrailing().stripIndent() + "\n", block("java"));
  }

  @Test
  void codeOfTheReadme_printsTwo() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      TenLines.main(new String[0]);
    } finally {
      System.setOut(before);
    }

    assertEquals("2", printed.toString(UTF_8).strip());
  }

  @Test
  void configurationOfTheReadme_isAcceptedAsItStands() throws IOException {
    Path file = Files.writeString(folder.resolve("jaycache.conf"), block("hocon"));
    Properties properties = new Properties();
    properties.setProperty("jaycache.on-start", "lazy");
    System.setProperty("REDIS_PASSWORD", "hunter2");
    try (CacheManager manager =
        Caching.getCachingProvider().getCacheManager(file.toUri(), null, properties)) {
      assertFalse(manager.isClosed());
    } finally {
      System.clearProperty("REDIS_PASSWORD");
    }
  }

  @Test
  void coordinatesOfTheReadme_areThoseOfThisBuild() throws IOException {
    Matcher version = Pattern.compile("<version>(.*)</version>").matcher(block("xml"));
    int count = 0;
    while (version.find()) {
      assertEquals(System.getProperty("project.version"), version.group(1));
      count++;
    }
    Matcher module = Pattern.compile("<artifactId>(.*)</artifactId>").matcher(block("xml"));
    int modules = 0;
    while (module.find()) {
      assertTrue(Files.exists(ROOT.resolve(module.group(1)).resolve("pom.xml")), module.group(1));
      modules++;
    }
    assertTrue(count > 0);
    assertEquals(modules, count);
  }

  @Test
  void links_leadToFiles() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      String text = Files.readString(document);
      Matcher link = LINK.matcher(text);
      while (link.find()) {
        Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
        if (!Files.exists(target) || !hasHeading(target, link.group(2))) {
          broken.add(document.getFileName() + ": " + link.group());
        }
      }
      Matcher path = CODE.matcher(text);
      while (path.find()) {
        String top = path.group(1).substring(0, path.group(1).indexOf('/'));
        boolean built = path.group(1).contains("target/");
        if (!built
            && Files.isDirectory(ROOT.resolve(top))
            && !Files.exists(ROOT.resolve(path.group(1)))) {
          broken.add(document.getFileName() + ": " + path.group(1));
        }
      }
    }

    assertEquals(List.of(), broken);
  }

  /** Anchors as the usual renderers make them of headings. */
  private static boolean hasHeading(Path document, @Nullable String anchor) throws IOException {
    return anchor == null
        || Files.readString(document)
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT))
            .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
            .anyMatch(anchor::equals);
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path place : new Path[] {ROOT, ROOT.resolve("docs")}) {
      try (Stream<Path> files = Files.list(place)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    assertTrue(documents.size() > 5, documents::toString);
    return documents;
  }

  /** The one block of the README in a language. */
  private static String block(String language) throws IOException {
    String text = Files.readString(ROOT.resolve("README.md"));
    String[] parts = text.split("(?m)^```" + language + "\n", -1);
    assertEquals(2, parts.length, language);
    return parts[1].substring(0, parts[1].indexOf("```"));
  }
}

package dev.jaycache.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jsr107.tck.CacheTest;
import org.junit.Test;

/** Which tests of the TCK. Immutable. Knows nothing of where they run. */
public enum Suite {
  /** Everything but the annotations, also the one class that default name patterns miss. */
  CACHE(481),
  /** The tests of the caching annotations, which need a bean provider. */
  ANNOTATIONS(12);

  private static final String ANNOTATION_FOLDER = "org/jsr107/tck/annotation/";
  private static final String MISSED_BY_PATTERNS = "FactoryBuilderTest1.class";

  private final int tests;

  Suite(int tests) {
    this.tests = tests;
  }

  /** How many tests there are in release 1.1.1. */
  public int tests() {
    return tests;
  }

  /** The test classes, not initialised, in the order of their names. */
  List<Class<?>> classes() {
    Path jar =
        Path.of(CacheTest.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith("Test.class") || name.endsWith(MISSED_BY_PATTERNS))
          .filter(name -> name.startsWith(ANNOTATION_FOLDER) == (this == ANNOTATIONS))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .<Class<?>>map(Suite::load)
          .filter(Suite::hasTests)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, CacheTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The TCK's base classes are named like tests. */
  private static boolean hasTests(Class<?> candidate) {
    return !Modifier.isAbstract(candidate.getModifiers())
        && Arrays.stream(candidate.getMethods())
            .anyMatch(each -> each.isAnnotationPresent(Test.class));
  }
}

package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The codecs on a class path that has none of the optional libraries. */
class MissingLibraryTest {
  @Test
  void eachOptionalLibrary_isNamedWhereItIsMissing() throws Exception {
    URL[] bare =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !path.matches(".*(jackson|fory|zstd).*"))
            .map(MissingLibraryTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(bare, ClassLoader.getPlatformClassLoader())) {
      Class<?> probe = loader.loadClass(Probe.class.getName());
      Method open = probe.getDeclaredMethod("open", String.class, long.class);
      open.setAccessible(true);
      assertEquals("plain", open.invoke(null, "java", -1L));
      assertNames(open, "json", -1, "com.fasterxml.jackson.core:jackson-databind");
      assertNames(open, "fory", -1, "org.apache.fory:fory-core");
      assertNames(open, "java", 100, "com.github.luben:zstd-jni");
      Method read = probe.getDeclaredMethod("read", byte[].class);
      read.setAccessible(true);
      assertTrue(read.invoke(null, new byte[] {ValueTag.JSON, '1'}).toString().contains("jackson"));
      assertTrue(read.invoke(null, new byte[] {ValueTag.FORY, 1}).toString().contains("fory-core"));
      assertTrue(read.invoke(null, new byte[] {ValueTag.ZSTD, 1}).toString().contains("zstd-jni"));
    }
  }

  private static void assertNames(Method open, String codec, long threshold, String artifact) {
    Throwable cause =
        assertThrows(InvocationTargetException.class, () -> open.invoke(null, codec, threshold))
            .getCause();
    assertEquals("dev.jaycache.store.StoreException", cause.getClass().getName());
    assertTrue(cause.getMessage().contains(artifact), cause.getMessage());
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  /** Loaded again, by the bare class loader. */
  static final class Probe {
    private Probe() {}

    static String open(String codec, long threshold) {
      CodecSettings settings =
          new CodecSettings(codec, threshold, List.of(), 100, 1000, 1000, 1000);
      Codec<Object, byte[]> values =
          Codecs.of(settings, Probe.class.getClassLoader(), Object.class, Object.class).values();
      return (String) values.decode(values.encode("plain"));
    }

    static String read(byte[] body) {
      Codec<Object, byte[]> values =
          Codecs.of(CodecSettings.defaults(), null, Object.class, Object.class).values();
      try {
        return values.decode(body).toString();
      } catch (UndecodableException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }
}

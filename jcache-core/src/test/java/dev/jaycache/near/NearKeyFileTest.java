package dev.jaycache.near;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearKeyFileTest {
  private static final String PLACE = "jaycache\0redis://host:6379";

  @TempDir Path folder;

  private NearKeyFile file(String cache) {
    return NearKeyFile.of(folder, PLACE, cache);
  }

  private static List<byte[]> keys(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<String> texts(List<byte[]> keys) {
    return keys.stream().map(key -> new String(key, StandardCharsets.UTF_8)).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void keys_areReadInTheirOrder() throws IOException {
    file("cache").write(keys("b", "", "a", "ü".repeat(30_000)));
    assertEquals(List.of("b", "", "a", "ü".repeat(30_000)), texts(file("cache").read()));
    file("cache").write(keys("c"));
    assertEquals(List.of("c"), texts(file("cache").read()));
    assertEquals(1, files().size());
  }

  @Test
  void noFile_isNoKeys() throws IOException {
    assertEquals(List.of(), file("cache").read());
    assertFalse(file("cache").exists());
  }

  @Test
  void format_staysAsItIs() throws IOException {
    file("cache").write(keys("a", "bc"));
    byte[] written = Files.readAllBytes(files().get(0));
    byte[] body = "JCNK\1\0\0\0\2\0\1a\0\2bc".getBytes(StandardCharsets.ISO_8859_1);
    assertArrayEquals(body, Arrays.copyOf(written, written.length - 4));
  }

  @Test
  void damagedAtAnyByte_isRefused() throws IOException {
    file("cache").write(keys("key", "other"));
    Path path = files().get(0);
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x20;
      Files.write(path, damaged);
      assertThrows(IOException.class, () -> file("cache").read(), "byte " + i);
      Files.write(path, Arrays.copyOf(whole, i));
      assertThrows(IOException.class, () -> file("cache").read(), "length " + i);
    }
    Files.write(path, whole);
    assertEquals(2, file("cache").read().size());
  }

  @Test
  void refusal_saysWhatIsWrong() throws IOException {
    file("cache").write(keys("key"));
    Path path = files().get(0);
    byte[] later = Files.readAllBytes(path);
    later[4] = 2;
    Files.write(path, later);
    assertTrue(refusal().contains("version 2"), refusal());
    Files.write(path, "127.0.0.1 localhost".getBytes(StandardCharsets.UTF_8));
    assertTrue(refusal().contains("no file of keys"), refusal());
    Files.write(path, new byte[NearKeyFile.MOST_BYTES + 1]);
    assertTrue(refusal().contains("more than"), refusal());
    Files.delete(path);
    Files.createDirectory(path);
    assertTrue(refusal().contains("no file"), refusal());
  }

  private String refusal() {
    return assertThrows(IOException.class, () -> file("cache").read()).getMessage();
  }

  @Test
  void moreThanFits_leavesOutTheLast() throws IOException {
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(new byte[0xffff]);
    }
    many.add(new byte[] {1});
    file("cache").write(many);
    assertTrue(Files.size(files().get(0)) <= NearKeyFile.MOST_BYTES);
    int read = file("cache").read().size();
    assertEquals((NearKeyFile.MOST_BYTES - 13) / (0xffff + 2), read);
  }

  @Test
  void file_isItsOwnersAlone() throws IOException {
    Path below = folder.resolve("a").resolve("b");
    NearKeyFile.of(below, PLACE, "cache").write(keys("key"));
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(below)));
      try (Stream<Path> files = Files.list(below)) {
        assertEquals(
            List.of("rw-------"),
            files
                .map(
                    path -> {
                      try {
                        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                      } catch (IOException e) {
                        return e.toString();
                      }
                    })
                .toList());
      }
    }
  }

  @Test
  void names_stayInTheDirectoryAndApart() throws IOException {
    List<String> caches =
        List.of("../../etc/passwd", "..", "/", "a/b", "a_b", "A_B", "", "ü", "x".repeat(5_000));
    for (String cache : caches) {
      file(cache).write(keys(cache.substring(0, Math.min(10, cache.length()))));
    }
    List<String> names = files().stream().map(path -> path.getFileName().toString()).toList();
    assertEquals(caches.size(), names.size());
    assertEquals(
        caches.size(),
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count());
    for (String name : names) {
      assertTrue(name.matches("near-[A-Za-z0-9_-]{0,60}-[0-9a-f]{16}\\.keys"), name);
    }
    assertNotEquals(file("cache").toString(), NearKeyFile.of(folder, "other", "cache").toString());
  }

  @Test
  void whatACrashLeftBehind_isRemovedLater() throws IOException {
    Path left = Files.createFile(folder.resolve("near-1.tmp"));
    Path another = Files.createFile(folder.resolve("near-2.tmp"));
    Path foreign = Files.createFile(folder.resolve("other.tmp"));
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(left, yesterday);
    Files.setLastModifiedTime(foreign, yesterday);
    file("cache").write(keys("key"));
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(another), "somebody may be writing it");
    assertTrue(Files.exists(foreign));
  }

  @Test
  void whatIsNoLeftoverOfOurs_staysAndStopsNothing() throws IOException {
    Path named = Files.createFile(folder.resolve("near-x.tmp"));
    Path directory = folder.resolve("near-1.tmp");
    Files.createDirectories(directory.resolve("full"));
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(named, yesterday);
    Files.setLastModifiedTime(directory, yesterday);
    file("cache").write(keys("key"));
    assertEquals(1, file("cache").read().size());
    assertTrue(Files.exists(named));
    assertTrue(Files.exists(directory));
  }

  @Test
  void writeThatFails_leavesNothingBehind() throws IOException {
    Path path = Path.of(file("cache").toString());
    Files.createDirectories(path.resolve("in the way"));
    assertThrows(IOException.class, () -> file("cache").write(keys("key")));
    assertEquals(List.of(path), files());
  }
}

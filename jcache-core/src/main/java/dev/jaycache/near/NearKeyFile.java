package dev.jaycache.near;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Where the keys of a near cache are kept while no process runs. Immutable; safe for any number of
 * threads and processes, since a file is replaced as a whole.
 *
 * <p>A file is {@code JCNK}, a byte of version, the number of keys in 4 bytes, each key as its
 * length in 2 bytes and its bytes as at the server, and a CRC-32C of all that in 4 bytes. Numbers
 * are without sign, the highest byte first.
 */
public final class NearKeyFile {
  /** The most bytes of a file: keys beyond that are not written, and no larger file is read. */
  static final int MOST_BYTES = 16 << 20;

  private static final int MAGIC = 0x4a434e4b;
  private static final byte VERSION = 1;
  private static final int HEADER = Integer.BYTES + 1 + Integer.BYTES;
  private static final int LONGEST_KEY = 0xffff;
  private static final int LONGEST_NAME = 60;

  /** What {@link Files#createTempFile} calls the files that are written here. */
  private static final Pattern LEFTOVER = Pattern.compile("near-\\d+\\.tmp");

  /** Nobody writes one file for so long. */
  private static final long LEFT_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Path directory;
  private final Path path;

  private NearKeyFile(Path directory, String name) {
    this.directory = directory;
    this.path = directory.resolve(name);
  }

  /**
   * The file of a cache. Its name begins with what a file can be called of the cache's, and ends
   * with a digest of what sets this cache apart from others.
   *
   * @param place what sets caches of one name apart; the name does not show it
   */
  public static NearKeyFile of(Path directory, String place, String cache) {
    String shown = cache.replaceAll("[^A-Za-z0-9_-]", "_");
    String name = shown.substring(0, Math.min(LONGEST_NAME, shown.length()));
    return new NearKeyFile(
        directory, "near-" + name + '-' + digest(place + '\0' + cache) + ".keys");
  }

  private static String digest(String text) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, Long.BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("unreachable: each JDK has SHA-256", e);
    }
  }

  /** Whether there is a file. */
  boolean exists() {
    return Files.exists(path);
  }

  /**
   * The keys, in the order in which they were written; none where there is no file.
   *
   * @throws IOException when it can't be read, is damaged, or is none of ours; the message says
   *     which
   */
  List<byte[]> read() throws IOException {
    if (Files.notExists(path)) {
      return List.of();
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException("it is no file");
    }
    // Not by a channel, which a thread that was interrupted could not read.
    try (InputStream in = new FileInputStream(path.toFile())) {
      byte[] all = in.readNBytes(MOST_BYTES + 1);
      if (all.length > MOST_BYTES) {
        throw new IOException("it has more than " + MOST_BYTES + " bytes");
      }
      return parse(all);
    }
  }

  private static List<byte[]> parse(byte[] all) throws IOException {
    int end = all.length - Integer.BYTES;
    if (end < HEADER || ByteBuffer.wrap(all).getInt() != MAGIC) {
      throw new IOException("it is no file of keys");
    }
    ByteBuffer body = ByteBuffer.wrap(all, Integer.BYTES, end - Integer.BYTES);
    byte version = body.get();
    if (version != VERSION) {
      throw new IOException("it is of version " + version + ", and " + VERSION + " is read here");
    }
    if (ByteBuffer.wrap(all, end, Integer.BYTES).getInt() != checksum(all, end)) {
      throw new IOException("it is damaged: its checksum is another one");
    }
    try {
      List<byte[]> keys = new ArrayList<>();
      int count = body.getInt();
      for (int i = 0; i < count; i++) {
        // Nothing is allocated by a length that the bytes only claim.
        int length = body.getShort() & LONGEST_KEY;
        if (length > body.remaining()) {
          throw new BufferUnderflowException();
        }
        byte[] key = new byte[length];
        body.get(key);
        keys.add(key);
      }
      return keys;
    } catch (BufferUnderflowException e) {
      throw new IOException("it is damaged: it ends within a key", e);
    }
  }

  private static int checksum(byte[] all, int end) {
    CRC32C checksum = new CRC32C();
    checksum.update(all, 0, end);
    return (int) checksum.getValue();
  }

  /**
   * Replaces the file, in one step for whoever reads it. Only its owner may.
   *
   * @param keys those that count most first; the last ones are left out where they are too many
   * @throws IOException when that can't be done; what was there stays
   */
  void write(List<byte[]> keys) throws IOException {
    byte[] all = format(keys);
    if (!Files.isDirectory(directory)) {
      makeDirectory();
    }
    removeLeftovers();
    // Such a file is its owner's alone from the beginning.
    Path fresh = Files.createTempFile(directory, "near-", ".tmp");
    try {
      try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
        out.write(all);
        out.getFD().sync();
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** What processes left that ended while they wrote; what can't be removed stays. */
  private void removeLeftovers() {
    long before = System.currentTimeMillis() - LEFT_MILLIS;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "near-*.tmp")) {
      for (Path each : all) {
        if (LEFTOVER.matcher(each.getFileName().toString()).matches()) {
          removeIfOlder(each, before);
        }
      }
    } catch (DirectoryIteratorException | IOException e) {
      // It may be written and not listed, perhaps. What is there harms nobody.
    }
  }

  private static void removeIfOlder(Path file, long before) {
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(file).toMillis() < before) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is another user's, or somebody else sees to it at the same time.
    }
  }

  private void makeDirectory() throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  private static byte[] format(List<byte[]> keys) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int count = 0;
    int most = MOST_BYTES - HEADER - Integer.BYTES;
    for (byte[] key : keys) {
      if (body.size() + Short.BYTES + key.length > most) {
        break;
      }
      if (key.length <= LONGEST_KEY) {
        body.write(key.length >> Byte.SIZE);
        body.write(key.length);
        body.write(key, 0, key.length);
        count++;
      }
    }
    ByteBuffer all = ByteBuffer.allocate(HEADER + body.size() + Integer.BYTES);
    all.putInt(MAGIC).put(VERSION).putInt(count).put(body.toByteArray());
    return all.putInt(checksum(all.array(), all.position())).array();
  }

  /** The whole path. */
  @Override
  public String toString() {
    return path.toString();
  }
}

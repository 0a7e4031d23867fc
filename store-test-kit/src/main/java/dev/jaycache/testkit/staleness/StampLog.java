package dev.jaycache.testkit.staleness;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file of stamps, for another process: 24 bytes each, none left out, and none kept in memory. For
 * one thread. It is whole when it is closed.
 */
final class StampLog implements AutoCloseable {
  private static final int STAMP_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

  private final DataOutputStream out;

  /** A new file. */
  StampLog(Path file) {
    try {
      this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(Stamp stamp) {
    try {
      out.writeInt(stamp.key());
      out.writeInt(stamp.version());
      out.writeLong(stamp.begun());
      out.writeLong(stamp.ended());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file, in the order in which it was written.
   *
   * @throws IllegalStateException where it ends within a stamp
   */
  static void read(Path file, Consumer<Stamp> each) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      long bytes = Files.size(file);
      if (bytes % STAMP_BYTES != 0) {
        throw new IllegalStateException(file + " ends within a stamp: " + bytes + " bytes");
      }
      for (long i = 0; i < bytes / STAMP_BYTES; i++) {
        each.accept(new Stamp(in.readInt(), in.readInt(), in.readLong(), in.readLong()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

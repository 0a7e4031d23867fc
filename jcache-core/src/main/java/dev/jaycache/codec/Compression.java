package dev.jaycache.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Bodies as zstd frames. Safe for any number of threads. Memory for what comes out is taken as it
 * comes out, not by the length that the bytes claim.
 */
final class Compression {
  private static final int HEADER = 5;

  /** Up to this ratio the claimed length is believed; beyond it the result grows step by step. */
  private static final int PLAUSIBLE_RATIO = 16;

  private static final int CHUNK = 8192;
  private static final int LEAST_WINDOW_LOG = 10;

  private final long maxBytes;

  Compression(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The compressed body, or the same where it would not be smaller. */
  byte[] compress(byte[] body) {
    byte[] frame = Zstd.compress(body);
    if (frame.length + HEADER >= body.length) {
      return body;
    }
    return ByteBuffer.allocate(HEADER + frame.length)
        .put(ValueTag.ZSTD)
        .putInt(body.length)
        .put(frame)
        .array();
  }

  byte[] decompress(byte[] body) throws IOException {
    int length = ByteBuffer.wrap(body).getInt(1);
    int compressed = body.length - HEADER;
    if (length <= 0 || length > maxBytes) {
      throw new UndecodableException(
          "a compressed value of "
              + Integer.toUnsignedString(length)
              + " bytes, more than "
              + maxBytes);
    }
    byte[] result =
        length / PLAUSIBLE_RATIO <= compressed ? atOnce(body, length) : stepByStep(body, length);
    if (result.length != length) {
      throw new UndecodableException("a compressed value that is not as long as it says");
    }
    return result;
  }

  private static byte[] atOnce(byte[] body, int length) {
    byte[] result = new byte[length];
    long written = Zstd.decompressByteArray(result, 0, length, body, HEADER, body.length - HEADER);
    if (written != length) {
      throw new UndecodableException("a damaged compressed value");
    }
    return result;
  }

  private static byte[] stepByStep(byte[] body, int length) throws IOException {
    ByteSink sink = new ByteSink(CHUNK);
    try (ZstdInputStreamNoFinalizer in =
        new ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(body, HEADER, body.length - HEADER))) {
      // A frame may ask for a window of any size; ours need none beyond their own length.
      in.setLongMax(Math.max(LEAST_WINDOW_LOG, 32 - Integer.numberOfLeadingZeros(length - 1)));
      copy(in, sink, length);
    }
    return sink.toBytes();
  }

  private static void copy(InputStream in, ByteSink sink, int length) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int read;
    while (sink.size() <= length && (read = in.read(chunk)) >= 0) {
      sink.write(chunk, 0, read);
    }
  }
}

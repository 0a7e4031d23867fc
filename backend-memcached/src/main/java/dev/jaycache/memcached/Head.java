package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands under the key of a value in pieces: under which keys these are, and what they make
 * together. Immutable.
 *
 * <p>At the server it is {@link #MARK} and then an envelope as of any entry, whose body is the id
 * (16 bytes), the length of a piece, that of the value, and the CRC-32C of the value (4 bytes each,
 * big-endian).
 *
 * @param id names the pieces; new for each write, so that no piece is ever written twice
 * @param pieceLength the bytes of each piece but the last, which may have fewer
 * @param length the bytes of the value
 * @param checksum the CRC-32C of the value
 */
record Head(UUID id, int pieceLength, int length, int checksum) {
  /** The first byte of an item that is a head; no envelope and no number begins with it. */
  static final byte MARK = (byte) 0xC2;

  /** The most pieces of one value: a forged head must not have us ask for more. */
  static final int PIECES_AT_MOST = 1 << 17;

  private static final int BODY = 28;

  /** The head of a new value; its pieces are nobody else's. */
  static Head of(byte[] value, int pieceLength) {
    return new Head(UUID.randomUUID(), pieceLength, value.length, checksum(value));
  }

  /** Whether an item is a head. */
  static boolean isHead(Item item) {
    byte[] value = item.value();
    return value.length > 0 && value[0] == MARK;
  }

  /** The envelope of an item, of a head or of an entry that is in one piece. */
  static byte[] envelope(Item item) {
    byte[] value = item.value();
    return isHead(item) ? Arrays.copyOfRange(value, 1, value.length) : value;
  }

  /** What a head in an envelope stands there as. */
  static byte[] marked(byte[] envelope) {
    byte[] marked = new byte[1 + envelope.length];
    marked[0] = MARK;
    System.arraycopy(envelope, 0, marked, 1, envelope.length);
    return marked;
  }

  /** The body of the head's envelope. */
  byte[] body() {
    return ByteBuffer.allocate(BODY)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .putInt(pieceLength)
        .putInt(length)
        .putInt(checksum)
        .array();
  }

  /** What {@link #body} was made of; null where it can't be that. */
  static @Nullable Head ofBody(byte[] body) {
    if (body.length != BODY) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(body);
    Head head =
        new Head(new UUID(in.getLong(), in.getLong()), in.getInt(), in.getInt(), in.getInt());
    return head.pieceLength > 0 && head.length > 0 && head.pieces() <= PIECES_AT_MOST ? head : null;
  }

  /** How many pieces there are. */
  int pieces() {
    return (int) (((long) length + pieceLength - 1) / pieceLength);
  }

  /** The pieces' keys at the server, in their order. */
  List<String> keys(WireKeys keys) {
    List<String> all = new ArrayList<>(pieces());
    for (int i = 0; i < pieces(); i++) {
      all.add(keys.piece(id, i));
    }
    return all;
  }

  /** One of the pieces of a value. */
  byte[] piece(byte[] value, int index) {
    int from = index * pieceLength;
    return Arrays.copyOfRange(value, from, (int) Math.min(length, (long) from + pieceLength));
  }

  /** The value that the pieces make; null where one is missing or is none of these. */
  byte @Nullable [] join(List<@Nullable Item> pieces) {
    long sum = 0;
    for (Item piece : pieces) {
      if (piece == null) {
        return null;
      }
      sum += piece.value().length;
    }
    if (sum != length) {
      return null;
    }
    ByteBuffer value = ByteBuffer.allocate(length);
    for (Item piece : pieces) {
      if (piece != null) {
        value.put(piece.value());
      }
    }
    return checksum(value.array()) == checksum ? value.array() : null;
  }

  private static int checksum(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value, 0, value.length);
    return (int) crc.getValue();
  }
}

package dev.jaycache.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.commands.ProtocolCommand;

/** The name of any command, as it was written. Immutable. Shows no more than a name's length. */
final class RawName implements ProtocolCommand {
  private static final int SHOWN = 32;

  private final byte[] raw;

  RawName(byte[] raw) {
    this.raw = raw;
  }

  @Override
  public byte[] getRaw() {
    return raw;
  }

  /** The first word of a command, in upper case. */
  static String of(byte[] word) {
    return new String(word, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawName name && Arrays.equals(raw, name.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    String name = of(raw).replaceAll("[^!-~]", "?");
    return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
  }
}

package dev.jaycache.redis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.args.Rawable;

/** An argument of a command that nobody changes, so that it need not be copied. Immutable, then. */
final class Word implements Rawable {
  private final byte[] bytes;

  /**
   * An argument.
   *
   * @param bytes not copied, and not to be changed
   */
  Word(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public byte[] getRaw() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Word word && Arrays.equals(bytes, word.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}

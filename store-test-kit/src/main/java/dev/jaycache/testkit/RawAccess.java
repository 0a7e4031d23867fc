package dev.jaycache.testkit;

import dev.jaycache.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * The server behind a store, reached past the store: what another program could do to an entry. For
 * one thread.
 */
public interface RawAccess {
  /** Puts any bytes where the entry of a key stands, without expiry. */
  void write(byte[] key, byte[] bytes);

  /** The bytes that stand there, or null. */
  byte @Nullable [] read(byte[] key);

  /**
   * How long the server will keep what stands under a key: ms, {@link StoredEntry#NEVER_EXPIRES},
   * or {@link StoredEntry#UNKNOWN_EXPIRY} where it does not say.
   */
  long millisLeft(byte[] key);
}

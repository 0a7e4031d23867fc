package dev.jaycache.codec;

import dev.jaycache.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Bytes that are no key or value, or one that must not be read here. The message says why. */
public final class UndecodableException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** With a message that holds nothing of the bytes. */
  public UndecodableException(String message) {
    super(message);
  }

  /** With a message that holds nothing of the bytes, and what went wrong. */
  public UndecodableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Without a stack trace of its own: bytes that are no value are a miss, and a cache that is full
   * of them must not spend its time on traces. The cause has one.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // nothing is written here
  public Throwable fillInStackTrace() {
    return this;
  }
}

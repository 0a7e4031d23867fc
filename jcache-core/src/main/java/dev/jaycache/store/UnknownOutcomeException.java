package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * The request was sent and no reply came, or none that tells: the write may have happened or not.
 * Nothing was repeated.
 */
public class UnknownOutcomeException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** With a message that holds no secret, and what the client library said. */
  public UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * What was asked can't be done by this store however well it is: a key or a value is too large. The
 * caller has to change something; so it is thrown whatever the setting {@code on-error} says.
 */
public class UnfitRequestException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** With a message that holds no secret, and what the client library said. */
  public UnfitRequestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

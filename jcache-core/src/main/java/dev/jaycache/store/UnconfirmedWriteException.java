package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * The write was done at its server, and fewer replicas than asked for said in time that they have
 * it. It stands at this server, for all readers; a failover may lose it. Nothing was repeated or
 * taken back.
 */
public class UnconfirmedWriteException extends UnknownOutcomeException {
  private static final long serialVersionUID = 1L;

  /** With a message that holds no secret, and what the client library said. */
  public UnconfirmedWriteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

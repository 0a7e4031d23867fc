package dev.jaycache.store;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** A store refused, failed or did not answer. The message says what, where and what to do. */
public class StoreException extends CacheException {
  private static final long serialVersionUID = 1L;

  /** With a message that holds no secret. */
  public StoreException(String message) {
    super(message);
  }

  /** With a message that holds no secret, and what the client library said. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

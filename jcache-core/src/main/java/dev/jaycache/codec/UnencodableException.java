package dev.jaycache.codec;

import dev.jaycache.store.UnfitRequestException;
import org.jspecify.annotations.Nullable;

/**
 * A key or value that can't be stored. The message names the class, the reason and, where there is
 * one, the line of configuration that allows it.
 */
public final class UnencodableException extends UnfitRequestException {
  private static final long serialVersionUID = 1L;

  /** With a message that names classes, never values. */
  public UnencodableException(String message) {
    super(message, null);
  }

  /** With a message that names classes, never values, and what went wrong. */
  public UnencodableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

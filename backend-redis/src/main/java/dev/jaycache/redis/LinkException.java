package dev.jaycache.redis;

import org.jspecify.annotations.Nullable;

/** No reply came. Says whether the server may have got the command nevertheless. */
class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /**
   * A missing reply.
   *
   * @param message where, what, and what to do; holds no secret
   * @param sent false where the server certainly did not get the whole command
   */
  LinkException(String message, boolean sent, @Nullable Throwable cause) {
    super(message, cause);
    this.sent = sent;
  }

  /** False where the server certainly did not get the whole command. */
  final boolean maybeSent() {
    return sent;
  }
}

package dev.jaycache.memcached;

import dev.jaycache.store.outage.Breaker;
import org.jspecify.annotations.Nullable;

/** No reply came. Says whether the server may have got the command nevertheless. */
final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;
  private final Breaker.Trouble trouble;

  /**
   * A missing reply.
   *
   * @param message what happened, and what to do, to follow the server's name; holds no secret
   * @param sent false where the server certainly did not get the whole command
   */
  LinkException(String message, boolean sent, @Nullable Throwable cause) {
    this(message, sent, cause, Breaker.Trouble.OTHER);
  }

  /**
   * A missing reply that tells of the server.
   *
   * @param message what happened, and what to do, to follow the server's name; holds no secret
   * @param sent false where the server certainly did not get the whole command
   * @param trouble what it tells
   */
  LinkException(String message, boolean sent, @Nullable Throwable cause, Breaker.Trouble trouble) {
    super(message, cause);
    this.sent = sent;
    this.trouble = trouble;
  }

  /** What it tells of the server. */
  Breaker.Trouble trouble() {
    return trouble;
  }

  /** False where the server certainly did not get the whole command. */
  boolean maybeSent() {
    return sent;
  }
}

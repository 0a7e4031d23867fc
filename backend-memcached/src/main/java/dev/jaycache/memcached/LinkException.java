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

  /** Not asked, as the thread is interrupted. */
  static LinkException interrupted(InterruptedException cause) {
    return new LinkException("was not asked: the thread is interrupted", false, cause);
  }

  /** Whether the caller gave up, which tells nothing of the server. */
  boolean isInterruption() {
    return getCause() instanceof InterruptedException;
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

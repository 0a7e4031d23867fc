package dev.jaycache.redis.raw;

import dev.jaycache.store.StoreException;

/** The server answered an error. The message names the command without its arguments. */
public class ErrorReplyException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final String text;

  /**
   * An error reply.
   *
   * @param what which command, and where; holds no secret
   * @param reply what the server said; of what it repeats of arguments, the message holds nothing
   */
  public ErrorReplyException(String what, Reply.Failure reply) {
    super(what + ": " + reply.withoutArguments());
    this.text = reply.text();
  }

  /** All that the server said; it may repeat arguments of the command. */
  public String text() {
    return text;
  }

  /** The first word of what it said, such as {@code WRONGTYPE}. */
  public String code() {
    return new Reply.Failure(text).code();
  }
}

package dev.jaycache.redis;

import dev.jaycache.store.outage.Breaker;
import org.jspecify.annotations.Nullable;

/** A server that has to be a master says that it is a replica. */
final class NoMasterException extends LinkException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Endpoint master;

  /**
   * With what was asked of it.
   *
   * @param sent whether it may have done something
   */
  NoMasterException(boolean sent) {
    this(sent, null);
  }

  /**
   * The same, with what it says of its master.
   *
   * @param master null: nothing
   */
  NoMasterException(boolean sent, @Nullable Endpoint master) {
    super("is a replica and no master any more", sent, null);
    this.master = master;
  }

  /**
   * The same, said when it was connected: no command was sent.
   *
   * @param trouble what it tells of the server
   */
  NoMasterException(String message, NoMasterException cause, Breaker.Trouble trouble) {
    super(message, false, cause, trouble);
    this.master = cause.master;
  }

  /** The server that it has its data from; null where that is not known. */
  @Nullable Endpoint master() {
    return master;
  }
}

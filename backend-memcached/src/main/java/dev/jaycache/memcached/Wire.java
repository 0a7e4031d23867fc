package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol: commands to bytes, bytes to replies. Stateless. */
interface Wire {
  /** What a server said is no reply. Holds no value. */
  final class NoReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoReplyException(String message) {
      super(message);
    }
  }

  /** Reads the replies of one burst as they come. For one thread. */
  interface Reader {
    /**
     * Takes what is there.
     *
     * @return whether the next reply is whole
     * @throws NoReplyException when it is none; the connection is of no use any more
     */
    boolean advance(ByteBuffer in);

    /** The reply that became whole; then the reader goes on with the next. */
    Reply reply();
  }

  /** Whether {@link Command.Writes} are understood: null where the server has to be asked. */
  default @Nullable Boolean isQuiet() {
    return false;
  }

  /**
   * Whether a write may be one of {@link Command.Writes}: where the server refuses it, what is left
   * there has to be the same as by itself.
   */
  default boolean mayBeQuiet(Command.Write write) {
    return false;
  }

  /** Whether there is {@link Command.Look}, where the server is recent. */
  default boolean hasLooks() {
    return false;
  }

  /** The bytes of commands, one after the other. */
  byte[] encode(List<Command> commands);

  /** A reader of their replies. */
  Reader reader(List<Command> commands);

  /** The commands that let a user in, to be sent first on each connection; their reply is Done. */
  byte[] login(String user, String password);

  /** A reader of the login's one reply. */
  Reader loginReader();
}

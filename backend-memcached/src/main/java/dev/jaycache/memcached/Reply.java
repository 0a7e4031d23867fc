package dev.jaycache.memcached;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a {@link Command}. Immutable. */
sealed interface Reply {
  /** An answer to {@link Command.Get}: an item for each key, null where nothing stands. */
  record Items(List<@Nullable Item> items) implements Reply {}

  /**
   * An answer to {@link Command.Look}.
   *
   * @param cas as {@link Item#cas}; 0 where the server gives none
   */
  record CasId(long cas) implements Reply {}

  /** An answer to {@link Command.Stats}. */
  record Table(Map<String, String> values) implements Reply {}

  /**
   * An answer to {@link Command.Count}.
   *
   * @param value the number as it is now, without sign
   */
  record Counted(long value) implements Reply {}

  /**
   * An answer to {@link Command.Writes}: one for each of them.
   *
   * @param exact false where some of these are {@link Unsure}
   */
  record Several(List<Reply> replies, boolean exact) implements Reply {}

  /** An answer to a write or a removal, and to {@link Command.Touch}. */
  enum Done implements Reply {
    /** The value was written, or is removed. */
    YES,
    /** Something else stands there. */
    EXISTS,
    /** Nothing stands there. */
    NOT_FOUND
  }

  /**
   * The server answered an error and did nothing, but for what {@link Command.Take} says.
   *
   * @param text what it said; in the text protocol a line, in the binary one {@code status 0x…} and
   *     a text
   */
  record Refused(String text) implements Reply {}

  /**
   * The server answered that it refused some of several writes, and not which: this one may be done
   * or not. Unlike {@link Lost} it is an answer, and says nothing bad of the connection.
   *
   * @param text what it said
   * @param writes how many may be meant
   */
  record Unsure(String text, int writes) implements Reply {}

  /** No reply came. */
  record Lost(LinkException failure) implements Reply {}
}

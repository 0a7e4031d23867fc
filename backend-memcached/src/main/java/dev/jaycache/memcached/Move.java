package dev.jaycache.memcached;

import dev.jaycache.store.CasAnswer;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/**
 * A step on its way, and what became of it: a write or a removal, or a place among the reads. For
 * one thread.
 */
final class Move {
  /**
   * What was seen under a key.
   *
   * @param cas the item's cas id; 0 where nothing stood
   * @param generation what a write that goes on from here carries; null for a lease
   * @param head of a value in pieces; else null
   */
  record Token(long cas, @Nullable Long generation, @Nullable Head head) {}

  final EntryCells.Place place;

  /** What the step sends; null for a read. */
  @Nullable Command command;

  @Nullable Reply reply;
  @Nullable StoreException error;

  /** The generation that has to hold still when this is done; null where none has to. */
  @Nullable Long generation;

  /** The generation before an entry was taken, remembered or read. */
  @Nullable Long beforeTake;

  /** A read's place among those of its server. */
  int read;

  /** What is written, where that is an entry. */
  @Nullable StoredEntry<byte[]> entry;

  /** The generation that the written entry carries. */
  @Nullable Long sealedIn;

  /** Whether the value is longer than the cache's setting allows. */
  boolean tooLong;

  /** The head that is written, where the value goes in pieces. */
  @Nullable Head head;

  /** The head that stands there, or stood there before the write. */
  @Nullable Head before;

  /** What is asked before the command, in the same burst. */
  Command.@Nullable Get look;

  /** The place of {@link #look} among all commands. */
  int lookPlace;

  /** The answer to {@link #look}. */
  @Nullable Reply looked;

  /** The entry that was read, joined of its pieces; null where it can't be. */
  @Nullable StoredEntry<byte[]> joined;

  Move(EntryCells.Place place) {
    this.place = place;
  }

  /** Whether what stood under the key is the answer. */
  boolean tells() {
    return error == null
        && !(place.step() instanceof CasStep.Check)
        && (command == null
            || (command instanceof Command.Take && reply instanceof Reply.Items)
            || (place.step() instanceof CasStep.Offer
                && reply == Reply.Done.EXISTS
                && found() != null));
  }

  /** What {@link #look} found; null where nothing stood. */
  @Nullable Item lookedItem() {
    return looked instanceof Reply.Items items ? items.items().get(0) : null;
  }

  /**
   * What a write, or what takes the place of one, found under its key; null where nothing stood.
   */
  @Nullable Item found() {
    return command instanceof Command.Take
        ? reply instanceof Reply.Items items ? items.items().get(0) : null
        : lookedItem();
  }

  /** The head whose pieces nobody needs any more; null where there is none. */
  @Nullable Head useless(@Nullable CasAnswer answer) {
    if (command == null) {
      return null;
    }
    if (answer == CasAnswer.Done.YES || command instanceof Command.Take) {
      return before;
    }
    boolean unknown =
        answer instanceof CasAnswer.Failed failed
            && failed.error() instanceof UnknownOutcomeException;
    return unknown ? null : head;
  }
}

package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/** What came of a {@link CasStep}. */
public sealed interface CasAnswer {
  /**
   * What stands under a key.
   *
   * @param stands whether anything does
   * @param entry the entry; null where none stands, or something that is none
   * @param token what later steps compare; the store's own
   */
  record Seen(boolean stands, @Nullable StoredEntry<byte[]> entry, @Nullable Object token)
      implements CasAnswer {
    /** Nothing stands there. */
    public static Seen nothing(@Nullable Object token) {
      return new Seen(false, null, token);
    }

    /**
     * Something stands there.
     *
     * @param entry the entry; null where it is none. One without expiry is another writer's, for
     *     whom the server keeps the time
     */
    public static Seen something(@Nullable StoredEntry<byte[]> entry, @Nullable Object token) {
      return new Seen(
          true,
          entry == null || entry.expiresAt() != StoredEntry.UNKNOWN_EXPIRY
              ? entry
              : new StoredEntry<>(entry.value(), entry.version(), StoredEntry.NEVER_EXPIRES),
          token);
    }
  }

  /** What a write did. */
  enum Done implements CasAnswer {
    /** It is done. */
    YES,
    /** Nothing was done: another thing stands there than was seen. */
    LOST_RACE
  }

  /**
   * The server refused, failed or did not answer.
   *
   * @param error an {@link UnknownOutcomeException} where a write may have been done
   */
  record Failed(StoreException error) implements CasAnswer {}
}

package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/** One thing that a {@link BulkCasStore} asks of its server. Its answer is a {@link CasAnswer}. */
public sealed interface CasStep {
  /** The key; keys of leases are among them. Not to be changed. */
  byte[] key();

  /**
   * What stands there? The answer is {@link CasAnswer.Seen}.
   *
   * @param key the key
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares steps; a copy would cost.
  record Read(byte[] key) implements CasStep {}

  /**
   * Does what a read saw still stand there, as an entry that lives? The answer is {@link
   * CasAnswer.Done#YES}, or {@link CasAnswer.Done#LOST_RACE} where it doesn't, or the server can't
   * tell.
   *
   * @param key the key
   * @param validator what {@link BulkCasStore#validator} made of that read
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Check(byte[] key, Object validator) implements CasStep {}

  /**
   * Write where nothing stands.
   *
   * @param key the key
   * @param token of the read that saw nothing
   * @param entry what to write
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Insert(byte[] key, @Nullable Object token, StoredEntry<byte[]> entry) implements CasStep {}

  /**
   * Write where still the same stands.
   *
   * @param key the key
   * @param token of the read that saw it
   * @param entry what to write
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Replace(byte[] key, @Nullable Object token, StoredEntry<byte[]> entry)
      implements CasStep {}

  /**
   * Remove what is still the same.
   *
   * @param key the key
   * @param token of the read that saw it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Delete(byte[] key, @Nullable Object token) implements CasStep {}

  /**
   * Write whatever stands there; only for a store that {@link BulkCasStore#overwrites()}.
   *
   * @param key the key
   * @param entry what to write
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Overwrite(byte[] key, StoredEntry<byte[]> entry) implements CasStep {}

  /**
   * Write where nothing stands, without having looked; else tell what does. Only for a store that
   * {@link BulkCasStore#overwrites()}. The answer is {@link CasAnswer.Done#YES} or {@link
   * CasAnswer.Seen}.
   *
   * @param key the key
   * @param entry what to write
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Offer(byte[] key, StoredEntry<byte[]> entry) implements CasStep {}

  /**
   * Remove whatever stands there, and tell what did, as one step; only for a store that {@link
   * BulkCasStore#takes()}. The answer is {@link CasAnswer.Seen}, whose token is of no use.
   *
   * @param key the key
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Take(byte[] key) implements CasStep {}
}

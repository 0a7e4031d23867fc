package dev.jaycache.store;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a few of the last reads saw, so that a write which goes on from one need not look again: an
 * update of what was read is two trips, and not three. Safe for any number of threads. It is a hint
 * and nothing more: the write compares.
 */
final class RecentReads {
  private static final int SLOTS = 128;

  /** Longer values are not kept here. */
  private static final int LONGEST = 16 * 1024;

  /**
   * What a read saw.
   *
   * @param key of the entry
   * @param entry what stood there
   * @param lease with what the read looked at the lease; nobody else held it
   * @param held the reader's own lease, where it took one
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them; a copy would cost.
  record Hint(byte[] key, CasAnswer.Seen entry, Lease lease, CasAnswer.@Nullable Seen held) {

    /** Whether a mutation goes on from this read. */
    boolean fits(Mutation<byte[]> mutation) {
      StoredEntry<byte[]> seen = entry.entry();
      boolean same =
          mutation.guard() instanceof Guard.Version<byte[]> asked
              ? seen != null && seen.version() == asked.version()
              : mutation.guard() instanceof Guard.Absent<byte[]> && seen == null;
      return same
          && switch (mutation.lease().kind()) {
            case NONE -> true;
            case RESPECT -> lease.kind() == Lease.Kind.RESPECT;
            case TAKE -> false;
            case GIVE_BACK ->
                lease.kind() == Lease.Kind.TAKE && lease.token() == mutation.lease().token();
          };
    }
  }

  private final AtomicReferenceArray<@Nullable Hint> slots = new AtomicReferenceArray<>(SLOTS);

  private static int slot(byte[] key) {
    int hash = Arrays.hashCode(key);
    return (hash ^ hash >>> 16) & (SLOTS - 1);
  }

  /** Remembers a read. */
  void add(Hint hint) {
    StoredEntry<byte[]> entry = hint.entry().entry();
    boolean small = entry == null || entry.value().length <= LONGEST;
    slots.set(slot(hint.key()), small ? hint : null);
  }

  /** What the last read of a key saw, once; null where it is not known any more. */
  @Nullable Hint take(byte[] key) {
    int slot = slot(key);
    Hint hint = slots.get(slot);
    return hint != null && Arrays.equals(hint.key(), key) && slots.compareAndSet(slot, hint, null)
        ? hint
        : null;
  }
}

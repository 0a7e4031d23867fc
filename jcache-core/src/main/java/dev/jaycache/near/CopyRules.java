package dev.jaycache.near;

import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Want;

/** Which mutations copies answer, which bring copies, and which end them. Stateless. */
final class CopyRules {
  private CopyRules() {}

  /** Whether it is a read that copies can answer. */
  static boolean isPlain(Mutation<?> read) {
    return read.guard() instanceof Guard.Present<?>
        && !changes(read)
        && read.lease().kind() == Lease.Kind.NONE;
  }

  /** Whether what it reads can be copied. */
  static boolean wantsEntry(Mutation<?> read) {
    return read.want() == Want.PREVIOUS;
  }

  /** Whether the entry, or how long it lives, may be another one afterwards. */
  static boolean changes(Mutation<?> mutation) {
    return mutation.mayChange();
  }
}

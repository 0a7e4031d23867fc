package dev.jaycache.codec;

import dev.jaycache.store.Changes;

/**
 * Hands over changes of encoded keys as changes of plain ones. As thread-safe as its parts.
 *
 * @param <K> the type of keys
 * @param <P> the type of encoded keys
 */
record DecodedChanges<K, P>(Codec<K, P> keys, Changes<K> changes) implements Changes<P> {
  /**
   * A key that can't be decoded is none of those that are kept: {@link NearKeys}. Where it may be
   * the thread that failed, and not the key, or the key fails to be asked for its hash, it may be
   * any.
   */
  @Override
  public void changed(P key) {
    K plain;
    try {
      plain = keys.decode(key);
    } catch (UndecodableException e) {
      if (isOfThread(e)) {
        changes.allChanged(Cause.UNKNOWN_KEY);
      }
      return;
    }
    try {
      changes.changed(plain);
    } catch (RuntimeException | StackOverflowError e) {
      // A key of another release, perhaps, whose hashCode fails.
      changes.allChanged(Cause.UNKNOWN_KEY);
    }
  }

  private static boolean isOfThread(UndecodableException e) {
    for (Throwable at = e.getCause(); at != null; at = at.getCause()) {
      if (at instanceof VirtualMachineError) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void allChanged(Cause cause) {
    changes.allChanged(cause);
  }
}

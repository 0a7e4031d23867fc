package dev.jaycache.near;

import dev.jaycache.store.Changes;

/** What the server tells of changes: which copies go. */
final class NearChanges<K> implements Changes<K> {
  private final NearEntries<?> entries;
  private final NearCounts counts;

  NearChanges(NearEntries<?> entries, NearCounts counts) {
    this.entries = entries;
    this.counts = counts;
  }

  @Override
  public void changed(K key) {
    entries.invalidate(key);
    counts.told();
  }

  @Override
  public void allChanged(Cause cause) {
    entries.clear();
    counts.cleared(cause);
  }
}

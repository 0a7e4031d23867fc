package dev.jaycache.testkit.cache;

/** What the model counts (JSR-107, chapter 12). For one thread. */
final class ModelCounts {
  private long hits;
  private long misses;
  private long puts;
  private long removals;
  private boolean enabled = true;

  void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  void lookup(boolean hit) {
    if (enabled) {
      hits += hit ? 1 : 0;
      misses += hit ? 0 : 1;
    }
  }

  void put(boolean done) {
    puts += enabled && done ? 1 : 0;
  }

  void removal(boolean done) {
    removals += enabled && done ? 1 : 0;
  }

  Counts counts() {
    return new Counts(hits, misses, puts, removals);
  }

  /** The counts of any cache. */
  record Counts(long hits, long misses, long puts, long removals) {}
}

package dev.jaycache.testkit.staleness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How stale a hit was, by what all writers have on record. For one thread.
 *
 * <p>A version is no longer true at the server when the write of a higher one is acknowledged, at
 * the latest. So a hit was stale for <i>at least</i> the time from that acknowledgement to the
 * beginning of the read, and that is what counts here: a near cache that promises that an answer
 * was true at most so long before the read must not be above it, and no allowance is needed for
 * clocks, pauses or slow machines. Each makes it smaller.
 *
 * <p>That holds where no acknowledged write is lost; a version whose successor a failover has lost
 * would be true again, and be found stale here.
 */
final class StalenessChecker {
  /** By key, in the order of versions, which is that of time. */
  private final Map<Integer, List<Stamp>> writes = new HashMap<>();

  private long written;

  /**
   * Takes note of a write.
   *
   * @throws IllegalArgumentException where it is not the next one of its key, after the last
   */
  void written(Stamp write) {
    List<Stamp> own = writes.computeIfAbsent(write.key(), none -> new ArrayList<>());
    long before = own.isEmpty() ? write.begun() : own.get(own.size() - 1).ended();
    if (write.version() != own.size() + 1 || write.begun() - before < 0) {
      throw new IllegalArgumentException(
          write + " is no write after " + own.size() + " others, one after the other");
    }
    own.add(write);
    written++;
  }

  /** How many writes there were. */
  long written() {
    return written;
  }

  /**
   * How stale a hit was at least, in ns; 0 where it may have been true.
   *
   * @throws IllegalStateException where it is of a version that nobody had begun to write
   */
  long nanos(Stamp hit) {
    List<Stamp> own = writes.getOrDefault(hit.key(), List.of());
    if (hit.version() < 1 || hit.version() > own.size()) {
      throw new IllegalStateException("nobody wrote what was read: " + hit);
    }
    Stamp write = own.get(hit.version() - 1);
    if (hit.ended() - write.begun() < 0) {
      throw new IllegalStateException(hit + " was read before it was written: " + write);
    }
    if (hit.version() == own.size()) {
      return 0;
    }
    return Math.max(0, hit.begun() - own.get(hit.version()).ended());
  }
}

package dev.jaycache.store.outage;

import dev.jaycache.store.BytesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one cache whose entries must not be served as they stand, within bounds: where there
 * are too many, it is the whole cache. Safe for any number of threads.
 */
final class Suspects {
  /** How many keys are remembered, by default. */
  static final int MOST_KEYS = 10_000;

  /** How many bytes these keys may have together, by default. */
  static final long MOST_BYTES = 1L << 20;

  /**
   * Why a key is suspect, as of a moment. Another write that is given up makes another mark, so
   * that a removal which began before does not end it: marks are compared by identity.
   */
  static final class Mark {
    private final boolean mayArrive;

    private Mark(boolean mayArrive) {
      this.mayArrive = mayArrive;
    }

    /** Whether a value that was sent, and whose reply was lost, may still be stored. */
    boolean mayArrive() {
      return mayArrive;
    }
  }

  /** A key and the mark that it had. */
  @SuppressWarnings("ArrayRecordComponent") // Keys are not changed, and this is never compared.
  record Marked(byte[] key, Mark mark) {}

  private final int mostKeys;
  private final long mostBytes;
  private final ConcurrentHashMap<BytesKey, Mark> keys = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Mark> whole = new AtomicReference<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Suspects(int mostKeys, long mostBytes) {
    this.mostKeys = mostKeys;
    this.mostBytes = mostBytes;
  }

  /** Whether nothing is suspect; cheap. */
  boolean isEmpty() {
    return size.get() == 0 && whole.get() == null;
  }

  /** The mark of the whole cache, or null. */
  @Nullable Mark whole() {
    return whole.get();
  }

  /** The mark of a key, or null; whatever the whole cache has. */
  @Nullable Mark of(byte[] key) {
    return size.get() == 0 ? null : keys.get(new BytesKey(key));
  }

  /** How many keys have a mark of their own. */
  int size() {
    return size.get();
  }

  /** Marks a key, anew where it has a mark. */
  void add(byte[] key, boolean mayArrive) {
    if (whole.get() == null && size.get() < mostKeys && bytes.get() + key.length <= mostBytes) {
      keys.compute(
          new BytesKey(key.clone()),
          (same, old) -> {
            if (old == null) {
              size.incrementAndGet();
              bytes.addAndGet(key.length);
            }
            return new Mark(mayArrive || (old != null && old.mayArrive));
          });
    } else {
      addAll(mayArrive);
    }
  }

  /** Marks the whole cache, anew where it has a mark. */
  void addAll(boolean mayArrive) {
    whole.updateAndGet(old -> new Mark(mayArrive || (old != null && old.mayArrive)));
  }

  /** Ends a mark where the key still has it. */
  void end(byte[] key, Mark mark) {
    if (keys.remove(new BytesKey(key), mark)) {
      size.decrementAndGet();
      bytes.addAndGet(-key.length);
    }
  }

  /** Ends the mark of the whole cache where it still has it. */
  void endWhole(Mark mark) {
    whole.compareAndSet(mark, null);
  }

  /** Some keys that have a mark, in no order. */
  List<Marked> some(int most) {
    List<Marked> found = new ArrayList<>();
    for (Map.Entry<BytesKey, Mark> each : keys.entrySet()) {
      if (found.size() == most) {
        break;
      }
      found.add(new Marked(each.getKey().bytes(), each.getValue()));
    }
    return found;
  }
}

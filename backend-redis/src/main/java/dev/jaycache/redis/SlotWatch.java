package dev.jaycache.redis;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sees which nodes of a cluster took over slots. Safe for any number of threads. */
final class SlotWatch {
  private final RedisPlace place;
  private final AtomicReference<@Nullable NodeLink @Nullable []> seen = new AtomicReference<>();

  SlotWatch(RedisPlace place) {
    this.place = place;
  }

  /** The nodes that have slots now which others had at the last look. It asks nobody. */
  Set<NodeLink> takers() {
    Set<NodeLink> takers = new LinkedHashSet<>();
    SlotTable table = place.slots();
    if (table == null) {
      return takers;
    }
    @Nullable NodeLink[] now = new NodeLink[SlotTable.SLOTS];
    for (int slot = 0; slot < now.length; slot++) {
      now[slot] = table.owner(slot);
    }
    @Nullable NodeLink[] before = seen.getAndSet(now);
    if (before != null) {
      for (int slot = 0; slot < now.length; slot++) {
        NodeLink owner = now[slot];
        if (owner != null && owner != before[slot]) {
          takers.add(owner);
        }
      }
    }
    return takers;
  }
}

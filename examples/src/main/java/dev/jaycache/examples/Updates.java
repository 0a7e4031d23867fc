package dev.jaycache.examples;

import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;

/** Counts updates and remembers one of them. Safe for any number of threads. */
final class Updates implements CacheEntryUpdatedListener<Integer, UnicodeCharacter> {
  private final AtomicInteger count = new AtomicInteger();
  private volatile String example = "";

  @Override
  public void onUpdated(
      Iterable<CacheEntryEvent<? extends Integer, ? extends UnicodeCharacter>> events) {
    for (CacheEntryEvent<? extends Integer, ? extends UnicodeCharacter> event : events) {
      count.incrementAndGet();
      if (event.getKey() == 0x03B1) {
        example =
            ", such as %s -> %s".formatted(event.getOldValue().name(), event.getValue().name());
      }
    }
  }

  /** How many there were. */
  int count() {
    return count.get();
  }

  /** The update of one certain character, after a comma; empty where there was none. */
  String example() {
    return example;
  }
}

package dev.jaycache.testkit.cache;

import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * A loader that knows some keys, throws for others, and gives more than it was asked for. Safe for
 * any number of threads.
 */
final class RecordingLoader implements CacheLoader<Object, Object> {
  private static final String TOPIC = "loader";

  private final Behaviour behaviour;
  private final Journal journal;

  RecordingLoader(Behaviour behaviour, Journal journal) {
    this.behaviour = behaviour;
    this.journal = journal;
  }

  @Override
  public @Nullable Object load(Object key) {
    journal.inAnyOrder(TOPIC, "load " + Shown.of(key));
    throwAtTimes(key);
    return value(key);
  }

  @Override
  public Map<Object, Object> loadAll(Iterable<? extends Object> keys) {
    Map<Object, Object> loaded = new HashMap<>();
    for (Object key : keys) {
      journal.inAnyOrder(TOPIC, "loadAll " + Shown.of(key));
      Object value = value(key);
      if (value != null || behaviour.happens("null in map", key, 2)) {
        loaded.put(key, value);
      }
    }
    throwAtTimes("all");
    if (behaviour.mischief("surplus", null, 4) == 0) {
      loaded.put("surplus", "nobody asked");
    }
    return loaded;
  }

  private void throwAtTimes(Object key) {
    switch (behaviour.mischief("loader throws", key, 12)) {
      case 0 -> throw new CacheLoaderException("by the loader");
      case 1 -> throw new IllegalStateException("by the loader");
      default -> {}
    }
  }

  private @Nullable Object value(Object key) {
    return behaviour.happens("unknown", key, 4)
        ? null
        : Samples.VALUES.get(behaviour.roll("value", key, Samples.VALUES.size()));
  }
}

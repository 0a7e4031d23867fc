package dev.jaycache.testkit.cache;

import java.util.Collection;
import java.util.Iterator;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;

/**
 * A writer that fails for some keys, and then leaves them in the collection of a bulk. Safe for any
 * number of threads.
 */
final class RecordingWriter implements CacheWriter<Object, Object> {
  private static final String TOPIC = "writer";

  private final Behaviour behaviour;
  private final Journal journal;

  RecordingWriter(Behaviour behaviour, Journal journal) {
    this.behaviour = behaviour;
    this.journal = journal;
  }

  @Override
  public void write(Cache.Entry<? extends Object, ? extends Object> entry) {
    journal.inAnyOrder(TOPIC, "write " + shown(entry));
    if (fails(entry.getKey())) {
      throwSomething();
    }
  }

  private static String shown(Cache.Entry<?, ?> entry) {
    return Shown.of(entry.getKey()) + " = " + Shown.of(entry.getValue());
  }

  @Override
  public void delete(Object key) {
    journal.inAnyOrder(TOPIC, "delete " + Shown.of(key));
    if (fails(key)) {
      throwSomething();
    }
  }

  @Override
  public void writeAll(Collection<Cache.Entry<? extends Object, ? extends Object>> entries) {
    if (entries.isEmpty()) {
      journal.inAnyOrder(TOPIC, "writeAll of nothing");
    }
    for (Iterator<Cache.Entry<?, ?>> all = entries.iterator(); all.hasNext(); ) {
      Cache.Entry<?, ?> entry = all.next();
      journal.inAnyOrder(TOPIC, "writeAll " + shown(entry));
      if (!fails(entry.getKey())) {
        all.remove();
      }
    }
    if (!entries.isEmpty()) {
      throwSomething();
    }
  }

  @Override
  public void deleteAll(Collection<?> keys) {
    if (keys.isEmpty()) {
      journal.inAnyOrder(TOPIC, "deleteAll of nothing");
    }
    for (Iterator<?> all = keys.iterator(); all.hasNext(); ) {
      Object key = all.next();
      journal.inAnyOrder(TOPIC, "deleteAll " + Shown.of(key));
      if (!fails(key)) {
        all.remove();
      }
    }
    if (!keys.isEmpty()) {
      throwSomething();
    }
  }

  private boolean fails(Object key) {
    return behaviour.mischief("writer fails", key, 6) == 0;
  }

  private void throwSomething() {
    throw behaviour.happens("plain", null, 2)
        ? new IllegalStateException("by the writer")
        : new CacheWriterException("by the writer");
  }
}

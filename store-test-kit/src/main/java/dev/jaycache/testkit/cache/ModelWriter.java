package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/** The model's writer calls (JSR-107, 10.2). For one thread. */
final class ModelWriter {
  /**
   * What a bulk call did.
   *
   * @param done the keys that may change in the cache
   * @param failure what the writer threw
   */
  record Written(Set<Object> done, @Nullable CacheWriterException failure) {}

  private final @Nullable CacheWriter<? super Object, ? super Object> writer;

  ModelWriter(@Nullable CacheWriter<? super Object, ? super Object> writer) {
    this.writer = writer;
  }

  void write(Object key, Object value) {
    call(to -> to.write(new ModelEntry(key, value, null)));
  }

  void delete(Object key) {
    call(to -> to.delete(key));
  }

  Written writeAll(Map<?, ?> map) {
    List<Cache.Entry<? extends Object, ? extends Object>> left = new ArrayList<>();
    map.forEach((key, value) -> left.add(new ModelEntry(key, value, null)));
    Set<Object> done = new HashSet<>(map.keySet());
    if (map.isEmpty()) {
      return new Written(done, null);
    }
    try {
      call(to -> to.writeAll(left));
      return new Written(done, null);
    } catch (CacheWriterException e) {
      left.forEach(entry -> done.remove(entry.getKey()));
      return new Written(done, e);
    }
  }

  Written deleteAll(Collection<?> keys) {
    Set<Object> left = new HashSet<>(keys);
    Set<Object> done = new HashSet<>(keys);
    if (keys.isEmpty()) {
      return new Written(done, null);
    }
    try {
      call(to -> to.deleteAll(left));
      return new Written(done, null);
    } catch (CacheWriterException e) {
      done.removeAll(left);
      return new Written(done, e);
    }
  }

  private interface Call {
    void on(CacheWriter<? super Object, ? super Object> writer);
  }

  private void call(Call call) {
    if (writer == null) {
      return;
    }
    try {
      call.on(writer);
    } catch (CacheWriterException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheWriterException(e);
    }
  }
}

package dev.jaycache.engine;

import dev.jaycache.engine.BulkRunner.Item;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.integration.WriteThrough;
import dev.jaycache.operation.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a bulk whose other entries went on. For one thread.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class BulkFailures<K, V> {
  private @Nullable CacheException store;
  private @Nullable CacheWriterException writer;
  private @Nullable CacheEntryListenerException listener;

  /** Calls the writer for all items at once and gives those that it took. */
  List<Item<K, V>> write(
      @Nullable WriteThrough<K, V> through, Operation operation, List<Item<K, V>> items) {
    if (through == null) {
      return items;
    }
    WriteThrough.Written<K> written =
        switch (operation.writer()) {
          case NEVER -> null;
          case WRITE_ALWAYS, WRITE_IF_APPLIED -> {
            Map<K, V> values = new LinkedHashMap<>();
            for (Item<K, V> item : items) {
              V value = item.call().value();
              if (value != null) {
                values.put(item.key(), value);
              }
            }
            yield through.writeAll(values);
          }
          case DELETE_ALWAYS, DELETE_IF_APPLIED ->
              through.deleteAll(items.stream().map(Item::key).toList());
        };
    if (written == null || written.failure() == null) {
      return items;
    }
    writer = written.failure();
    return items.stream().filter(item -> written.done().contains(item.key())).toList();
  }

  void deliver(EventPublisher.Delivery delivery) {
    try {
      delivery.complete();
    } catch (CacheEntryListenerException e) {
      if (listener == null) {
        listener = e;
      } else {
        listener.addSuppressed(e);
      }
    }
  }

  void ofStore(CacheException e) {
    store = e;
  }

  boolean isFinal() {
    return store != null || writer != null;
  }

  /** The store's comes first: what the writer took is not in the cache. */
  void rethrow() {
    if (store != null) {
      if (writer != null) {
        store.addSuppressed(writer);
      }
      throw store;
    }
    if (writer != null) {
      throw writer;
    }
    if (listener != null) {
      throw listener;
    }
  }
}

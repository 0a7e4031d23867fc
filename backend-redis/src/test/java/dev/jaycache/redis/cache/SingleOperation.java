package dev.jaycache.redis.cache;

import dev.jaycache.processor.Processors;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Every operation on one key: with the value 1 the conditions of the conditional ones hold, and 2
 * is what is written.
 */
enum SingleOperation {
  GET,
  CONTAINS_KEY,
  PUT,
  GET_AND_PUT,
  PUT_IF_ABSENT,
  REPLACE,
  GET_AND_REPLACE,
  REPLACE_VALUE,
  REMOVE,
  GET_AND_REMOVE,
  REMOVE_VALUE,
  INVOKE,
  INCREMENT;

  /** Whether it may change an entry. */
  boolean writes() {
    return this != GET && this != CONTAINS_KEY;
  }

  /** Runs it and gives its answer. */
  @Nullable Object on(Cache<String, Long> cache, String key) {
    return switch (this) {
      case GET -> cache.get(key);
      case CONTAINS_KEY -> cache.containsKey(key);
      case PUT -> {
        cache.put(key, 2L);
        yield "done";
      }
      case GET_AND_PUT -> cache.getAndPut(key, 2L);
      case PUT_IF_ABSENT -> cache.putIfAbsent(key, 2L);
      case REPLACE -> cache.replace(key, 2L);
      case GET_AND_REPLACE -> cache.getAndReplace(key, 2L);
      case REPLACE_VALUE -> cache.replace(key, 1L, 2L);
      case REMOVE -> cache.remove(key);
      case GET_AND_REMOVE -> cache.getAndRemove(key);
      case REMOVE_VALUE -> cache.remove(key, 1L);
      case INVOKE ->
          cache.invoke(
              key,
              (entry, more) -> {
                Long before = entry.getValue();
                entry.setValue(before == null ? 2 : before + 1);
                return "saw " + before;
              });
      case INCREMENT -> cache.invoke(key, Processors.increment(1L));
    };
  }
}

package dev.jaycache.redis.cache;

import dev.jaycache.processor.Processors;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Every operation on one key: with the value 1 the conditions of the conditional ones hold, and 2
 * is what is written.
 */
enum SingleOperation {
  GET(false, (cache, key) -> cache.get(key)),
  CONTAINS_KEY(false, (cache, key) -> cache.containsKey(key)),
  PUT(true, (cache, key) -> done(() -> cache.put(key, 2L))),
  GET_AND_PUT(true, (cache, key) -> cache.getAndPut(key, 2L)),
  PUT_IF_ABSENT(true, (cache, key) -> cache.putIfAbsent(key, 2L)),
  REPLACE(true, (cache, key) -> cache.replace(key, 2L)),
  GET_AND_REPLACE(true, (cache, key) -> cache.getAndReplace(key, 2L)),
  REPLACE_VALUE(true, (cache, key) -> cache.replace(key, 1L, 2L)),
  REMOVE(true, (cache, key) -> cache.remove(key)),
  GET_AND_REMOVE(true, (cache, key) -> cache.getAndRemove(key)),
  REMOVE_VALUE(true, (cache, key) -> cache.remove(key, 1L)),
  INVOKE(
      true,
      (cache, key) ->
          cache.invoke(
              key,
              (entry, more) -> {
                Long before = entry.getValue();
                entry.setValue(before == null ? 2 : before + 1);
                return "saw " + before;
              })),
  INCREMENT(true, (cache, key) -> cache.invoke(key, Processors.increment(1L)));

  /** Runs an operation and gives its answer. */
  private interface Call {
    @Nullable Object on(Cache<String, Long> cache, String key);
  }

  private final boolean writes;
  private final Call call;

  SingleOperation(boolean writes, Call call) {
    this.writes = writes;
    this.call = call;
  }

  private static String done(Runnable work) {
    work.run();
    return "done";
  }

  /** Whether it may change an entry. */
  boolean writes() {
    return writes;
  }

  /** Runs it and gives its answer. */
  @Nullable Object on(Cache<String, Long> cache, String key) {
    return call.on(cache, key);
  }
}

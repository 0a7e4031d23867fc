package dev.jaycache.redis.cache;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.cache.Cache;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessorResult;

/** Every operation on several keys, or on all. */
enum WholeOperation {
  GET_ALL,
  PUT_ALL,
  REMOVE_ALL_KEYS,
  INVOKE_ALL,
  LOAD_ALL,
  ITERATOR,
  REMOVE_ALL,
  CLEAR;

  private static Map<String, Long> values(Set<String> keys) {
    return keys.stream().collect(java.util.stream.Collectors.toMap(key -> key, key -> 2L));
  }

  private static void invokeAll(Cache<String, Long> cache, Set<String> keys) {
    Map<String, EntryProcessorResult<Integer>> results =
        cache.invokeAll(
            keys,
            (entry, more) -> {
              entry.setValue(2L);
              return 1;
            });
    List.copyOf(results.values()).forEach(EntryProcessorResult::get);
  }

  private static void loadAll(Cache<String, Long> cache, Set<String> keys) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    cache.loadAll(
        keys,
        true,
        new CompletionListener() {
          @Override
          public void onCompletion() {
            done.complete(null);
          }

          @Override
          public void onException(Exception e) {
            done.completeExceptionally(e);
          }
        });
    try {
      done.join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  /** Whether it may change entries. */
  boolean writes() {
    return this != GET_ALL && this != ITERATOR;
  }

  /** Runs it. */
  void on(Cache<String, Long> cache, Set<String> keys) {
    switch (this) {
      case GET_ALL -> cache.getAll(keys);
      case PUT_ALL -> cache.putAll(values(keys));
      case REMOVE_ALL_KEYS -> cache.removeAll(keys);
      case INVOKE_ALL -> invokeAll(cache, keys);
      case LOAD_ALL -> loadAll(cache, keys);
      case ITERATOR -> cache.forEach(entry -> {});
      case REMOVE_ALL -> cache.removeAll();
      case CLEAR -> cache.clear();
    }
  }
}

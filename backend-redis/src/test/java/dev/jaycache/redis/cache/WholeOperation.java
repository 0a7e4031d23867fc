package dev.jaycache.redis.cache;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import javax.cache.Cache;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessorResult;

/** Every operation on several keys, or on all. */
enum WholeOperation {
  GET_ALL(false, (cache, keys) -> cache.getAll(keys)),
  PUT_ALL(true, (cache, keys) -> cache.putAll(values(keys))),
  REMOVE_ALL_KEYS(true, (cache, keys) -> cache.removeAll(keys)),
  INVOKE_ALL(true, WholeOperation::invokeAll),
  LOAD_ALL(true, WholeOperation::loadAll),
  ITERATOR(false, (cache, keys) -> cache.forEach(entry -> {})),
  REMOVE_ALL(true, (cache, keys) -> cache.removeAll()),
  CLEAR(true, (cache, keys) -> cache.clear());

  private final boolean writes;
  private final BiConsumer<Cache<String, Long>, Set<String>> call;

  WholeOperation(boolean writes, BiConsumer<Cache<String, Long>, Set<String>> call) {
    this.writes = writes;
    this.call = call;
  }

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
    return writes;
  }

  /** Runs it. */
  void on(Cache<String, Long> cache, Set<String> keys) {
    call.accept(cache, keys);
  }
}

package dev.jaycache.testkit.cache;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a cache, whatever it is, and its result as text. Immutable.
 *
 * @param name the operation
 * @param shown its arguments
 * @param work the operation itself
 */
record Step(String name, String shown, Work work) {
  /** Calls a cache. */
  interface Work {
    @Nullable Object on(Subject subject) throws Exception;
  }

  /** A call of a cache, whose result is shown. */
  interface Call {
    @Nullable Object on(Cache<Object, Object> cache);
  }

  static Step of(String name, Object arguments, Call call) {
    return new Step(name, Shown.of(arguments), subject -> Shown.of(call.on(subject.cache())));
  }

  /** What the operation gives, or what it throws. */
  String run(Subject subject) {
    try {
      return "gave " + work.on(subject);
    } catch (Exception e) {
      return Shown.of(e);
    }
  }

  static Step loadAll(Set<Object> keys, boolean replace) {
    return new Step(
        "loadAll",
        keys + " " + replace,
        subject -> {
          CompletableFuture<String> end = new CompletableFuture<>();
          subject
              .cache()
              .loadAll(
                  keys,
                  replace,
                  new CompletionListener() {
                    @Override
                    public void onCompletion() {
                      end.complete("completed");
                    }

                    @Override
                    public void onException(Exception e) {
                      end.complete(Shown.of(e));
                    }
                  });
          return end.get(30, TimeUnit.SECONDS);
        });
  }

  static Step invokeAll(Set<Object> keys, EntryProcessor<Object, Object, ?> processor) {
    return new Step(
        "invokeAll",
        keys + " " + processor,
        subject -> shown(subject.cache().invokeAll(keys, processor, "argument")));
  }

  private static String shown(Map<Object, ? extends EntryProcessorResult<?>> results) {
    TreeMap<String, String> sorted = new TreeMap<>();
    results.forEach((key, result) -> sorted.put(Shown.of(key), shown(result)));
    return sorted.toString();
  }

  private static String shown(EntryProcessorResult<?> result) {
    try {
      return Shown.of(result.get());
    } catch (EntryProcessorException e) {
      return Shown.of(e);
    }
  }

  /** Walks over all entries and removes some. */
  static Step iterate(List<Object> removed) {
    return new Step(
        "iterator",
        "removing " + removed,
        subject -> {
          TreeSet<String> seen = new TreeSet<>();
          var entries = subject.cache().iterator();
          while (entries.hasNext()) {
            Object key;
            try {
              Cache.Entry<Object, Object> entry = entries.next();
              key = entry.getKey();
              seen.add(Shown.of(key) + " = " + Shown.of(entry.getValue()));
            } catch (RuntimeException e) {
              seen.add("next " + Shown.of(e));
              continue;
            }
            if (removed.contains(key)) {
              try {
                entries.remove();
              } catch (RuntimeException e) {
                seen.add("remove " + Shown.of(key) + ' ' + Shown.of(e));
              }
            }
          }
          return seen;
        });
  }
}

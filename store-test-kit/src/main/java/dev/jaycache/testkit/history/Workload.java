package dev.jaycache.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;

/**
 * What one of several applications does to a cache that all share: some threads call operations by
 * chance, on a few keys for a while, then on the next ones. All applications go through the same
 * keys at about the same time, so each key has a short history with many callers; every fourth time
 * it is one key for all. Immutable; safe for any number of threads.
 *
 * @param seed of what is by chance, the same for all applications
 * @param threads of this application
 * @param generations how many groups of keys it goes through
 */
public record Workload(long seed, int threads, int generations) {
  private static final int KEYS = 8;
  private static final int HOT_EVERY = 4;
  private static final int CALLS_PER_KEY = 4;
  private static final int TAGS = 6;

  private static final List<Action> MIX =
      List.of(
          Action.GET,
          Action.GET,
          Action.GET,
          Action.PUT,
          Action.PUT,
          Action.PUT_IF_ABSENT,
          Action.REPLACE,
          Action.REPLACE,
          Action.REMOVE,
          Action.GET_AND_PUT,
          Action.INVOKE,
          Action.INVOKE_IF_ABSENT);

  /** The hash tags of the keys: on a cluster all keys are in these slots. */
  public static List<String> tags() {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < TAGS; i++) {
      tags.add("move" + i);
    }
    return tags;
  }

  /** Does it all. */
  public List<Event> run(String name, Cache<String, String> cache) {
    return run(name, cache, () -> true);
  }

  /**
   * Does it, as long as it may.
   *
   * @param name of this application, the same as no other's
   * @param more asked between two groups of keys
   */
  public List<Event> run(String name, Cache<String, String> cache, BooleanSupplier more) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Event>>> working = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Worker worker = new Worker(name + '.' + i, cache);
        working.add(pool.submit(() -> worker.work(more)));
      }
      List<Event> events = new ArrayList<>();
      for (Future<List<Event>> each : working) {
        events.addAll(each.get());
      }
      return events;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a thread of " + name + " failed", e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  /** One thread of an application. */
  private final class Worker {
    private final String name;
    private final Cache<String, String> cache;
    private final Random random;
    private final Map<String, String> known = new HashMap<>();
    private final List<Event> events = new ArrayList<>();

    Worker(String name, Cache<String, String> cache) {
      this.name = name;
      this.cache = cache;
      this.random = new Random(31 * seed + name.hashCode());
    }

    List<Event> work(BooleanSupplier more) {
      for (int generation = 0; generation < generations && more.getAsBoolean(); generation++) {
        known.clear();
        int keys = generation % HOT_EVERY == HOT_EVERY - 1 ? 1 : KEYS;
        for (int i = 0; i < keys * CALLS_PER_KEY; i++) {
          int key = random.nextInt(keys);
          int tag = (generation + key) % TAGS;
          Event event = Event.of(name, next("{move" + tag + '}' + generation + '-' + key), cache);
          learn(event);
          events.add(event);
        }
      }
      return events;
    }

    private Call next(String key) {
      Action action = MIX.get(random.nextInt(MIX.size()));
      String fresh = name + '.' + events.size();
      return switch (action) {
        case GET, REMOVE -> Call.of(action, key);
        case REPLACE ->
            new Call(action, key, Objects.requireNonNullElse(known.get(key), "none"), fresh);
        case PUT, PUT_IF_ABSENT, GET_AND_PUT, INVOKE, INVOKE_IF_ABSENT ->
            Call.of(action, key, fresh);
      };
    }

    /** Remembers what may stand under the key, so that it can be replaced. */
    private void learn(Event event) {
      Call call = event.call();
      String value = call.action() == Action.GET ? event.answer() : call.value();
      if (value != null) {
        known.put(call.key(), value);
      }
    }
  }
}

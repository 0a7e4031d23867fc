package dev.jaycache.testkit.cache;

import dev.jaycache.processor.Processors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.cache.processor.EntryProcessor;

/** Operations in random order. For one thread. */
final class RandomSteps {
  private final Random random;

  RandomSteps(Random random) {
    this.random = random;
  }

  Step next() {
    return switch (random.nextInt(26)) {
      case 0, 1 -> put();
      case 2, 3 -> get();
      case 4 -> getAndPut();
      case 5 -> putIfAbsent();
      case 6 -> replace();
      case 7 -> getAndReplace();
      case 8, 9 -> replaceValue();
      case 10 -> remove();
      case 11 -> removeValue();
      case 12 -> getAndRemove();
      case 13 -> containsKey();
      case 14 -> getAll();
      case 15, 16 -> putAll();
      case 17 -> removeKeys();
      case 18 -> random.nextInt(3) > 0 ? iterate() : removeAll();
      case 19, 20, 21, 22 -> invoke();
      case 23 -> increment();
      case 24 -> Step.invokeAll(keys(), ScriptedProcessor.random(random, value()));
      default -> seldom();
    };
  }

  private Step seldom() {
    return switch (random.nextInt(4)) {
      case 0 ->
          Step.of(
              "clear",
              "",
              cache -> {
                cache.clear();
                return "";
              });
      case 1 -> statistics(random.nextInt(3) == 0);
      case 2 -> Step.loadAll(keys(), random.nextBoolean());
      default -> iterate();
    };
  }

  private static Step statistics(boolean off) {
    return new Step(
        "statistics",
        off ? "off" : "on",
        subject -> {
          subject.setStatistics(!off);
          return "";
        });
  }

  private Object key() {
    return Samples.KEYS.get(random.nextInt(Samples.KEYS.size()));
  }

  private Set<Object> keys() {
    Set<Object> keys = new HashSet<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      keys.add(key());
    }
    return keys;
  }

  private Object value() {
    return Samples.VALUES.get(random.nextInt(Samples.VALUES.size()));
  }

  private Step put() {
    Object key = key();
    Object value = value();
    return Step.of(
        "put",
        List.of(key, value),
        cache -> {
          cache.put(key, value);
          return "";
        });
  }

  private Step get() {
    Object key = key();
    return Step.of("get", key, cache -> cache.get(key));
  }

  private Step getAndPut() {
    Object key = key();
    Object value = value();
    return Step.of("getAndPut", List.of(key, value), cache -> cache.getAndPut(key, value));
  }

  private Step putIfAbsent() {
    Object key = key();
    Object value = value();
    return Step.of("putIfAbsent", List.of(key, value), cache -> cache.putIfAbsent(key, value));
  }

  private Step replace() {
    Object key = key();
    Object value = value();
    return Step.of("replace", List.of(key, value), cache -> cache.replace(key, value));
  }

  private Step getAndReplace() {
    Object key = key();
    Object value = value();
    return Step.of("getAndReplace", List.of(key, value), cache -> cache.getAndReplace(key, value));
  }

  private Step replaceValue() {
    Object key = key();
    Object old = value();
    Object value = value();
    return Step.of("replace if", List.of(key, old, value), cache -> cache.replace(key, old, value));
  }

  private Step remove() {
    Object key = key();
    return Step.of("remove", key, cache -> cache.remove(key));
  }

  private Step removeValue() {
    Object key = key();
    Object old = value();
    return Step.of("remove if", List.of(key, old), cache -> cache.remove(key, old));
  }

  private Step getAndRemove() {
    Object key = key();
    return Step.of("getAndRemove", key, cache -> cache.getAndRemove(key));
  }

  private Step containsKey() {
    Object key = key();
    return Step.of("containsKey", key, cache -> cache.containsKey(key));
  }

  private Step getAll() {
    Set<Object> keys = keys();
    return Step.of("getAll", keys, cache -> cache.getAll(keys));
  }

  private Step putAll() {
    Map<Object, Object> map = new HashMap<>();
    keys().forEach(key -> map.put(key, value()));
    return Step.of(
        "putAll",
        map,
        cache -> {
          cache.putAll(map);
          return "";
        });
  }

  private Step removeKeys() {
    Set<Object> keys = keys();
    return Step.of(
        "removeAll of",
        keys,
        cache -> {
          cache.removeAll(keys);
          return "";
        });
  }

  private Step removeAll() {
    return Step.of(
        "removeAll",
        "",
        cache -> {
          cache.removeAll();
          return "";
        });
  }

  private Step iterate() {
    return Step.iterate(new ArrayList<>(keys()));
  }

  private Step invoke() {
    Object key = key();
    ScriptedProcessor processor = ScriptedProcessor.random(random, value());
    return Step.of("invoke", List.of(key, processor), cache -> cache.invoke(key, processor));
  }

  @SuppressWarnings("unchecked")
  private Step increment() {
    Object key = key();
    EntryProcessor<Object, ?, ?> ready =
        random.nextBoolean()
            ? Processors.increment(random.nextInt(5))
            : Processors.increment((long) random.nextInt(5));
    EntryProcessor<Object, Object, Object> processor =
        (EntryProcessor<Object, Object, Object>) ready;
    return Step.of("increment", List.of(key, processor), cache -> cache.invoke(key, processor));
  }
}

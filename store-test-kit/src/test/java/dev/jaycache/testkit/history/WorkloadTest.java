package dev.jaycache.testkit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a workload finds what is wrong with a cache, and nothing where nothing is. */
@Timeout(120)
class WorkloadTest {
  private static final int GENERATIONS = 40;

  private final JayCachingProvider provider = new JayCachingProvider();
  private final Cache<String, String> sound =
      provider
          .getCacheManager(null, null, new Properties())
          .createCache(
              "sound",
              new MutableConfiguration<String, String>().setTypes(String.class, String.class));

  @AfterEach
  void close() {
    provider.close();
  }

  /** A method of {@link Cache} as a broken cache has it. */
  private interface Broken {
    @Nullable Object call(Cache<String, String> cache, Object[] arguments);
  }

  @SuppressWarnings("unchecked")
  private Cache<String, String> without(String method, int arguments, Broken broken) {
    return (Cache<String, String>)
        Proxy.newProxyInstance(
            WorkloadTest.class.getClassLoader(),
            new Class<?>[] {Cache.class},
            (proxy, called, given) ->
                called.getName().equals(method) && given.length == arguments
                    ? broken.call(sound, given)
                    : pass(called, given));
  }

  private @Nullable Object pass(Method called, Object[] given) throws Throwable {
    try {
      return called.invoke(sound, given);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private static List<Violation> violations(Cache<String, String> cache, int generations) {
    History history = new History();
    history.add(new Workload(1, 8, generations).run("one", cache));
    history.look(cache);
    assertTrue(history.size() > generations * 8);
    return history.violations();
  }

  /** On a machine that runs one thread at a time a race may need some tries. */
  private static void assertFound(Cache<String, String> broken, Action action) {
    List<Violation> found = List.of();
    while (found.isEmpty()) {
      broken.clear();
      found = violations(broken, GENERATIONS);
    }
    for (Violation violation : found) {
      assertEquals(
          1, violation.events().stream().map(event -> event.call().key()).distinct().count());
      assertFalse(violation.left().isEmpty(), violation::toString);
    }
    assertTrue(
        found.stream()
            .anyMatch(
                violation ->
                    violation.events().stream().anyMatch(e -> e.call().action() == action)));
  }

  @Test
  void soundCache_hasNoViolation() {
    assertEquals(List.of(), violations(sound, 10 * GENERATIONS));
  }

  @Test
  void replaceByGetAndPut_isFound() {
    assertFound(
        without(
            "replace",
            3,
            (cache, given) -> {
              String key = (String) given[0];
              if (!given[1].equals(cache.get(key))) {
                return false;
              }
              Thread.yield();
              cache.put(key, (String) given[2]);
              return true;
            }),
        Action.REPLACE);
  }

  @Test
  void putIfAbsentByLook_isFound() {
    assertFound(
        without(
            "putIfAbsent",
            2,
            (cache, given) -> {
              String key = (String) given[0];
              if (cache.containsKey(key)) {
                return false;
              }
              Thread.yield();
              cache.put(key, (String) given[1]);
              return true;
            }),
        Action.PUT_IF_ABSENT);
  }

  @Test
  void removeThatForgetsToTell_isFound() {
    AtomicInteger calls = new AtomicInteger();
    assertFound(
        without(
            "remove",
            1,
            (cache, given) -> cache.remove((String) given[0]) && calls.incrementAndGet() % 10 != 0),
        Action.REMOVE);
  }
}

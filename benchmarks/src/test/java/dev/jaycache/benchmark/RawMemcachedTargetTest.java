package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The raw clients' operations do what a cache's do; else their speed would say nothing. */
@ServerTest
class RawMemcachedTargetTest {
  private static MemcachedProcess server;

  @BeforeAll
  static void start() {
    server = MemcachedProcess.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(MemcachedContender.class)
  void operations_answerAsACacheWould(MemcachedContender contender) {
    try (Target target = contender.open(URI.create(server.uri()), true)) {
      assertNull(target.get("k"));
      assertFalse(target.remove("k"));
      assertNull(target.getAndPut("k", "a"));
      assertEquals("a", target.getAndPut("k", "b"));
      assertFalse(target.putIfAbsent("k", "c"));
      assertFalse(target.replace("k", "a", "c"));
      assertTrue(target.replace("k", "b", "c"));
      assertEquals("c", target.get("k"));
      assertTrue(target.remove("k"));
      assertTrue(target.putIfAbsent("k", "d"));

      target.putAll(Map.of("l", "e", "m", "f"));
      assertEquals(Map.of("k", "d", "l", "e", "m", "f"), target.getAll(Set.of("k", "l", "m", "n")));
      target.removeAll(Set.of("k", "l"));
      assertEquals(Map.of("m", "f"), target.getAll(Set.of("k", "l", "m")));
      target.clear();
      assertNull(target.get("m"));
    }
  }

  @ParameterizedTest
  @EnumSource(MemcachedContender.class)
  void counters_addUpAndOutliveAClear(MemcachedContender contender) {
    try (Target target = contender.open(URI.create(server.uri()), false)) {
      target.resetCounters(Set.of("a", "b"));
      target.increment("a");
      target.invokeIncrement("a");
      target.invokeIncrement("b");
      target.clear();
      assertEquals(3, target.sumCounters(Set.of("a", "b")));
    }
  }
}

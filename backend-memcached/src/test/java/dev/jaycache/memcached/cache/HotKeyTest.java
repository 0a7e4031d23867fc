package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One key, three JVMs with 32 threads in all: no update is lost, no processor runs a third time.
 */
@ServerTest
@Timeout(300)
class HotKeyTest {
  private static final List<Integer> THREADS = List.of(11, 11, 10);
  private static final int ROUNDS = 40;

  private final List<ChildJvm> children = new ArrayList<>();

  @AfterEach
  void close() {
    children.forEach(ChildJvm::close);
  }

  @ParameterizedTest
  @CsvSource({"false, text", "true, text", "false, binary"})
  void countersOfThreeJvms_areExact(boolean exclusive, String protocol) {
    Properties settings = ServerPlaces.of(3, protocol);
    settings.setProperty(
        "jaycache.namespace", "hot" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
    settings.setProperty("jaycache.command-timeout", "30 s");
    settings.setProperty("jaycache.cache-defaults.invoke.exclusive", String.valueOf(exclusive));
    // With the longest lease none ends by itself, however slow the machine is.
    settings.setProperty("jaycache.cache-defaults.invoke.lease", "1 h");
    settings.setProperty("jaycache.cache-defaults.invoke.retry-timeout", "200 s");
    for (int threads : THREADS) {
      children.add(ChildJvm.start(HotKeyJvm.class, arguments(threads, settings)));
    }
    children.forEach(child -> assertEquals("ready", child.hear()));
    children.forEach(child -> child.say("go"));
    long runs = 0;
    for (ChildJvm child : children) {
      List<String> said = child.hearAll();
      runs += Long.parseLong(said.get(0));
      int most = 2 + THREADS.size() - 1;
      assertTrue(
          Integer.parseInt(said.get(1)) <= most, "a processor ran " + said.get(1) + " times");
    }
    long calls = THREADS.stream().mapToLong(Integer::longValue).sum() * ROUNDS;
    try (CacheManager manager = HotKeyJvm.manager(settings)) {
      Cache<String, Long> cache = HotKeyJvm.numbers(manager);
      assertEquals(calls, cache.get(HotKeyJvm.HOT));
      assertEquals(calls, cache.get(HotKeyJvm.READY_MADE));
    }
    System.out.println(
        "exclusive = " + exclusive + ": " + calls + " calls, " + runs + " runs of a processor");
    assertTrue(!exclusive || runs == calls, "exclusive runs: " + runs + " of " + calls);
  }

  private static String[] arguments(int threads, Properties settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add(String.valueOf(threads));
    arguments.add(String.valueOf(ROUNDS));
    settings.forEach((name, value) -> arguments.add(name + "=" + value));
    return arguments.toArray(new String[0]);
  }
}

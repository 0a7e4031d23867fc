package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.cache.HotKeyJvm.Role;
import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key, three JVMs: no update is lost, no processor runs a third time, no lease stays. */
@ServerTest
@Timeout(300)
class HotKeyTest {
  private static final int JVMS = 3;
  private static final int THREADS = 8;
  private static final int ROUNDS = 150;
  private static final String PATIENT = "command-timeout=30 s";

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final TestManagers managers = new TestManagers();
  private final List<ChildJvm> children = new ArrayList<>();

  @AfterEach
  void close() {
    children.forEach(ChildJvm::close);
    managers.close();
    server.close();
  }

  private ChildJvm start(Role role, int threads, int rounds, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add(role.name());
    arguments.add(server.uri().toString());
    arguments.add("jvm" + children.size());
    arguments.add(String.valueOf(threads));
    arguments.add(String.valueOf(rounds));
    arguments.add(PATIENT);
    arguments.addAll(List.of(settings));
    ChildJvm child = ChildJvm.start(HotKeyJvm.class, arguments.toArray(new String[0]));
    children.add(child);
    return child;
  }

  private void go() {
    children.forEach(child -> assertEquals("ready", child.hear()));
    children.forEach(child -> child.say("go"));
  }

  private String leases() {
    return server.cli("KEYS", "*%lease*");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countersOfThreeJvms_areExact(boolean exclusive) {
    // With the longest lease none ends by itself, however slow the machine is.
    String[] settings = {
      "cache-defaults.invoke.exclusive=" + exclusive,
      "cache-defaults.invoke.lease=1 h",
      "cache-defaults.invoke.retry-timeout=200 s"
    };
    for (int i = 0; i < JVMS; i++) {
      start(Role.COUNT, THREADS, ROUNDS, settings);
    }
    go();
    long runs = 0;
    for (ChildJvm child : children) {
      List<String> said = child.hearAll();
      runs += Long.parseLong(said.get(0));
      assertTrue(Integer.parseInt(said.get(1)) <= 2, "a processor ran " + said.get(1) + " times");
    }
    long calls = (long) JVMS * THREADS * ROUNDS;
    Cache<String, Long> cache = HotKeyJvm.numbers(managers, server.uri(), PATIENT);
    assertEquals(calls, cache.get(HotKeyJvm.HOT));
    assertEquals(calls, cache.get(HotKeyJvm.READY_MADE));
    assertEquals(calls, cache.get(HotKeyJvm.COUNTED));
    assertEquals("", leases());
    System.out.println(
        "exclusive = " + exclusive + ": " + calls + " calls, " + runs + " runs of a processor");
    assertTrue(!exclusive || runs == calls, "exclusive runs: " + runs + " of " + calls);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wordsAppendedAmongPlainPuts_areInOneOrderAndNoneIsLost(boolean exclusive) {
    String[] settings = {
      "cache-defaults.invoke.exclusive=" + exclusive, "cache-defaults.invoke.retry-timeout=200 s"
    };
    ChildJvm first = start(Role.APPEND, 4, 100, settings);
    ChildJvm second = start(Role.APPEND, 4, 100, settings);
    ChildJvm marking = start(Role.MARK, 1, 100, settings);
    go();
    List<String> texts = new ArrayList<>(first.hearAll());
    texts.addAll(second.hearAll());
    marking.hearAll();
    String last = HotKeyJvm.texts(managers, server.uri(), PATIENT).get(HotKeyJvm.HOT);
    assertEquals(800, texts.size());
    assertOneOrder(texts, last);
  }

  /** Each text is a marker and words; texts of one marker grew one from the other. */
  private static void assertOneOrder(List<String> texts, String last) {
    Map<String, String> longest = new HashMap<>();
    texts.forEach(text -> longest.merge(marker(text), text, HotKeyTest::longer));
    longest.merge(marker(last), last, HotKeyTest::longer);
    assertEquals(last, longest.get(marker(last)), "words were lost after the last put");
    Set<String> seen = new HashSet<>();
    for (String text : texts) {
      String whole = longest.get(marker(text));
      assertTrue((whole + ' ').startsWith(text + ' '), text + " is no beginning of " + whole);
      assertTrue(seen.add(text), "two calls left the same text: " + text);
    }
    Set<String> words = new HashSet<>();
    longest.values().forEach(text -> List.of(text.split(" ")).forEach(word -> words.add(word)));
    int written = longest.values().stream().mapToInt(text -> text.split(" ").length).sum();
    assertEquals(words.size(), written, "a word is there twice");
    assertEquals(texts.size(), written - longest.size(), "words that no call reported, or fewer");
  }

  private static String marker(String text) {
    return text.contains(" ") ? text.substring(0, text.indexOf(' ')) : text;
  }

  private static String longer(String one, String other) {
    return one.length() < other.length() ? other : one;
  }

  @Test
  void jvmThatDiesInItsProcessor_holdsTheOthersUpForItsLeaseOnly() {
    String[] settings = {
      PATIENT, "cache-defaults.invoke.exclusive=true", "cache-defaults.invoke.lease=500 ms"
    };
    Cache<String, Long> cache = HotKeyJvm.numbers(managers, server.uri(), settings);
    cache.put(HotKeyJvm.HOT, 1L);
    ChildJvm child = start(Role.STAY, 1, 1, settings);
    assertEquals("inside", child.hear());
    child.kill();
    long after =
        cache.invoke(
            HotKeyJvm.HOT,
            (entry, more) -> {
              entry.setValue(entry.getValue() + 1);
              return entry.getValue();
            });
    assertEquals(2, after);
    assertEquals(2, cache.get(HotKeyJvm.HOT));
    assertEquals("", leases());
  }
}

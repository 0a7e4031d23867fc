package dev.jaycache.testkit.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.Counters;
import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code load = once} in several JVMs: one loads, the others wait, and not for the dead. */
@ServerTest
@Timeout(180)
public abstract class ColdKeyContract {
  private static final List<Integer> THREADS = List.of(22, 21, 21);

  private final List<ChildJvm> children = new ArrayList<>();

  /** What a manager needs to get to the server. */
  protected abstract Properties settings();

  @AfterEach
  final void close() {
    children.forEach(ChildJvm::close);
  }

  private Properties once(String lease) {
    Properties settings = settings();
    settings.setProperty(
        "jaycache.namespace", "cold" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
    settings.setProperty("jaycache.command-timeout", "30 s");
    settings.setProperty("jaycache.cache-defaults.load", "once");
    settings.setProperty("jaycache.cache-defaults.load-lease", lease);
    settings.setProperty("jaycache.cache-defaults.invoke.retry-timeout", "100 s");
    return settings;
  }

  private ChildJvm start(int threads, Properties settings) {
    List<String> arguments = new ArrayList<>(List.of(String.valueOf(threads)));
    settings.forEach((name, value) -> arguments.add(name + "=" + value));
    ChildJvm child = ChildJvm.start(ColdKeyJvm.class, arguments.toArray(new String[0]));
    children.add(child);
    return child;
  }

  @Test
  void threadsOfThreeJvmsOnAColdKey_loadItOnce() {
    // With the longest lease none ends by itself, however slow the machine is.
    Properties settings = once("1 h");
    THREADS.forEach(threads -> start(threads, settings));
    children.forEach(child -> assertEquals("ready", child.hear()));
    children.forEach(child -> child.say("go"));
    int loads = 0;
    for (int i = 0; i < children.size(); i++) {
      // The load that was begun goes on when everybody has come.
      for (int asking = 0; asking < THREADS.get(i); ) {
        if (children.get(i).hear().equals("asks")) {
          asking++;
        } else {
          loads++;
        }
      }
    }
    children.forEach(child -> child.say("finish"));
    List<String> values = new ArrayList<>();
    for (ChildJvm child : children) {
      for (String line : child.hearAll()) {
        if (line.equals("loads")) {
          loads++;
        } else {
          values.add(line);
        }
      }
    }
    assertEquals(Collections.nCopies(64, "value of cold"), values);
    assertEquals(1, loads);
    try (CacheManager manager = ColdKeyJvm.manager(settings)) {
      assertEquals(1, ColdKeyJvm.counted(ColdKeyJvm.counters(manager)), "counted at the server");
    }
  }

  @Test
  void jvmThatDiesWhileItLoads_holdsTheOthersUpForItsLeaseOnly() {
    Properties settings = once("500 ms");
    ChildJvm child = start(1, settings);
    assertEquals("ready", child.hear());
    child.say("go");
    assertEquals("asks", child.hear());
    assertEquals("loads", child.hear());
    child.kill();
    try (CacheManager manager = ColdKeyJvm.manager(settings)) {
      Counters<String> counters = ColdKeyJvm.counters(manager);
      Cache<String, String> cache =
          ColdKeyJvm.cache(
              manager,
              key -> {
                ColdKeyJvm.count(counters);
                return "mine";
              });
      assertEquals("mine", cache.get(ColdKeyJvm.COLD));
      assertEquals(2, ColdKeyJvm.counted(counters));
    }
  }
}

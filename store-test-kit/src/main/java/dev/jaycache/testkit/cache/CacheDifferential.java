package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;

/**
 * Random operations on caches of random configuration, beside a model, compared step by step:
 * results and exceptions, calls of loader, writer, expiry policy and listeners, statistics, and the
 * entries. For one thread. {@code -Djaycache.test.seed=…} runs another sequence, {@code
 * -Djaycache.test.operations=…} a longer one.
 */
public abstract class CacheDifferential {
  private static final int STEPS = 400;
  private static final int REMEMBERED = 12;

  /** What a manager needs to reach its place; empty for caches in this process. */
  protected abstract Properties settings();

  /** How many operations; a server that is far may take fewer. */
  protected int operations() {
    return 200_000;
  }

  /** After how many operations the entries themselves are compared. */
  protected int inspection() {
    return 1;
  }

  /**
   * Whether a server keeps the time of Longs to itself, so that they seem to live for ever, and
   * what replaces one and keeps its time does.
   */
  protected boolean hidesTimesOfLongs() {
    return false;
  }

  private int count() {
    return Integer.getInteger("jaycache.test.operations", operations());
  }

  private static long seed() {
    return Long.getLong("jaycache.test.seed", 20_261_121L);
  }

  @Test
  void randomOperations_doWhatTheModelDoes() {
    Map<String, Integer> seen = new TreeMap<>();
    try (CachePlace place = new CachePlace(settings())) {
      CacheManager manager = place.manager("differential", "caches.\"cas-*\".planner=always-cas");
      int done = 0;
      for (int sequence = 0; done < count(); sequence++, done += STEPS) {
        compare(manager, place.isLocal(), seed() + sequence, seen);
      }
      System.out.println("cache differential seed=" + seed() + " operations=" + done + ' ' + seen);
    }
    Set<String> unseen = new TreeSet<>(EXPECTED);
    unseen.removeAll(seen.keySet());
    assertEquals(Set.of(), unseen, "never happened, so it was not compared");
  }

  /** What has to happen in a run, lest it proves nothing. */
  private static final Set<String> EXPECTED =
      Set.of(
          "CREATED",
          "UPDATED",
          "REMOVED",
          "EXPIRED",
          "writeAll",
          "deleteAll",
          "loadAll",
          "created",
          "updated",
          "accessed",
          "threw CacheWriterException",
          "threw CacheLoaderException",
          "threw CacheEntryListenerException",
          "threw EntryProcessorException");

  private void compare(CacheManager manager, boolean local, long seed, Map<String, Integer> seen) {
    Random random = new Random(seed);
    Scenario scenario = Scenario.random(random, local);
    RandomSteps steps = new RandomSteps(random);
    Behaviour behaviour = new Behaviour(true);
    Trail trail = new Trail(seed, scenario);
    String name = (scenario.alwaysCas() ? "cas-" : "auto-") + Long.toHexString(seed);
    Subject model = new ModelSubject(scenario, behaviour);
    try (ManagedSubject subject = new ManagedSubject(manager, name, scenario, behaviour)) {
      for (int number = 0; number < STEPS; number++) {
        behaviour.begin(seed * STEPS + number);
        Step step = steps.next();
        Subject.Seen expected = model.run(step);
        trail.add(step, expected);
        assertEquals(expected, subject.run(step), trail);
        if (number % inspection() == 0) {
          assertSame(model.content(), subject.content(), trail);
        }
        count(seen, step, expected);
      }
    }
  }

  /** The last steps, for the message of a difference. */
  private static final class Trail implements Supplier<String> {
    private final String start;
    private final Deque<Entry> last = new ArrayDeque<>();
    private int number;

    private record Entry(Step step, Subject.Seen seen) {}

    Trail(long seed, Scenario scenario) {
      this.start = "seed " + seed + ", " + scenario;
    }

    void add(Step step, Subject.Seen seen) {
      number++;
      if (last.size() == REMEMBERED) {
        last.removeFirst();
      }
      last.addLast(new Entry(step, seen));
    }

    @Override
    public String get() {
      StringJoiner lines = new StringJoiner("\n", start + ", step " + number + "\n", "");
      last.forEach(
          entry ->
              lines.add(entry.step().name() + ' ' + entry.step().shown() + " -> " + entry.seen()));
      return lines.toString();
    }
  }

  private void assertSame(
      Map<String, String> expected, Map<String, String> actual, Supplier<String> where) {
    assertEquals(expected.keySet(), actual.keySet(), where);
    actual.forEach(
        (key, value) -> {
          String wanted = String.valueOf(expected.get(key));
          // A server may keep the time to itself.
          String time = value.substring(value.lastIndexOf(" for "));
          boolean hidden =
              time.equals(" for null") || (hidesTimesOfLongs() && time.equals(" for ever"));
          assertEquals(
              hidden ? wanted.substring(0, wanted.lastIndexOf(" for ")) + time : wanted,
              value,
              where);
        });
  }

  private static void count(Map<String, Integer> seen, Step step, Subject.Seen expected) {
    seen.merge(step.name(), 1, Integer::sum);
    if (expected.result().startsWith("threw ")) {
      String[] words = expected.result().split(" ", 3);
      seen.merge(words[0] + ' ' + words[1], 1, Integer::sum);
    }
    expected
        .notes()
        .values()
        .forEach(
            notes -> notes.forEach(note -> seen.merge(note.split(" ", 2)[0], 1, Integer::sum)));
  }
}

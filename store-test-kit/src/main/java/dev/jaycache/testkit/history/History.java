package dev.jaycache.testkit.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.cache.Cache;

/** What several callers did to a cache, by key. For one thread. */
public final class History {
  private static final int KEYS_PER_LOOK = 100;

  private final Map<String, List<Event>> byKey = new HashMap<>();
  private int size;

  /** Adds what was done. */
  public void add(Collection<Event> events) {
    for (Event event : events) {
      byKey.computeIfAbsent(event.call().key(), none -> new ArrayList<>()).add(event);
      size++;
    }
  }

  /** How many calls there are. */
  public int size() {
    return size;
  }

  /** How many keys they are about. */
  public int keys() {
    return byKey.size();
  }

  /** How many calls ended so. */
  public long count(Event.Ending ending) {
    return byKey.values().stream()
        .flatMap(List::stream)
        .filter(event -> event.ending() == ending)
        .count();
  }

  /** How long the longest call took, in ms. */
  public long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(
        byKey.values().stream()
            .flatMap(List::stream)
            .mapToLong(event -> event.ended() - event.begun())
            .max()
            .orElse(0));
  }

  /** Reads every key, now: whatever was acknowledged has to be there. */
  public void look(Cache<String, String> cache) {
    List<String> keys = List.copyOf(byKey.keySet());
    for (int from = 0; from < keys.size(); from += KEYS_PER_LOOK) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_LOOK));
      Set<String> asked = new LinkedHashSet<>(some);
      long begun = System.nanoTime();
      Map<String, String> found = cache.getAll(asked);
      long ended = System.nanoTime();
      List<Event> seen = new ArrayList<>();
      for (String key : some) {
        Call get = Call.of(Action.GET, key);
        seen.add(new Event("at last", get, Event.Ending.ANSWERED, found.get(key), begun, ended));
      }
      add(seen);
    }
  }

  /**
   * The histories of single keys that are wrong.
   *
   * @throws IllegalStateException where one can't be decided
   */
  public List<Violation> violations() {
    return violations(key -> true);
  }

  /** The same for the keys that are asked for. */
  public List<Violation> violations(Predicate<String> asked) {
    List<Violation> found = new ArrayList<>();
    byKey.forEach(
        (key, events) -> {
          if (asked.test(key)) {
            new LinearizabilityChecker(events).check().ifPresent(found::add);
          }
        });
    return found;
  }

  /** Keeps events for another process. */
  static void write(Path file, List<Event> events) {
    try {
      Files.write(file, events.stream().map(Event::line).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what another process kept. */
  static List<Event> read(Path file) {
    try {
      return Files.readAllLines(file).stream().map(Event::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of it. */
  @Override
  public String toString() {
    return size
        + " calls on "
        + keys()
        + " keys, "
        + count(Event.Ending.UNKNOWN)
        + " of unknown outcome, "
        + count(Event.Ending.FAILED)
        + " not done, the longest took "
        + longestMillis()
        + " ms";
  }
}

package dev.jaycache.testkit.staleness;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Troubles, one after the other, with times between them in which all is well. For one thread,
 * which makes them.
 */
public final class FaultRounds {
  private final Map<String, Runnable> faults = new LinkedHashMap<>();

  /**
   * Adds a trouble.
   *
   * @param name for the report
   * @param fault returns when the trouble is over; called any number of times
   */
  public FaultRounds with(String name, Runnable fault) {
    faults.put(name, fault);
    return this;
  }

  /**
   * Makes them, in the order in which they were added, round after round, until the time is over
   * and each was there once.
   *
   * @param time how long it goes on
   * @param well how long all is well before each
   * @return how often each was there
   */
  public Map<String, Integer> run(Duration time, Duration well) {
    Map<String, Integer> made = new LinkedHashMap<>();
    long end = System.nanoTime() + time.toNanos();
    while (true) {
      for (Map.Entry<String, Runnable> fault : faults.entrySet()) {
        if (System.nanoTime() - end >= 0 && made.size() == faults.size()) {
          return made;
        }
        last(well);
        fault.getValue().run();
        made.merge(fault.getKey(), 1, Integer::sum);
      }
    }
  }

  /** Lets a trouble, or its absence, last. */
  public static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

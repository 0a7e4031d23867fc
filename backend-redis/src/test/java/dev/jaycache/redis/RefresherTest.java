package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers of several threads who want to be told anew. */
@Timeout(60)
class RefresherTest {
  private static final int CALLERS = 4;
  private static final int CALLS = 20_000;

  /** Answers when it was asked. */
  private final Refresher<Long> times = new Refresher<>((before, deadline) -> System.nanoTime());

  @Test
  void refreshNow_neverGivesAnAnswerToAnEarlierQuestion() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(pool.submit(this::call));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void call() {
    for (int i = 0; i < CALLS; i++) {
      long from = System.nanoTime();
      long asked = times.refreshNow(from + TimeUnit.MINUTES.toNanos(1));
      assertTrue(asked - from >= 0, () -> "asked " + (from - asked) + " ns too early");
    }
  }
}

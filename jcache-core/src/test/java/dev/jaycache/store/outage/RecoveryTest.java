package dev.jaycache.store.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What was left behind is made good in the end, whatever goes wrong meanwhile. */
class RecoveryTest {
  private static final OutOfMemoryError NO_THREAD = new OutOfMemoryError("no native thread");

  private final Queue<Runnable> pauses = new ArrayDeque<>();
  private final Queue<Throwable> failures = new ArrayDeque<>();
  private int attempts;

  private boolean attempt() {
    attempts++;
    fail(failures);
    return true;
  }

  private static void fail(Queue<Throwable> failures) {
    Throwable failure = failures.poll();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private Executor failing(Executor executor) {
    return task -> {
      fail(failures);
      executor.execute(task);
    };
  }

  @Test
  void pauseThatCannotBegin_leavesThePlanToTheNext() {
    Recovery recovery = new Recovery(Runnable::run, failing(pauses::add));
    Recovery.Task task = this::attempt;
    failures.add(NO_THREAD);
    assertSame(NO_THREAD, assertThrows(OutOfMemoryError.class, () -> recovery.isNeededBy(task)));
    recovery.isNeededBy(task);
    pauses.remove().run();
    assertEquals(1, attempts);
    assertEquals(0, pauses.size());
  }

  @Test
  void attemptThatGetsNoThread_isMadeAfterAnotherPause() {
    Recovery recovery = new Recovery(failing(Runnable::run), pauses::add);
    recovery.isNeededBy(this::attempt);
    failures.add(NO_THREAD);
    assertThrows(OutOfMemoryError.class, () -> pauses.remove().run());
    pauses.remove().run();
    assertEquals(1, attempts);
    assertEquals(0, pauses.size());
  }

  @Test
  void executorThatTakesNoMore_endsIt() {
    Recovery recovery = new Recovery(failing(Runnable::run), pauses::add);
    recovery.isNeededBy(this::attempt);
    failures.add(new RejectedExecutionException());
    pauses.remove().run();
    assertEquals(0, attempts);
    assertEquals(0, pauses.size());
  }

  @Test
  void attemptThatThrows_isRepeated() {
    for (Throwable failure : new Throwable[] {new IllegalArgumentException("mine"), NO_THREAD}) {
      attempts = 0;
      Queue<Runnable> begun = new ArrayDeque<>();
      Recovery recovery = new Recovery(begun::add, pauses::add);
      recovery.isNeededBy(this::attempt);
      failures.add(failure);
      pauses.remove().run();
      assertSame(failure, assertThrows(Throwable.class, () -> begun.remove().run()));
      pauses.remove().run();
      begun.remove().run();
      assertEquals(2, attempts);
      assertEquals(0, pauses.size());
    }
  }
}

package dev.jaycache.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  @Test
  void tasks_needOneThreadAtATime() {
    Queue<Runnable> handed = new ArrayDeque<>();
    SerialExecutor serial = new SerialExecutor(handed::add);
    List<Integer> done = new ArrayList<>();
    serial.execute(() -> done.add(1));
    serial.execute(
        () -> {
          done.add(2);
          serial.execute(() -> done.add(4));
        });
    serial.execute(() -> done.add(3));
    assertEquals(1, handed.size());
    handed.remove().run();
    assertEquals(List.of(1, 2, 3, 4), done);
    assertEquals(0, handed.size());
    serial.execute(() -> done.add(5));
    assertEquals(1, handed.size());
    handed.remove().run();
    assertEquals(5, done.size());
  }

  @Test
  void errorOfOneTask_doesNotKeepTheOthersFromRunning() {
    Queue<Runnable> handed = new ArrayDeque<>();
    SerialExecutor serial = new SerialExecutor(handed::add);
    List<Integer> done = new ArrayList<>();
    serial.execute(
        () -> {
          throw new StackOverflowError("of a listener");
        });
    serial.execute(() -> done.add(2));
    handed.remove().run();
    assertEquals(List.of(2), done);
    serial.execute(() -> done.add(3));
    handed.remove().run();
    assertEquals(List.of(2, 3), done);
  }

  @Test
  void tasksOfOneThread_runInOrderOnMany() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      SerialExecutor serial = new SerialExecutor(threads);
      int[] next = new int[1];
      AtomicInteger wrong = new AtomicInteger();
      CountDownLatch end = new CountDownLatch(5_000);
      for (int i = 0; i < 5_000; i++) {
        int number = i;
        serial.execute(
            () -> {
              if (next[0]++ != number) {
                wrong.incrementAndGet();
              }
              end.countDown();
            });
      }
      assertTrue(end.await(1, TimeUnit.MINUTES));
      assertEquals(0, wrong.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void executorThatIsShutDown_dropsTasksInSilence() {
    boolean[] open = new boolean[1];
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (!open[0]) {
                throw new RejectedExecutionException();
              }
              task.run();
            });
    List<Integer> done = new ArrayList<>();
    serial.execute(() -> done.add(1));
    open[0] = true;
    serial.execute(() -> done.add(2));
    assertEquals(List.of(2), done);
  }
}

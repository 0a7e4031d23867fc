package dev.jaycache.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyQueuesTest {
  private final ExecutorService others = Executors.newCachedThreadPool();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final KeyQueues<String> queues = new KeyQueues<>(60_000);

  @AfterEach
  void endThreads() {
    others.shutdownNow();
  }

  private KeyQueues<String>.Ticket note(String... steps) {
    return queues.queue(
        "key", List.of(steps).stream().map(step -> (Runnable) () -> done.add(step)).toList());
  }

  @Test
  void laterTicketThatIsFinishedFirst_doesTheEarlierOneBefore() {
    KeyQueues<String>.Ticket first = note("1a", "1b");
    KeyQueues<String>.Ticket second = note("2");
    assertTrue(second.finish());
    assertEquals(List.of("1a", "1b", "2"), done);
    assertTrue(first.finish());
    assertEquals(List.of("1a", "1b", "2"), done);
    assertEquals(0, queues.size());
  }

  @Test
  void finish_leavesLaterTicketsToTheirOwners() {
    KeyQueues<String>.Ticket first = note("1");
    KeyQueues<String>.Ticket second = note("2");
    assertTrue(first.finish());
    assertEquals(List.of("1"), done);
    assertEquals(1, queues.size());
    assertTrue(second.finish());
    assertEquals(0, queues.size());
  }

  @Test
  void workThatQueuesMore_doesWhatWasBeforeAndItsOwnBeforeItGoesOn() {
    KeyQueues<String>.Ticket outer =
        queues.queue(
            "key",
            List.of(
                () -> {
                  done.add("outer begins");
                  assertTrue(note("inner").finish());
                  done.add("outer ends");
                },
                () -> done.add("outer's second")));
    KeyQueues<String>.Ticket between = note("between");
    assertTrue(outer.finish());
    assertEquals(List.of("outer begins", "outer's second", "between", "inner", "outer ends"), done);
    assertTrue(between.finish());
    assertEquals(0, queues.size());
  }

  @Test
  void workThatThrows_isToldToItsOwnerAloneAndTheRestIsDone() {
    IllegalStateException mine = new IllegalStateException("first");
    IllegalStateException other = new IllegalStateException("second");
    KeyQueues<String>.Ticket failing =
        queues.queue(
            "key",
            List.of(
                () -> {
                  throw mine;
                },
                () -> done.add("after"),
                () -> {
                  throw other;
                }));
    assertTrue(note("next").finish());
    assertEquals(List.of("after", "next"), done);
    assertSame(mine, assertThrows(IllegalStateException.class, failing::finish));
    assertSame(other, mine.getSuppressed()[0]);
    assertEquals(0, queues.size());
  }

  @Test
  void ticketBehindWorkThatTakesTooLong_isDoneByTheOneAhead() throws Exception {
    KeyQueues<String> impatient = new KeyQueues<>(1);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    KeyQueues<String>.Ticket slow =
        impatient.queue(
            "key",
            List.of(
                () -> {
                  entered.countDown();
                  try {
                    assertTrue(release.await(1, TimeUnit.MINUTES));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  done.add("slow");
                }));
    Future<Boolean> worker = others.submit(slow::finish);
    assertTrue(entered.await(1, TimeUnit.MINUTES));
    KeyQueues<String>.Ticket quick = impatient.queue("key", List.of(() -> done.add("quick")));
    assertFalse(quick.finish());
    assertEquals(List.of(), done);
    release.countDown();
    assertTrue(worker.get(1, TimeUnit.MINUTES));
    assertEquals(List.of("slow", "quick"), done);
    assertEquals(0, impatient.size());
  }

  @Test
  void whoseWorkIsAheadOfAnImpatientOne_doesItAndWhatWasLeftBehindIt() {
    KeyQueues<String> impatient = new KeyQueues<>(0);
    KeyQueues<String>.Ticket ahead = impatient.queue("key", List.of(() -> done.add("ahead")));
    KeyQueues<String>.Ticket hasty = impatient.queue("key", List.of(() -> done.add("hasty")));
    KeyQueues<String>.Ticket last = impatient.queue("key", List.of(() -> done.add("last")));
    assertFalse(hasty.finish());
    assertEquals(List.of(), done);
    assertTrue(ahead.finish());
    assertEquals(List.of("ahead", "hasty"), done);
    // Nobody is ahead of it any more: it does its own, however impatient.
    assertTrue(last.finish());
    assertEquals(List.of("ahead", "hasty", "last"), done);
    assertEquals(0, impatient.size());
  }

  @Test
  void nestedWorkOfAnImpatientOne_isDoneAfterWhatIsAhead() {
    KeyQueues<String> impatient = new KeyQueues<>(0);
    KeyQueues<String>.Ticket outer =
        impatient.queue(
            "key",
            List.of(
                () -> {
                  done.add("outer begins");
                  assertFalse(impatient.queue("key", List.of(() -> done.add("inner"))).finish());
                  done.add("outer ends");
                }));
    KeyQueues<String>.Ticket between = impatient.queue("key", List.of(() -> done.add("between")));
    assertTrue(outer.finish());
    assertEquals(List.of("outer begins", "outer ends"), done);
    assertTrue(between.finish());
    assertEquals(List.of("outer begins", "outer ends", "between", "inner"), done);
    assertEquals(0, impatient.size());
  }

  @Test
  void workOfOtherKeys_doesNotWait() {
    KeyQueues<String>.Ticket first = note("key's");
    assertTrue(queues.queue("other", List.of(() -> done.add("other's"))).finish());
    assertEquals(List.of("other's"), done);
    assertTrue(first.finish());
  }

  @Test
  void threads_doEverythingOnceAndInOrder() throws Exception {
    int[] next = new int[1];
    List<CompletableFuture<Boolean>> all = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int number = i;
      KeyQueues<String>.Ticket ticket =
          queues.queue(
              "key",
              List.of(
                  () -> {
                    assertEquals(number, next[0]);
                    next[0]++;
                  }));
      all.add(CompletableFuture.supplyAsync(ticket::finish, others));
    }
    for (CompletableFuture<Boolean> one : all) {
      assertTrue(one.get(1, TimeUnit.MINUTES));
    }
    assertEquals(2_000, next[0]);
    assertEquals(0, queues.size());
  }
}

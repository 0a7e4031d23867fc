package dev.jaycache.store.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.NodeState;
import dev.jaycache.store.NodeState.Health;
import dev.jaycache.store.outage.Breaker.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long REST = 1_000;

  private final AtomicLong clock = new AtomicLong(-500);
  private final Breaker breaker = breaker(3);

  private Breaker breaker(int allowed) {
    return new Breaker("redis://a:1", new Breaker.Limits(allowed, REST), clock::get);
  }

  private static Breaker.Pass pass(Breaker breaker) {
    Breaker.Pass pass = breaker.enter();
    assertNotNull(pass);
    return pass;
  }

  private static void fail(Breaker breaker, Trouble trouble) {
    try (Breaker.Pass pass = pass(breaker)) {
      pass.failed(trouble, "did nothing");
    }
  }

  private static void answer(Breaker breaker) {
    try (Breaker.Pass pass = pass(breaker)) {
      pass.answered();
    }
  }

  private Health health() {
    return breaker.state().health();
  }

  @Test
  void refusal_opensAtOnce() {
    fail(breaker, Trouble.REFUSED);
    assertNull(breaker.enter());
    assertEquals(new NodeState("redis://a:1", Health.AT_REST, 1, 1), breaker.state());
    assertTrue(breaker.refusal().contains("did nothing"), breaker::refusal);
  }

  @Test
  void timeoutsInARow_openAtTheLastOne() {
    fail(breaker, Trouble.TIMEOUT);
    fail(breaker, Trouble.TIMEOUT);
    answer(breaker);
    fail(breaker, Trouble.TIMEOUT);
    fail(breaker, Trouble.OTHER);
    fail(breaker, Trouble.TIMEOUT);
    assertEquals(Health.IN_USE, health());
    fail(breaker, Trouble.TIMEOUT);
    assertEquals(Health.AT_REST, health());
  }

  @Test
  void timeoutsOfDifferentThreads_countTogether() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 3; i++) {
        assertEquals(Health.IN_USE, health());
        threads.submit(() -> fail(breaker, Trouble.TIMEOUT)).get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(Health.AT_REST, health());
  }

  @Test
  void negativeLimit_neverOpens() {
    Breaker off = breaker(-1);
    for (int i = 0; i < 100; i++) {
      fail(off, Trouble.REFUSED);
      fail(off, Trouble.TIMEOUT);
    }
    answer(off);
  }

  @Test
  void afterItsRest_oneCallerTriesAndAnAnswerCloses() throws Exception {
    fail(breaker, Trouble.REFUSED);
    clock.addAndGet(REST - 1);
    assertNull(breaker.enter());
    clock.addAndGet(1);
    int callers = 32;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    List<Breaker.Pass> let = new ArrayList<>();
    try {
      CountDownLatch start = new CountDownLatch(callers);
      List<Future<Breaker.Pass>> asked = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        asked.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return breaker.enter();
                }));
      }
      for (Future<Breaker.Pass> each : asked) {
        if (each.get() != null) {
          let.add(each.get());
        }
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(1, let.size());
    assertEquals(Health.ON_TRIAL, health());
    let.get(0).answered();
    let.get(0).close();
    assertEquals(Health.IN_USE, health());
    answer(breaker);
  }

  @Test
  void trialThatFails_restsAgain() {
    fail(breaker, Trouble.REFUSED);
    clock.addAndGet(REST);
    fail(breaker, Trouble.OTHER);
    assertNull(breaker.enter());
    clock.addAndGet(REST);
    answer(breaker);
    assertEquals(1, breaker.state().opened());
  }

  @Test
  void trialWithoutResult_isForAnotherCaller() {
    fail(breaker, Trouble.REFUSED);
    clock.addAndGet(REST);
    pass(breaker).close();
    answer(breaker);
    assertEquals(Health.IN_USE, health());
  }

  @Test
  void callsThatBeganBeforeItOpened_neitherOpenNorCloseIt() {
    Breaker.Pass early = pass(breaker);
    fail(breaker, Trouble.REFUSED);
    early.answered();
    assertEquals(Health.AT_REST, health());
    clock.addAndGet(REST);
    answer(breaker);
    early.failed(Trouble.REFUSED, "was late");
    assertEquals(Health.IN_USE, health());
  }

  @Test
  void outage_isTwoLines() {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      List<Breaker.Pass> early = List.of(pass(breaker), pass(breaker));
      fail(breaker, Trouble.REFUSED);
      early.forEach(pass -> pass.failed(Trouble.REFUSED, "refused"));
      for (int i = 0; i < 10; i++) {
        assertNull(breaker.enter());
        clock.addAndGet(REST);
        fail(breaker, Trouble.TIMEOUT);
      }
      clock.addAndGet(REST);
      answer(breaker);
      answer(breaker);
    } finally {
      System.setErr(before);
    }
    List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("redis://a:1 did nothing"), lines::toString);
    assertTrue(lines.get(1).contains("redis://a:1 answers again"), lines::toString);
  }
}

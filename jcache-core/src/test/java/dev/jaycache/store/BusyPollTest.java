package dev.jaycache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusyPollTest {
  private static final Duration SHORT = Duration.ofNanos(20_000);
  private static final Duration LONG = Duration.ofMinutes(2);

  /** What comes at the n-th look, and is alone for so many glances. */
  private static final class Scripted implements BusyPoll.Awaited {
    private final int comesAt;
    private int glancesAlone;
    private int looks;

    Scripted(int comesAt, int glancesAlone) {
      this.comesAt = comesAt;
      this.glancesAlone = glancesAlone;
    }

    static Scripted at(int look) {
      return new Scripted(look, Integer.MAX_VALUE);
    }

    static Scripted never() {
      return at(Integer.MAX_VALUE);
    }

    @Override
    public boolean hasCome() {
      return ++looks >= comesAt;
    }

    @Override
    public boolean isAlone() {
      return glancesAlone-- > 0;
    }
  }

  @BeforeEach
  void thereAreSeveralProcessors() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
  }

  private static int looksAt(BusyPoll poll, Scripted awaited) throws IOException {
    poll.await(awaited);
    return awaited.looks;
  }

  /** How many waits go by until the next one that is looked at. */
  private static int skipped(BusyPoll poll) throws IOException {
    int skipped = 0;
    while (looksAt(poll, Scripted.never()) == 0) {
      skipped++;
    }
    return skipped;
  }

  @Test
  void whatComes_isSeen() throws IOException {
    BusyPoll poll = new BusyPoll(LONG);
    Scripted awaited = Scripted.at(1_000);
    assertTrue(poll.await(awaited));
    assertEquals(1_000, awaited.looks);
  }

  @Test
  void ofZeroTime_neverLooks() throws IOException {
    Scripted awaited = Scripted.at(1);
    assertFalse(new BusyPoll(Duration.ZERO).await(awaited));
    assertEquals(0, awaited.looks);
  }

  @Test
  void whereOthersWait_itDoesNotLook() throws Exception {
    BusyPoll poll = new BusyPoll(LONG);
    assertEquals(0, looksAt(poll, new Scripted(1, 0)));
    Thread.sleep(1);
    assertTrue(poll.await(Scripted.at(1)), "nothing was in vain");
  }

  @Test
  void whenOthersCome_itEnds_andIsNotInVain() throws Exception {
    BusyPoll poll = new BusyPoll(LONG);
    Scripted left = new Scripted(Integer.MAX_VALUE, 10);
    assertFalse(poll.await(left));
    assertEquals(10, left.looks, "the tenth glance after a look is the first to see somebody");
    Thread.sleep(1);
    assertTrue(poll.await(Scripted.at(1)), "nothing was in vain");
  }

  /** One try may take too long, on a busy machine. */
  @Test
  void whereOthersWereJustNow_itDoesNotLook() throws IOException {
    BusyPoll poll = new BusyPoll(LONG);
    for (int i = 0; i < 10_000; i++) {
      poll.await(new Scripted(1, 0));
      if (!poll.await(Scripted.at(1))) {
        return;
      }
    }
    fail("it looked each time");
  }

  @Test
  void inVain_isDoneEverMoreSeldom() throws IOException {
    BusyPoll poll = new BusyPoll(SHORT);
    assertTrue(looksAt(poll, Scripted.never()) > 0);
    for (int seldom : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 511, 1_023, 1_023}) {
      assertEquals(seldom, skipped(poll));
    }
  }

  @Test
  void whatComesAgain_isLookedForEachTimeAgain() throws IOException {
    BusyPoll poll = new BusyPoll(SHORT);
    for (int i = 0; i < 3; i++) {
      skipped(poll);
    }
    Scripted near = Scripted.at(1);
    int waits = 1;
    while (!poll.await(near)) {
      waits++;
    }
    assertEquals(8, waits);
    assertTrue(poll.await(Scripted.at(1)));
    assertEquals(0, skipped(poll));
    assertEquals(1, skipped(poll), "what was in vain before is forgotten");
  }

  @Test
  void oneThreadOfTheJvm_looksAtATime() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    AtomicBoolean come = new AtomicBoolean();
    BusyPoll.Awaited slow =
        new BusyPoll.Awaited() {
          @Override
          public boolean hasCome() {
            looking.countDown();
            return come.get();
          }

          @Override
          public boolean isAlone() {
            return true;
          }
        };
    Thread first =
        new Thread(
            () -> {
              try {
                new BusyPoll(LONG).await(slow);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    first.start();
    looking.await();
    BusyPoll second = new BusyPoll(LONG);
    assertEquals(0, looksAt(second, Scripted.at(1)));
    come.set(true);
    first.join();
    assertTrue(second.await(Scripted.at(1)));
  }

  @Test
  void whatFails_leavesTheProcessorToTheNext() throws IOException {
    BusyPoll.Awaited broken =
        new BusyPoll.Awaited() {
          @Override
          public boolean hasCome() throws IOException {
            throw new IOException("reset");
          }

          @Override
          public boolean isAlone() {
            return true;
          }
        };
    BusyPoll poll = new BusyPoll(LONG);
    assertThrows(IOException.class, () -> poll.await(broken));
    assertTrue(poll.await(Scripted.at(1)));
  }
}

package dev.jaycache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BusyPollTest {
  private static final long EVER = Long.MAX_VALUE;
  private static final int LOOKS = 10;
  private static final long QUIET = 200_000;

  private final AtomicBoolean taken = new AtomicBoolean();
  private long now = Long.MAX_VALUE - QUIET;

  /** What comes at the n-th look, and is alone for so many glances. A look takes 1 ns. */
  private final class Scripted implements BusyPoll.Awaited {
    private final int comesAt;
    private int glancesAlone;
    private int looks;

    Scripted(int comesAt, int glancesAlone) {
      this.comesAt = comesAt;
      this.glancesAlone = glancesAlone;
    }

    @Override
    public boolean hasCome() {
      now++;
      return ++looks >= comesAt;
    }

    @Override
    public boolean isAlone() {
      return glancesAlone-- > 0;
    }
  }

  private Scripted at(int look) {
    return new Scripted(look, Integer.MAX_VALUE);
  }

  private Scripted never() {
    return at(Integer.MAX_VALUE);
  }

  private BusyPoll poll(long nanos) {
    return new BusyPoll(nanos, () -> now, taken);
  }

  /** One that looks eleven times. */
  private BusyPoll poll() {
    return poll(LOOKS);
  }

  private static int looksAt(BusyPoll poll, Scripted awaited) throws IOException {
    poll.await(awaited, 0, EVER);
    return awaited.looks;
  }

  /** How many waits go by until the next one that is looked at. */
  private int skipped(BusyPoll poll) throws IOException {
    int skipped = 0;
    while (looksAt(poll, never()) == 0) {
      skipped++;
    }
    return skipped;
  }

  @Test
  void whatComesInTime_isSeen() throws IOException {
    assertTrue(poll().await(at(LOOKS + 1), 0, EVER));
    Scripted late = at(LOOKS + 2);
    assertFalse(poll().await(late, 0, EVER));
    assertEquals(LOOKS + 1, late.looks);
  }

  @Test
  void timeThatIsLeft_bounds() throws IOException {
    Scripted awaited = never();
    assertFalse(poll().await(awaited, 0, 3));
    assertEquals(4, awaited.looks);
  }

  @Test
  void replyToLongRequest_isLookedForTwiceAsLong() throws IOException {
    for (int[] sentAndTimes : new int[][] {{2_047, 1}, {2_048, 2}, {1 << 30, 2}}) {
      Scripted awaited = never();
      assertFalse(poll().await(awaited, sentAndTimes[0], EVER));
      assertEquals(1 + sentAndTimes[1] * LOOKS, awaited.looks);
    }
    Scripted awaited = never();
    assertFalse(poll().await(awaited, 20_000, 3));
    assertEquals(4, awaited.looks);
  }

  @Test
  void ofZeroTime_neverLooks() throws IOException {
    assertEquals(0, looksAt(poll(0), at(1)));
  }

  @Test
  void whereOthersWait_itDoesNotLook_norShortlyAfter() throws IOException {
    BusyPoll poll = poll();
    assertEquals(0, looksAt(poll, new Scripted(1, 0)));
    now += QUIET - 1;
    assertEquals(0, looksAt(poll, at(1)));
    now++;
    assertTrue(poll.await(at(1), 0, EVER), "nothing was in vain");
  }

  @Test
  void whenOthersCome_itEnds_andIsNotInVain() throws IOException {
    BusyPoll poll = poll();
    assertEquals(6, looksAt(poll, new Scripted(Integer.MAX_VALUE, 5)));
    assertEquals(0, looksAt(poll, at(1)), "shortly after");
    now += QUIET;
    assertTrue(poll.await(at(1), 0, EVER), "nothing was in vain");
  }

  @Test
  void inVain_isDoneEverMoreSeldom() throws IOException {
    BusyPoll poll = poll();
    assertTrue(looksAt(poll, never()) > 0);
    for (int seldom : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 511, 1_023, 1_023}) {
      assertEquals(seldom, skipped(poll));
    }
  }

  @Test
  void whatComesAgain_isLookedForEachTimeAgain() throws IOException {
    BusyPoll poll = poll();
    for (int i = 0; i < 3; i++) {
      skipped(poll);
    }
    int waits = 1;
    while (!poll.await(at(2), 0, EVER)) {
      waits++;
    }
    assertEquals(8, waits);
    assertEquals(0, skipped(poll));
    assertEquals(1, skipped(poll), "what was in vain before is forgotten");
  }

  /** Who sleeps would have had it at once as well. */
  @Test
  void whatWasThereBefore_saysNothing() throws IOException {
    BusyPoll poll = poll();
    for (int i = 0; i < 3; i++) {
      skipped(poll);
    }
    while (!poll.await(at(1), 0, EVER)) {
      now++;
    }
    assertEquals(0, skipped(poll));
    assertEquals(15, skipped(poll));
  }

  @Test
  void oneLooksAtATime() throws IOException {
    BusyPoll second = poll();
    BusyPoll.Awaited slow =
        new BusyPoll.Awaited() {
          @Override
          public boolean hasCome() throws IOException {
            assertEquals(0, looksAt(second, at(1)));
            return true;
          }

          @Override
          public boolean isAlone() {
            return true;
          }
        };
    assertTrue(poll().await(slow, 0, EVER));
    assertTrue(second.await(at(1), 0, EVER));
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
    BusyPoll poll = poll();
    assertThrows(IOException.class, () -> poll.await(broken, 0, EVER));
    assertTrue(poll.await(at(1), 0, EVER));
  }
}

package dev.jaycache.benchmark.near;

import dev.jaycache.testkit.jvm.ParentJvm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of several JVMs that read and write the same entries. Arguments: contender, server, number of
 * entries, threads, and a number of its own. It says {@code ready}, and after each {@code go
 * MILLIS} a {@link MixRound}; {@code fill} has it put every entry, and {@code end} ends it.
 */
public final class MixJvm {
  private static final double SKEW = 0.99;
  private static final int WRITES_PERCENT = 5;
  private static final int DRAWN = 65_536;
  private static final int TEXT = 80;
  private static final int LOOK_EVERY = 64;
  private static final int TOLERATED_ERRORS = 1_000;

  private final NearTarget<String> target;
  private final String[] keys;
  private final String text = Words.text(1, TEXT);
  private final List<int[]> draws = new ArrayList<>();

  private MixJvm(NearTarget<String> target, int keys, int threads, int number) {
    this.target = target;
    this.keys = Words.keys(keys);
    Zipf zipf = new Zipf(keys, SKEW);
    for (int i = 0; i < threads; i++) {
      int[] drawn = zipf.draw(DRAWN, 1_000L * number + i);
      SplittableRandom random = new SplittableRandom(7_000L * number + i);
      for (int each = 0; each < DRAWN; each++) {
        // A write is the key's complement.
        if (random.nextInt(100) < WRITES_PERCENT) {
          drawn[each] = ~drawn[each];
        }
      }
      draws.add(drawn);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    int keys = Integer.parseInt(args[2]);
    NearTarget<String> target = MixContender.valueOf(args[0]).open(URI.create(args[1]), 2 * keys);
    MixJvm jvm = new MixJvm(target, keys, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    ParentJvm.say("ready");
    for (String said = ParentJvm.hear(); !said.equals("end"); said = ParentJvm.hear()) {
      if (said.equals("fill")) {
        jvm.fill();
        ParentJvm.say("filled");
      } else {
        ParentJvm.say(jvm.run(Long.parseLong(said.substring("go ".length()))).line());
      }
    }
    target.close();
    // A client may have left threads behind that are no daemons.
    System.exit(0);
  }

  private void fill() {
    for (String key : keys) {
      target.put(key, value(key, 0));
    }
  }

  private String value(String key, long number) {
    return key + ':' + number + ':' + text;
  }

  private MixRound run(long millis) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Caller> callers = draws.stream().map(drawn -> new Caller(drawn, start)).toList();
    callers.forEach(Thread::start);
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    callers.forEach(caller -> caller.end = end);
    start.countDown();
    MixRound all = MixRound.NONE;
    for (Caller caller : callers) {
      caller.join();
      all = all.plus(caller.round(begin));
    }
    return all;
  }

  /** One thread and its counts, which are read after its end. */
  private final class Caller extends Thread {
    private final int[] drawn;
    private final CountDownLatch start;
    private long end;
    private long ended;
    private long reads;
    private long writes;
    private long missed;
    private long wrong;
    private long errors;

    Caller(int[] drawn, CountDownLatch start) {
      super("mix");
      setDaemon(true);
      this.drawn = drawn;
      this.start = start;
    }

    @Override
    public void run() {
      try {
        start.await();
      } catch (InterruptedException e) {
        currentThread().interrupt();
        return;
      }
      for (int i = 0; errors < TOLERATED_ERRORS; i++) {
        if (i % LOOK_EVERY == 0 && System.nanoTime() - end >= 0) {
          break;
        }
        step(drawn[i % drawn.length]);
      }
      ended = System.nanoTime();
    }

    private void step(int draw) {
      try {
        if (draw < 0) {
          String key = keys[~draw];
          target.put(key, value(key, writes));
          writes++;
        } else {
          see(keys[draw], target.get(keys[draw]));
          reads++;
        }
      } catch (RuntimeException e) {
        errors++;
      }
    }

    private void see(String key, @Nullable String value) {
      if (value == null) {
        missed++;
      } else if (!value.startsWith(key)) {
        wrong++;
      }
    }

    MixRound round(long begin) {
      return new MixRound(reads, writes, missed, wrong, errors, ended - begin);
    }
  }
}

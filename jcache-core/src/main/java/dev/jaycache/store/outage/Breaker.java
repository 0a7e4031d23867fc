package dev.jaycache.store.outage;

import com.typesafe.config.Config;
import dev.jaycache.store.NodeState;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps callers from a server that is gone. It opens when the server refuses, and after so many
 * timeouts in a row, whichever threads they happened to; then callers fail at once, but for one in
 * each period of rest, who tries. When that one has an answer it closes. Safe for any number of
 * threads, who never wait for each other. It does no I/O, and logs one line when it opens and one
 * when it closes.
 */
public final class Breaker {
  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  /**
   * When it opens, and for how long.
   *
   * @param allowedTimeouts how many timeouts in a row open it; below 0: it never opens
   * @param restNanos how long nobody tries then, in ns
   */
  public record Limits(int allowedTimeouts, long restNanos) {
    /** It never opens. */
    public static final Limits OFF = new Limits(-1, 0);

    /** Reads the settings {@code breaker.*} of a manager; without any it never opens. */
    public static Limits of(Config settings) {
      return settings.hasPath("breaker")
          ? new Limits(
              settings.getInt("breaker.allowed-timeouts"),
              settings.getDuration("breaker.disable-time", TimeUnit.NANOSECONDS))
          : OFF;
    }
  }

  /** Why a call had no answer. */
  public enum Trouble {
    /** The server took no connection, or ended it before anything could be asked. */
    REFUSED,
    /** No connection or no reply before the deadline. */
    TIMEOUT,
    /** Anything that says little of the next call. */
    OTHER
  }

  /**
   * A time in which callers are kept away.
   *
   * @param why what the server did
   * @param since when it opened, in ns
   * @param until when somebody may try, in ns
   * @param tried whether somebody does
   */
  private record Rest(String why, long since, long until, AtomicBoolean tried) {}

  private final String place;
  private final Limits limits;
  private final LongSupplier nanos;
  private final AtomicReference<@Nullable Rest> rest = new AtomicReference<>();
  private final AtomicInteger timeouts = new AtomicInteger();
  private final LongAdder opened = new LongAdder();
  private final LongAdder keptAway = new LongAdder();
  private volatile Pass ordinary = new Pass(null);

  /**
   * A closed breaker.
   *
   * @param place the server's name for messages; holds no secret
   */
  public Breaker(String place, Limits limits) {
    this(place, limits, System::nanoTime);
  }

  /**
   * A breaker by another clock.
   *
   * @param nanos as {@link System#nanoTime()}
   */
  Breaker(String place, Limits limits, LongSupplier nanos) {
    this.place = place;
    this.limits = limits;
    this.nanos = nanos;
  }

  /**
   * Asks for leave to call the server. Whoever gets it says how the call ended, and ends with
   * {@link Pass#close()} in any case.
   *
   * @return null where nobody is to call: see {@link #refusal()}
   */
  public @Nullable Pass enter() {
    Rest now = rest.get();
    if (now == null) {
      return ordinary;
    }
    if (nanos.getAsLong() - now.until() < 0 || !now.tried().compareAndSet(false, true)) {
      keptAway.increment();
      return null;
    }
    return new Pass(now);
  }

  /** What to tell those who were not let through, to follow the server's name. */
  public String refusal() {
    Rest now = rest.get();
    return "is not asked for now"
        + (now == null ? "" : ", as it " + now.why())
        + "; one caller tries each "
        + millis(limits.restNanos())
        + " ms (setting breaker)";
  }

  /** How things stand. */
  public NodeState state() {
    Rest now = rest.get();
    NodeState.Health health =
        now == null
            ? NodeState.Health.IN_USE
            : now.tried().get() ? NodeState.Health.ON_TRIAL : NodeState.Health.AT_REST;
    return new NodeState(place, health, opened.sum(), keptAway.sum());
  }

  private void open(String why) {
    long now = nanos.getAsLong();
    Rest next = new Rest(why, now, now + limits.restNanos(), new AtomicBoolean());
    if (rest.compareAndSet(null, next)) {
      opened.increment();
      LOG.warn(
          "{} {}; it is left alone, but for one caller each {} ms",
          place,
          why,
          millis(limits.restNanos()));
    }
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  /** Leave to make one call. */
  public final class Pass implements AutoCloseable {
    private final @Nullable Rest trial;
    private final AtomicBoolean told = new AtomicBoolean();

    private Pass(@Nullable Rest trial) {
      this.trial = trial;
    }

    /** The server gave an answer, be it an error. */
    public void answered() {
      if (trial == null) {
        if (timeouts.get() != 0 && isCurrent()) {
          timeouts.set(0);
        }
      } else if (told.compareAndSet(false, true)) {
        timeouts.set(0);
        // Calls that began before this trial say nothing of the server as it is now.
        ordinary = new Pass(null);
        rest.set(null);
        LOG.info("{} answers again, after {} ms", place, millis(nanos.getAsLong() - trial.since()));
      }
    }

    /**
     * The call had no answer.
     *
     * @param why what the server did, to follow its name; holds no secret
     */
    public void failed(Trouble trouble, String why) {
      if (trial != null) {
        if (told.compareAndSet(false, true)) {
          long until = nanos.getAsLong() + limits.restNanos();
          rest.set(new Rest(why, trial.since(), until, new AtomicBoolean()));
        }
      } else if (limits.allowedTimeouts() >= 0 && isCurrent()) {
        switch (trouble) {
          case REFUSED -> open(why);
          case TIMEOUT -> {
            if (timeouts.incrementAndGet() >= limits.allowedTimeouts()) {
              open(why);
            }
          }
          case OTHER -> {}
        }
      }
    }

    private boolean isCurrent() {
      return this == ordinary;
    }

    /** The call is over. Where nobody said how a trial ended, another caller may try. */
    @Override
    public void close() {
      if (trial != null && told.compareAndSet(false, true)) {
        trial.tried().set(false);
      }
    }
  }
}

package dev.jaycache.testkit.cache;

import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A policy that answers differently each time, throws at times, and counts the questions. Safe for
 * any number of threads.
 */
final class RecordingExpiry implements ExpiryPolicy {
  private static final List<Duration> ANSWERS =
      List.of(
          Duration.ETERNAL,
          Duration.ETERNAL,
          Duration.ONE_HOUR,
          new Duration(TimeUnit.HOURS, 10),
          Duration.ZERO);

  private final boolean gentle;
  private final Behaviour behaviour;
  private final Journal journal;

  /**
   * A policy.
   *
   * @param gentle whether it never throws, and never answers null or zero
   */
  RecordingExpiry(boolean gentle, Behaviour behaviour, Journal journal) {
    this.gentle = gentle;
    this.behaviour = behaviour;
    this.journal = journal;
  }

  @Override
  public @Nullable Duration getExpiryForCreation() {
    return answer("created");
  }

  @Override
  public @Nullable Duration getExpiryForAccess() {
    return answer("accessed");
  }

  @Override
  public @Nullable Duration getExpiryForUpdate() {
    return answer("updated");
  }

  private @Nullable Duration answer(String question) {
    journal.inAnyOrder("expiry", question);
    if (gentle) {
      return ANSWERS.get(behaviour.roll(question, null, ANSWERS.size() - 1));
    }
    int roll = behaviour.roll(question, null, ANSWERS.size() + 3);
    if (roll < ANSWERS.size()) {
      return ANSWERS.get(roll);
    }
    if (roll == ANSWERS.size()) {
      throw new IllegalStateException("by the expiry policy");
    }
    return null;
  }
}

package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;

/**
 * How a cache is configured for a sequence of random operations.
 *
 * @param byValue whether it is stored by value
 * @param expiry which policy
 * @param duration the answer of a policy that has but one
 * @param loading whether there is a loader, and whether it is for reads
 * @param writing whether there is a writer, and whether it is called
 * @param listeners the listeners
 * @param alwaysCas whether the planner is told to use compare-and-set throughout
 */
record Scenario(
    boolean byValue,
    Expiry expiry,
    Duration duration,
    Part loading,
    Part writing,
    List<Listening> listeners,
    boolean alwaysCas) {

  /** The five policies of JSR-107, and two that nobody knows. */
  enum Expiry {
    ETERNAL,
    CREATED,
    MODIFIED,
    ACCESSED,
    TOUCHED,
    OPAQUE,
    GENTLE
  }

  /** Whether a loader or writer is there, and takes part in single operations. */
  enum Part {
    NONE,
    IDLE,
    ACTIVE
  }

  /**
   * A listener.
   *
   * @param oldValue whether it requires the old value
   * @param filtered whether it has a filter
   */
  record Listening(boolean oldValue, boolean filtered) {}

  private static final List<Duration> DURATIONS =
      List.of(Duration.ZERO, Duration.ONE_HOUR, new Duration(TimeUnit.HOURS, 10));

  /** Any configuration. */
  static Scenario random(Random random, boolean byReferenceToo) {
    List<Listening> listeners = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      listeners.add(new Listening(random.nextBoolean(), random.nextInt(3) == 0));
    }
    return new Scenario(
        !byReferenceToo || random.nextInt(3) > 0,
        Expiry.values()[random.nextInt(Expiry.values().length)],
        DURATIONS.get(random.nextInt(DURATIONS.size())),
        Part.values()[random.nextInt(3)],
        Part.values()[random.nextInt(3)],
        listeners,
        random.nextInt(3) == 0);
  }

  /** A configuration whose loader, writer, policy and listeners write into a journal. */
  MutableConfiguration<Object, Object> configuration(Behaviour behaviour, Journal journal) {
    MutableConfiguration<Object, Object> configuration = new MutableConfiguration<>();
    configuration
        .setStoreByValue(byValue)
        .setStatisticsEnabled(true)
        .setExpiryPolicyFactory(policy(behaviour, journal))
        .setReadThrough(loading == Part.ACTIVE)
        .setWriteThrough(writing == Part.ACTIVE);
    if (loading != Part.NONE) {
      configuration.setCacheLoaderFactory(() -> new RecordingLoader(behaviour, journal));
    }
    if (writing != Part.NONE) {
      configuration.setCacheWriterFactory(() -> new RecordingWriter(behaviour, journal));
    }
    for (int i = 0; i < listeners.size(); i++) {
      Listening listening = listeners.get(i);
      RecordingListener listener =
          new RecordingListener("listener " + i, listening.oldValue(), behaviour, journal);
      configuration.addCacheEntryListenerConfiguration(
          new MutableCacheEntryListenerConfiguration<>(
              () -> listener,
              listening.filtered() ? () -> listener : null,
              listening.oldValue(),
              true));
    }
    return configuration;
  }

  private Factory<? extends ExpiryPolicy> policy(Behaviour behaviour, Journal journal) {
    return switch (expiry) {
      case ETERNAL -> EternalExpiryPolicy.factoryOf();
      case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
      case MODIFIED -> ModifiedExpiryPolicy.factoryOf(duration);
      case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
      case TOUCHED -> TouchedExpiryPolicy.factoryOf(duration);
      case OPAQUE -> () -> new RecordingExpiry(false, behaviour, journal);
      case GENTLE -> () -> new RecordingExpiry(true, behaviour, journal);
    };
  }
}

package dev.jaycache.redis.cache;

import java.io.Serializable;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** The JSR's five expiry policies, none at all, and a user's own. */
enum Policies {
  UNSET(false, true),
  ETERNAL(false, true),
  CREATED(false, true),
  MODIFIED(false, true),
  ACCESSED(true, true),
  TOUCHED(true, true),
  OPAQUE(true, false);

  private final boolean touches;
  private final boolean constant;

  Policies(boolean touches, boolean constant) {
    this.touches = touches;
    this.constant = constant;
  }

  /** The factory to configure, or null for none. */
  @Nullable Factory<? extends ExpiryPolicy> factory() {
    return switch (this) {
      case UNSET -> null;
      case ETERNAL -> EternalExpiryPolicy.factoryOf();
      case CREATED -> CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR);
      case MODIFIED -> ModifiedExpiryPolicy.factoryOf(Duration.ONE_HOUR);
      case ACCESSED -> AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR);
      case TOUCHED -> TouchedExpiryPolicy.factoryOf(Duration.ONE_HOUR);
      case OPAQUE -> UserPolicy::new;
    };
  }

  /** Whether an access gives an entry a new time to live. */
  boolean touches() {
    return touches;
  }

  /** Whether the provider can know the answers beforehand. */
  boolean isConstant() {
    return constant;
  }

  /** A policy of which nothing is known beforehand. */
  private static final class UserPolicy implements ExpiryPolicy, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Duration getExpiryForCreation() {
      return Duration.ONE_HOUR;
    }

    @Override
    public Duration getExpiryForAccess() {
      return Duration.ONE_HOUR;
    }

    @Override
    public Duration getExpiryForUpdate() {
      return Duration.ONE_DAY;
    }
  }
}

package dev.jaycache.testkit.cache;

import dev.jaycache.expiry.PureExpiry;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** A user's policy with fixed answers. Immutable. A cache can't know that they are. */
class FixedExpiry implements ExpiryPolicy {
  private final Duration creation;
  private final @Nullable Duration access;
  private final @Nullable Duration update;

  FixedExpiry(Duration creation, @Nullable Duration access, @Nullable Duration update) {
    this.creation = creation;
    this.access = access;
    this.update = update;
  }

  @Override
  public Duration getExpiryForCreation() {
    return creation;
  }

  @Override
  public @Nullable Duration getExpiryForAccess() {
    return access;
  }

  @Override
  public @Nullable Duration getExpiryForUpdate() {
    return update;
  }

  /** The same, and it says so. */
  @PureExpiry
  static final class Declared extends FixedExpiry {
    Declared(Duration creation, @Nullable Duration access, @Nullable Duration update) {
      super(creation, access, update);
    }
  }
}

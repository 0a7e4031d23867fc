package dev.jaycache.expiry;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.Ttl;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one caller of a cache's {@link ExpiryPolicy}. As thread-safe as the policy.
 *
 * <p>A constant policy is asked when the cache is made. Any other is asked exactly the question
 * that the outcome of an operation poses, since users and the TCK count the calls.
 */
public final class ExpiryRules {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryRules.class);

  private static final Set<Class<?>> CONSTANT =
      Set.of(
          CreatedExpiryPolicy.class,
          AccessedExpiryPolicy.class,
          ModifiedExpiryPolicy.class,
          TouchedExpiryPolicy.class,
          EternalExpiryPolicy.class);

  private final ExpiryPolicy policy;
  private final Jitter jitter;
  private final SeldomLog failures = new SeldomLog(LOG);
  private final @Nullable Answers answers;

  private record Answers(Ttl onCreate, Ttl onUpdate, Ttl onAccess) {
    /**
     * Where no entry ever gets an end, to keep it that way and to make it so is the same; and a new
     * value without an end is what servers do best.
     */
    Answers simplified() {
      boolean endless = onCreate.isEternal() && (onAccess.isKeep() || onAccess.isEternal());
      return endless && onUpdate.isKeep() ? new Answers(onCreate, Ttl.ETERNAL, onAccess) : this;
    }
  }

  /**
   * The rules of a policy.
   *
   * @param pure whether the user says that the policy always answers the same
   */
  public ExpiryRules(ExpiryPolicy policy, boolean pure) {
    this(policy, pure, Jitter.NONE);
  }

  /**
   * The same with lifetimes that are cut.
   *
   * @param jitter by how much the lifetimes of loaded entries are shortened
   */
  public ExpiryRules(ExpiryPolicy policy, boolean pure, Jitter jitter) {
    this.policy = policy;
    this.jitter = jitter;
    Class<?> type = policy.getClass();
    boolean constant =
        pure || CONSTANT.contains(type) || type.isAnnotationPresent(PureExpiry.class);
    Answers asked = constant ? new Answers(askCreate(), askUpdate(), askAccess()) : null;
    this.answers = asked != null && CONSTANT.contains(type) ? asked.simplified() : asked;
  }

  /** Whether the policy may be asked before it is known which question applies. */
  public boolean isConstant() {
    return answers != null;
  }

  /** The time to live of an entry that is created. Never {@link Ttl#KEEP}. */
  public Ttl onCreate() {
    return answers == null ? askCreate() : answers.onCreate();
  }

  /** The time to live of an entry that is updated. */
  public Ttl onUpdate() {
    return answers == null ? askUpdate() : answers.onUpdate();
  }

  /** The time to live of an entry that is read. */
  public Ttl onAccess() {
    return answers == null ? askAccess() : answers.onAccess();
  }

  /**
   * The time to live of an entry that comes from the loader.
   *
   * @param ttl as the policy says it
   */
  public Ttl loaded(Ttl ttl) {
    return jitter.shorten(ttl);
  }

  /** Whether a read may end an entry. */
  public boolean accessMayExpire() {
    return answers == null || answers.onAccess().isNow();
  }

  private Ttl askCreate() {
    Ttl ttl = ask(policy::getExpiryForCreation);
    // JSR-107 has no answer for null here; a new entry has no former expiry to keep.
    return ttl.isKeep() ? Ttl.ETERNAL : ttl;
  }

  private Ttl askUpdate() {
    return ask(policy::getExpiryForUpdate);
  }

  private Ttl askAccess() {
    return ask(policy::getExpiryForAccess);
  }

  /** A policy that throws leaves the expiry alone (javadoc of ExpiryPolicy, "should not throw"). */
  private Ttl ask(Supplier<@Nullable Duration> question) {
    try {
      return ttl(question.get());
    } catch (RuntimeException e) {
      failures.warn(policy.getClass().getName() + " threw; the expiry stays as it is", e);
      return Ttl.KEEP;
    }
  }

  private static Ttl ttl(@Nullable Duration duration) {
    if (duration == null) {
      return Ttl.KEEP;
    }
    if (duration.isEternal()) {
      return Ttl.ETERNAL;
    }
    return Ttl.ofMillis(duration.getTimeUnit().toMillis(duration.getDurationAmount()));
  }
}

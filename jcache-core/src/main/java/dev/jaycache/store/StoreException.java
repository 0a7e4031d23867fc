package dev.jaycache.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A store refused, failed or did not answer. The message says what, where and what to do. Where a
 * bulk failed in part, it carries what is known of the rest.
 */
public class StoreException extends CacheException {
  private static final long serialVersionUID = 1L;
  private static final int SUPPRESSED_AT_MOST = 10;

  private transient List<? extends @Nullable Outcome<?>> outcomes = List.of();

  /** With a message that holds no secret. */
  public StoreException(String message) {
    super(message);
  }

  /** With a message that holds no secret, and what the client library said. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * One exception for what failed in a bulk: the caller's own mistakes come first, then unknown
   * outcomes, then the rest. The other one is told as suppressed, as far as there is room.
   *
   * @param first the worst so far, or null
   * @return one of the two
   */
  public static CacheException together(@Nullable CacheException first, CacheException next) {
    if (first == null || first == next) {
      return next;
    }
    boolean worse = rank(next) > rank(first);
    CacheException thrown = worse ? next : first;
    CacheException other = worse ? first : next;
    if (thrown.getSuppressed().length < SUPPRESSED_AT_MOST
        || (other instanceof UnknownOutcomeException
            && Arrays.stream(thrown.getSuppressed())
                .noneMatch(UnknownOutcomeException.class::isInstance))) {
      thrown.addSuppressed(other);
    }
    return thrown;
  }

  private static int rank(CacheException e) {
    if (e instanceof UnknownOutcomeException) {
      return 1;
    }
    return e instanceof StoreException && !(e instanceof UnfitRequestException) ? 0 : 2;
  }

  /**
   * The same exception, with what became of the mutations of a bulk. For the thread that throws it.
   *
   * @param known an outcome each, in their order; null for one that failed, was not tried, or of
   *     which nobody knows. What is missing at the end counts as null.
   */
  public final StoreException withOutcomes(List<? extends @Nullable Outcome<?>> known) {
    outcomes = Collections.unmodifiableList(new ArrayList<>(known));
    return this;
  }

  /**
   * What became of the mutations of the bulk that failed, as far as it is known.
   *
   * @param size how many there were
   * @return an outcome each, in their order; null where nothing is known
   * @param <V> the type of the store's values
   */
  @SuppressWarnings("unchecked") // those of the store that threw this
  public final <V> List<@Nullable Outcome<V>> outcomes(int size) {
    List<@Nullable Outcome<V>> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(i < outcomes.size() ? (Outcome<V>) outcomes.get(i) : null);
    }
    return all;
  }
}

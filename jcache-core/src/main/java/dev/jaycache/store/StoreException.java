package dev.jaycache.store;

import java.util.ArrayList;
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

package dev.jaycache.processor;

import java.io.Serializable;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;

/**
 * Adds to a whole number; an absent entry counts as zero. Immutable. A store that can add does it
 * in one round trip; elsewhere it runs as any other processor, with the same result. Sums wrap
 * around as Java's do.
 *
 * @param delta what to add: an Integer or a Long, as the cache's values are
 * @param <N> the type of values
 */
public record Increment<N extends Number>(N delta)
    implements EntryProcessor<Object, N, N>, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public N process(MutableEntry<Object, N> entry, Object... arguments) {
    Object value = entry.getValue();
    N sum = value == null ? delta : sum(value);
    entry.setValue(sum);
    return sum;
  }

  /**
   * The stored number and the delta.
   *
   * @throws EntryProcessorException when the stored value is of another type
   */
  @SuppressWarnings("unchecked")
  public N sum(Object stored) {
    if (delta instanceof Long add && stored instanceof Long value) {
      return (N) Long.valueOf(value + add);
    }
    if (delta instanceof Integer add && stored instanceof Integer value) {
      return (N) Integer.valueOf(value + add);
    }
    throw new EntryProcessorException(
        "can't add "
            + delta.getClass().getSimpleName()
            + " to a value of type "
            + stored.getClass().getName()
            + "; use Processors.increment(long) for Long values and Processors.increment(int) for"
            + " Integer values");
  }
}

package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * The {@link MutationInterpreter.Values} of objects as the application compares them. Longs and
 * Integers are numbers that can be counted, with the results of {@link Bytes}. Stateless.
 *
 * @param <V> the type of values
 */
public final class PlainValues<V> implements MutationInterpreter.Values<V> {
  @Override
  public boolean same(V stored, V asked) {
    return stored.equals(asked);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V sum(V stored, V delta) {
    if (stored instanceof Long number && delta instanceof Long by) {
      return (V) Long.valueOf(number + by);
    }
    return stored instanceof Integer number && delta instanceof Integer by
        ? (V) Integer.valueOf(number + by)
        : null;
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V difference(V stored, V delta) {
    if (stored instanceof Long number && delta instanceof Long by) {
      return (V) Long.valueOf(Long.compareUnsigned(number, by) > 0 ? number - by : 0);
    }
    return stored instanceof Integer number && delta instanceof Integer by
        ? (V) Integer.valueOf(Integer.compareUnsigned(number, by) > 0 ? number - by : 0)
        : null;
  }
}

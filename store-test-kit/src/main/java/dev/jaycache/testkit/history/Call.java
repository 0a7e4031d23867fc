package dev.jaycache.testkit.history;

import java.util.Objects;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation: what is done to a cache, and, as the model, what that means. Immutable.
 *
 * @param action the operation
 * @param key of the entry
 * @param expected the value that has to be there, of {@link Action#REPLACE}
 * @param value what is written; the same in no other call, so that whoever reads it tells which
 *     call it was
 */
public record Call(Action action, String key, @Nullable String expected, @Nullable String value) {

  /**
   * What comes of a call: the model.
   *
   * @param state what stands under the key afterwards; null: nothing
   * @param answer what the caller is told; of {@code boolean}, as text; null where it is nothing
   */
  record Step(@Nullable String state, @Nullable String answer) {}

  /** A call without a value. */
  static Call of(Action action, String key) {
    return new Call(action, key, null, null);
  }

  /** A call that writes. */
  static Call of(Action action, String key, String value) {
    return new Call(action, key, null, value);
  }

  /** What the call does as one step, by the javadoc of {@link Cache}. */
  Step on(@Nullable String before) {
    return switch (action) {
      case GET -> new Step(before, before);
      case PUT -> new Step(value, null);
      case PUT_IF_ABSENT -> before == null ? new Step(value, "true") : new Step(before, "false");
      case REPLACE ->
          before != null && before.equals(expected)
              ? new Step(value, "true")
              : new Step(before, "false");
      case REMOVE -> new Step(null, String.valueOf(before != null));
      case GET_AND_PUT, INVOKE -> new Step(value, before);
      case INVOKE_IF_ABSENT -> new Step(before == null ? value : before, before);
    };
  }

  /** Does it, and gives the answer. */
  @Nullable String run(Cache<String, String> cache) {
    return switch (action) {
      case GET -> cache.get(key);
      case PUT -> {
        cache.put(key, written());
        yield null;
      }
      case PUT_IF_ABSENT -> String.valueOf(cache.putIfAbsent(key, written()));
      case REPLACE ->
          String.valueOf(cache.replace(key, Objects.requireNonNull(expected), written()));
      case REMOVE -> String.valueOf(cache.remove(key));
      case GET_AND_PUT -> cache.getAndPut(key, written());
      case INVOKE ->
          cache.invoke(
              key,
              (entry, more) -> {
                String before = entry.getValue();
                entry.setValue(written());
                return before;
              });
      case INVOKE_IF_ABSENT ->
          cache.invoke(
              key,
              (entry, more) -> {
                String before = entry.getValue();
                if (before == null) {
                  entry.setValue(written());
                }
                return before;
              });
    };
  }

  private String written() {
    return Objects.requireNonNull(value, "a value to write");
  }

  @Override
  public String toString() {
    return action
        + "("
        + (expected == null ? "" : expected + " -> ")
        + (value == null ? "" : value)
        + ")";
  }
}

package dev.jaycache.operation;

import org.jspecify.annotations.Nullable;

/**
 * What a cache takes as keys and values: never null, and of the configured types (JSR-107, 3.1.1).
 * Immutable.
 *
 * @param keyType the configured type of keys; Object for any
 * @param valueType the configured type of values; Object for any
 */
public record TypeRules(Class<?> keyType, Class<?> valueType) {
  /** Any keys and values but null. */
  public static final TypeRules ANY = new TypeRules(Object.class, Object.class);

  /**
   * Checks a key.
   *
   * @throws NullPointerException for null
   * @throws ClassCastException for another type
   */
  public void checkKey(@Nullable Object key) {
    check("key", keyType, key);
  }

  /**
   * Checks a value.
   *
   * @throws NullPointerException for null
   * @throws ClassCastException for another type
   */
  public void checkValue(@Nullable Object value) {
    check("value", valueType, value);
  }

  private static void check(String what, Class<?> type, @Nullable Object object) {
    if (object == null) {
      throw new NullPointerException("a cache takes no null " + what);
    }
    if (!type.isInstance(object)) {
      throw new ClassCastException(
          "the cache's configured "
              + what
              + " type is "
              + type.getName()
              + ", this "
              + what
              + " is a "
              + object.getClass().getName());
    }
  }
}

package dev.jaycache.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The primitive types by name, and how many bytes each takes. Constants, safe to share. */
final class Primitives {
  private static final Map<String, Class<?>> BY_NAME = new HashMap<>();

  static {
    for (Class<?> type :
        new Class<?>[] {
          boolean.class,
          byte.class,
          char.class,
          short.class,
          int.class,
          long.class,
          float.class,
          double.class
        }) {
      BY_NAME.put(type.getName(), type);
    }
  }

  private Primitives() {}

  static @Nullable Class<?> named(String name) {
    return BY_NAME.get(name);
  }

  /** The least number of bytes that an element of an array of this type takes when encoded. */
  static int encodedSize(Class<?> type) {
    if (type == long.class || type == double.class) {
      return 8;
    } else if (type == int.class || type == float.class) {
      return 4;
    }
    return type == short.class || type == char.class ? 2 : 1;
  }
}

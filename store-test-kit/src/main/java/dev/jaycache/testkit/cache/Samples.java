package dev.jaycache.testkit.cache;

import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Few keys and values, so that random operations meet; nobody changes them. */
@SuppressWarnings("JavaUtilDate") // a value that can change, which is the point
final class Samples {
  /** Keys of several classes. */
  static final List<Object> KEYS = List.of("one", "two", 3, 4L, new UUID(5, 6));

  /** Values of several classes; the last two are equal and don't serialise to the same bytes. */
  static final List<Object> VALUES =
      List.of("a", "b", 1L, 2L, 7, new Date(8), inOrder(), backwards());

  private Samples() {}

  private static Map<String, Integer> inOrder() {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("x", 1);
    map.put("y", 2);
    return map;
  }

  private static Map<String, Integer> backwards() {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("y", 2);
    map.put("x", 1);
    return new HashMap<>(map).equals(map) ? map : Map.of();
  }
}

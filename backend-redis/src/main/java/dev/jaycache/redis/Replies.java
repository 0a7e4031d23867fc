package dev.jaycache.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.KeyValue;

/**
 * Reads parts of replies alike in RESP2 and RESP3. Pure, safe for any number of threads. What is
 * not as expected reads as nothing.
 */
final class Replies {
  private Replies() {}

  /** Pairs by name: a map in RESP3, one after the other in RESP2. */
  static Map<String, @Nullable Object> fields(@Nullable Object reply) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Object name = null;
    for (Object element : list(reply)) {
      if (element instanceof KeyValue<?, ?> pair) {
        fields.put(text(pair.getKey()), pair.getValue());
      } else if (name == null) {
        name = element == null ? "" : element;
      } else {
        fields.put(text(name), element);
        name = null;
      }
    }
    return fields;
  }

  /** A list; empty where it is none. */
  static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> list ? list : List.of();
  }

  /** A text or a number as text; empty where it is neither. */
  static String text(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return reply instanceof String || reply instanceof Long ? reply.toString() : "";
  }

  /** A number, also one that is written as text; -1 where it is none. */
  static long number(@Nullable Object reply) {
    String text = text(reply);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }
}

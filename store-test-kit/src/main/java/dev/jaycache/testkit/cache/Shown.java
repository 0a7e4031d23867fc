package dev.jaycache.testkit.cache;

import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/** Keys, values and exceptions as text: equal ones are the same text. Pure functions. */
@SuppressWarnings("JavaUtilDate") // a value that can change, which is the point
final class Shown {
  private Shown() {}

  /** A key or value with its class, since 1 and 1L are different. */
  static String of(@Nullable Object object) {
    if (object == null) {
      return "null";
    }
    if (object instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((key, value) -> sorted.put(of(key), of(value)));
      return sorted.toString();
    }
    if (object instanceof String text) {
      return '"' + text + '"';
    }
    if (object instanceof Date date) {
      return "Date " + date.getTime();
    }
    return object.getClass().getSimpleName() + ' ' + object;
  }

  /** The class of an exception and of what caused it, as far as an application can see them. */
  static String of(Throwable thrown) {
    // Of several listeners that throw, which is first is open: a configuration has them in a set.
    Throwable cause = thrown instanceof CacheEntryListenerException ? null : thrown.getCause();
    return "threw "
        + thrown.getClass().getSimpleName()
        + (cause == null ? "" : " by " + cause.getClass().getSimpleName());
  }
}

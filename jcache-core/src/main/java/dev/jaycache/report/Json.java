package dev.jaycache.report;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, lists, maps, texts, numbers and flags as JSON (RFC 8259), on one line. Stateless,
 * safe for any number of threads. It reads no JSON. A component of a record that is null is left
 * out.
 */
public final class Json {
  private Json() {}

  /**
   * Anything of that kind as JSON.
   *
   * @param value null, text, number, flag, enum, record of a public class, map or list of those
   * @throws IllegalArgumentException for anything else
   */
  public static String of(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      out.append(Double.isFinite(number) ? value.toString() : "null");
    } else if (value instanceof Number) {
      out.append(value);
    } else if (value instanceof CharSequence || value instanceof Enum<?>) {
      text(value.toString(), out);
    } else if (value instanceof Record data) {
      object(Fields.of(data), false, out);
    } else if (value instanceof Map<?, ?> map) {
      object(map, true, out);
    } else if (value instanceof Iterable<?> list) {
      array(list.iterator(), out);
    } else {
      throw new IllegalArgumentException("no JSON for an object of " + value.getClass().getName());
    }
  }

  private static void object(Map<?, ?> fields, boolean nulls, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      if (nulls || field.getValue() != null) {
        out.append(first ? "" : ",");
        first = false;
        text(String.valueOf(field.getKey()), out);
        out.append(':');
        write(field.getValue(), out);
      }
    }
    out.append('}');
  }

  private static void array(Iterator<?> elements, StringBuilder out) {
    out.append('[');
    while (elements.hasNext()) {
      write(elements.next(), out);
      out.append(elements.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (isPlain(c, text, i)) {
            out.append(c);
          } else {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          }
        }
      }
    }
    out.append('"');
  }

  /** Half of a pair of surrogates can't be written as UTF-8; controls would act on a terminal. */
  private static boolean isPlain(char c, String text, int at) {
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return !Table.isControl(c);
  }
}

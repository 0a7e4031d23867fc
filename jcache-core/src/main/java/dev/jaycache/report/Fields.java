package dev.jaycache.report;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The components of records, by the names that operators see. Stateless. */
final class Fields {
  private Fields() {}

  /**
   * The components of a record in their order; {@code slotsAssigned} is {@code slots_assigned}.
   *
   * @param data a record of a public class, or one of this package
   */
  static Map<String, @Nullable Object> of(Record data) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : data.getClass().getRecordComponents()) {
      fields.put(snake(component.getName()), value(component, data));
    }
    return fields;
  }

  private static @Nullable Object value(RecordComponent component, Record data) {
    try {
      return component.getAccessor().invoke(data);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(
          "the component " + component.getName() + " of " + data.getClass() + " can't be read", e);
    }
  }

  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}

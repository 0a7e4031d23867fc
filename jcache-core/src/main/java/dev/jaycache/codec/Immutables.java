package dev.jaycache.codec;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Which objects can't change, so that a cache by value need not copy them. Pure functions, safe for
 * any number of threads. It answers no for what it does not know.
 */
public final class Immutables {
  private static final Set<Class<?>> VALUES =
      Set.of(
          String.class,
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          UUID.class,
          BigInteger.class,
          BigDecimal.class,
          URI.class,
          Locale.class,
          Currency.class);

  private static final ClassValue<Boolean> VERDICTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return judge(type, new HashSet<>());
        }
      };

  private Immutables() {}

  /** Whether nobody can change the object, nor anything it refers to. */
  public static boolean isImmutable(Object value) {
    return isImmutableType(value.getClass());
  }

  /** Whether nobody can change an object of exactly this class, nor anything it refers to. */
  public static boolean isImmutableType(Class<?> type) {
    return VERDICTS.get(type);
  }

  /** Whether the class is an immutable value type of the JDK. */
  static boolean isValue(Class<?> type) {
    return VALUES.contains(type) || isTime(type);
  }

  private static boolean judge(Class<?> type, Set<Class<?>> asked) {
    if (type.isPrimitive() || isValue(type) || Enum.class.isAssignableFrom(type)) {
      return true;
    }
    // Declared so where it is one of two final classes of the JDK; nobody else can extend it.
    if (type == ZoneId.class) {
      return true;
    }
    if (!type.isRecord()) {
      return false;
    }
    if (!asked.add(type)) {
      return true;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!judge(component.getType(), asked)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTime(Class<?> type) {
    // Not java.time.format, whose builder is final too.
    String home = type.getPackageName();
    return (home.equals("java.time") || home.equals("java.time.chrono"))
        && Modifier.isFinal(type.getModifiers())
        && !type.isArray();
  }
}

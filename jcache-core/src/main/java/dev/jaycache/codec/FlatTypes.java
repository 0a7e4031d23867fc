package dev.jaycache.codec;

import java.io.Externalizable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;

/**
 * Which classes hold nothing but values of the JDK, so that no object of theirs can nest others.
 * Pure functions, safe for any number of threads. It answers no for what it does not know.
 */
final class FlatTypes {
  private static final Set<String> HOOKS = Set.of("writeObject", "writeReplace");

  private static final ClassValue<Boolean> VERDICTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isLeaf(type) || hasLeavesOnly(type);
        }
      };

  private FlatTypes() {}

  /** Whether an object of exactly this class holds no object but values of the JDK. */
  static boolean isFlat(Class<?> type) {
    return VERDICTS.get(type);
  }

  private static boolean isLeaf(Class<?> type) {
    return type.isPrimitive()
        || Immutables.isValue(type)
        || Enum.class.isAssignableFrom(type)
        || (type.isArray() && type.getComponentType().isPrimitive());
  }

  private static boolean hasLeavesOnly(Class<?> type) {
    if (type.isArray() || Externalizable.class.isAssignableFrom(type)) {
      return false;
    }
    // Classes of the JDK are written as something else than their fields.
    for (Class<?> home = type; home != null && home != Object.class; home = home.getSuperclass()) {
      if (home != Record.class && (home.getClassLoader() == null || !declaresLeavesOnly(home))) {
        return false;
      }
    }
    return true;
  }

  private static boolean declaresLeavesOnly(Class<?> type) {
    try {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !isLeaf(field.getType())) {
          return false;
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        if (HOOKS.contains(method.getName())) {
          return false;
        }
      }
      return true;
    } catch (LinkageError e) {
      // A type that some field or method names is not there.
      return false;
    }
  }
}

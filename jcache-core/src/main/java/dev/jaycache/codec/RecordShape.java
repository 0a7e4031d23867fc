package dev.jaycache.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * A record class as its accessors and its canonical constructor. Safe for any number of threads. It
 * judges no class.
 */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    accessors = new Method[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      accessors[i] = components[i].getAccessor();
      accessors[i].setAccessible(true);
      types[i] = components[i].getType();
    }
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("unreachable: a record has a canonical constructor", e);
    }
    constructor.setAccessible(true);
  }

  /**
   * The shape of a record class.
   *
   * @throws RuntimeException when the class is in a module that does not open its package
   */
  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  int size() {
    return accessors.length;
  }

  @Nullable Object component(Object of, int index) {
    try {
      return accessors[index].invoke(of);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new UnencodableException(
          "a component of the record " + of.getClass().getName() + " can't be read", e);
    }
  }

  Object create(@Nullable Object[] components) {
    try {
      return constructor.newInstance(components);
    } catch (ReflectiveOperationException e) {
      throw new UndecodableException(
          "a record " + constructor.getDeclaringClass().getName() + " can't be made", e);
    }
  }
}

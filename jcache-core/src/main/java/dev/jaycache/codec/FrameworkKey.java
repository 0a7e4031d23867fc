package dev.jaycache.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key classes of Hibernate, Spring and the JSR's reference annotations, by name. They store a
 * computed hash, which differs between JVMs where an enum takes part; so they are taken by the
 * fields that their {@code equals} looks at. Immutable, safe for any number of threads.
 */
enum FrameworkKey {
  HIBERNATE_BASIC(
      'b',
      "org.hibernate.cache.internal.BasicCacheKeyImplementation",
      true,
      "id",
      "entityOrRoleName"),
  HIBERNATE(
      'k',
      "org.hibernate.cache.internal.CacheKeyImplementation",
      true,
      "id",
      "entityOrRoleName",
      "tenantId"),
  HIBERNATE_NATURAL_ID(
      'n',
      "org.hibernate.cache.internal.NaturalIdCacheKey",
      true,
      "naturalIdValues",
      "entityName",
      "tenantId"),
  /** Not made again from its bytes: nobody iterates over a query cache. */
  HIBERNATE_QUERY('q', "org.hibernate.cache.spi.QueryKey", false),
  HIBERNATE_QUERY_VALUES(
      'v',
      "org.hibernate.query.internal.QueryParameterBindingsImpl$ParameterBindingsMementoImpl",
      false),
  SPRING('s', "org.springframework.cache.interceptor.SimpleKey", false, "params"),
  REFERENCE('r', "org.jsr107.ri.annotations.DefaultGeneratedCacheKey", false, "parameters");

  private static final Map<String, FrameworkKey> BY_CLASS = new HashMap<>();
  private static final Map<Character, FrameworkKey> BY_LETTER = new HashMap<>();

  static {
    for (FrameworkKey key : values()) {
      BY_CLASS.put(key.className, key);
      BY_LETTER.put(key.letter, key);
    }
  }

  private final char letter;
  private final String className;
  private final boolean takesHash;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> fields;

  FrameworkKey(char letter, String className, boolean takesHash, String... fields) {
    this.letter = letter;
    this.className = className;
    this.takesHash = takesHash;
    this.fields = List.of(fields);
  }

  static @Nullable FrameworkKey of(Class<?> type) {
    return BY_CLASS.get(type.getName());
  }

  static FrameworkKey of(char letter) {
    FrameworkKey key = BY_LETTER.get(letter);
    if (key == null) {
      throw new UndecodableException("a key of no known framework");
    }
    return key;
  }

  char letter() {
    return letter;
  }

  String className() {
    return className;
  }

  /** The state of a key but its hash, in a fixed order. */
  @Nullable Object[] state(Object key) {
    try {
      List<Field> read = fields(key.getClass());
      Object[] state = new Object[read.size()];
      for (int i = 0; i < state.length; i++) {
        Field field = read.get(i);
        field.setAccessible(true);
        state[i] = field.get(key);
      }
      return state;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new UnencodableException(
          "a key of " + className + " can't be read; is its version supported?", e);
    }
  }

  private List<Field> fields(Class<?> type) throws NoSuchFieldException {
    if (fields.isEmpty()) {
      return Arrays.stream(type.getDeclaredFields())
          .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
          .filter(field -> !field.getName().equals("hashCode"))
          .sorted(Comparator.comparing(Field::getName))
          .toList();
    }
    Field[] read = new Field[fields.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = type.getDeclaredField(fields.get(i));
    }
    return List.of(read);
  }

  /** The key of a state, by the class's public constructor. */
  Object create(Class<?> type, @Nullable Object[] state) throws ReflectiveOperationException {
    if (fields.isEmpty() || state.length != fields.size()) {
      throw new UndecodableException("a key of " + className + " can't be made from its bytes");
    }
    @Nullable Object[] arguments = state;
    if (takesHash) {
      arguments = Arrays.copyOf(state, state.length + 1);
      arguments[state.length] = hash(state);
    }
    for (Constructor<?> constructor : type.getConstructors()) {
      Class<?>[] types = constructor.getParameterTypes();
      if (types.length == arguments.length && takesHash == (types[types.length - 1] == int.class)) {
        return constructor.newInstance(arguments);
      }
    }
    throw new UndecodableException("this version of " + className + " can't be made from bytes");
  }

  /** What Hibernate computes for identifiers of one basic column. */
  private int hash(@Nullable Object[] state) {
    int hash = Arrays.deepHashCode(new @Nullable Object[] {state[0]}) - 31;
    if (this != HIBERNATE) {
      return hash;
    }
    Object tenant = state[2];
    return 31 * hash + (tenant == null ? 0 : tenant.hashCode());
  }
}

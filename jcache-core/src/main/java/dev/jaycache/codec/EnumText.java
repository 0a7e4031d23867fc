package dev.jaycache.codec;

/**
 * Enum constants as the name of their class and their own name. Pure functions, safe for any number
 * of threads.
 */
final class EnumText {
  private EnumText() {}

  static String of(Enum<?> constant) {
    return constant.getDeclaringClass().getName() + KeyTag.IN + constant.name();
  }

  static Enum<?> parse(String text, ClassFinder classes, AllowList allowed)
      throws ClassNotFoundException {
    int end = text.indexOf(KeyTag.IN);
    if (end < 0) {
      throw new UndecodableException("an enum constant without a name");
    }
    Class<?> type = classes.find(text.substring(0, end));
    if (!type.isEnum() || !allowed.allows(type)) {
      throw new UndecodableException(type.getName() + " is no enum");
    }
    return constant(type, text.substring(end + 1));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Enum<?> constant(Class<?> type, String name) {
    return Enum.valueOf((Class) type, name);
  }
}

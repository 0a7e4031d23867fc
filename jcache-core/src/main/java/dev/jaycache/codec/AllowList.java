package dev.jaycache.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which classes may be written and read. Immutable, safe for any number of threads. The same list
 * is asked on both ways, so that a class that was forgotten shows at the first write. It looks at
 * one class at a time; that every class of an object graph is asked is the codecs' business.
 */
final class AllowList {
  private static final Pattern PATTERN =
      Pattern.compile(
          "\\*|[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*(\\.\\*\\*?)?");

  private final boolean all;
  private final Set<String> classes = new HashSet<>();
  private final List<String> packages = new ArrayList<>();
  private final List<String> trees = new ArrayList<>();

  /** Boolean and nothing of ours, so that the JDK's classes never hold on to our class loader. */
  private final ClassValue<Boolean> verdicts =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return judge(type);
        }
      };

  /**
   * A list.
   *
   * @param patterns as in {@link CodecSettings#allow}
   * @param types classes that are allowed by themselves: those that the cache was configured with
   */
  AllowList(List<String> patterns, Class<?>... types) {
    this.all = patterns.contains("*");
    for (String pattern : patterns) {
      requirePattern(pattern);
      if (pattern.endsWith(".**")) {
        trees.add(pattern.substring(0, pattern.length() - 2));
      } else if (pattern.endsWith(".*")) {
        packages.add(pattern.substring(0, pattern.length() - 2));
      } else {
        classes.add(pattern);
      }
    }
    for (Class<?> type : types) {
      classes.add(element(type).getName());
    }
  }

  static void requirePattern(String pattern) {
    if (!PATTERN.matcher(pattern).matches()) {
      throw new IllegalArgumentException(
          "'"
              + pattern
              + "' is no pattern for serialization.allow; write com.acme.**,"
              + " com.acme.*, com.acme.Order or *");
    }
  }

  boolean allows(Class<?> type) {
    return verdicts.get(type);
  }

  /** Whether the class is refused whatever the configuration says. */
  boolean neverAllows(Class<?> type) {
    Class<?> element = element(type);
    return java.lang.reflect.Proxy.isProxyClass(element)
        || element.isHidden()
        || KnownClasses.isRefused(element.getName());
  }

  /**
   * Rejects a class that may not be written.
   *
   * @param root the class of the whole key or value
   * @throws UnencodableException with the line of configuration that allows it
   */
  void requireWritable(Class<?> type, Class<?> root) {
    if (allows(type)) {
      return;
    }
    Class<?> element = element(type);
    String subject =
        element == root
            ? "an object of " + root.getName() + " can't be stored: the class"
            : "an object of " + root.getName() + " can't be stored: in it, " + element.getName();
    throw new UnencodableException(
        subject
            + (neverAllows(type)
                ? " is one that is never deserialised (lambda, proxy or known gadget)"
                : " is not allowed to be deserialised. Where it is sound, allow it in the"
                    + " configuration: "
                    + configurationLine(element)));
  }

  /** What is told of a class that may not be read. */
  String refusal(String className) {
    return KnownClasses.isRefused(className)
        ? className + " is never deserialised"
        : className + " is not allowed; serialization.allow += \"" + className + '"';
  }

  static String configurationLine(Class<?> type) {
    return "serialization.allow += \"" + type.getName() + '"';
  }

  private boolean judge(Class<?> type) {
    Class<?> element = element(type);
    if (element.isPrimitive()) {
      return true;
    }
    String name = element.getName();
    if (neverAllows(element)) {
      return false;
    }
    return all
        || Enum.class.isAssignableFrom(element)
        || KnownClasses.isValueType(element)
        || isListed(name);
  }

  private boolean isListed(String name) {
    int dot = name.lastIndexOf('.');
    if (dot > 0 && packages.contains(name.substring(0, dot))) {
      return true;
    }
    for (String tree : trees) {
      if (name.startsWith(tree)) {
        return true;
      }
    }
    for (int end = name.length(); end > 0; end = name.lastIndexOf('$', end - 1)) {
      if (classes.contains(name.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** What the arrays of a type are made of in the end. */
  static Class<?> element(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }
}

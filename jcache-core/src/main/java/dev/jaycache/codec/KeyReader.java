package dev.jaycache.codec;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.net.URI;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link KeyWriter} wrote. Not thread-safe: it belongs to one call. Malformed bytes may
 * end in any exception; {@link KeyCodec} turns them into one. Nothing is allocated by a length that
 * the bytes only claim.
 */
@SuppressWarnings("JavaUtilDate") // applications use it as key and value
final class KeyReader {
  private final byte[] bytes;
  private final ClassFinder classes;
  private final AllowList allowed;
  private final JavaSerialization serialization;
  private final int maxDepth;
  private boolean canonical = true;

  KeyReader(
      byte[] bytes,
      ClassFinder classes,
      AllowList allowed,
      JavaSerialization serialization,
      int maxDepth) {
    this.bytes = bytes;
    this.classes = classes;
    this.allowed = allowed;
    this.serialization = serialization;
    this.maxDepth = maxDepth;
  }

  /** Whether the same key has to have the same bytes again: nothing in it was serialised. */
  boolean isCanonical() {
    return canonical;
  }

  @Nullable Object read(int from, int to, int depth) throws Exception {
    if (from >= to) {
      throw new UndecodableException("an empty key");
    }
    if (depth > maxDepth) {
      throw new UndecodableException("a key nested deeper than " + maxDepth);
    }
    byte tag = bytes[from];
    if (tag < 0 || tag >= ' ') {
      return Text.fromUtf8(bytes, from, to);
    }
    int start = from + 1;
    return switch (tag) {
      case KeyTag.NULL -> null;
      case KeyTag.TEXT -> Text.fromUtf8(bytes, start, to);
      case KeyTag.CHARS -> Text.fromChars(bytes, start, to);
      case KeyTag.BYTES -> Arrays.copyOfRange(bytes, start, to);
      case KeyTag.SERIAL -> {
        canonical = false;
        yield serialization.read(bytes, start, to);
      }
      case KeyTag.RECORD,
          KeyTag.ARRAY,
          KeyTag.LIST,
          KeyTag.SET,
          KeyTag.MAP,
          KeyTag.OPTIONAL,
          KeyTag.MAP_ENTRY ->
          composite(tag, elements(start, to, depth));
      case KeyTag.FRAMEWORK -> framework(start, to, depth);
      default -> scalar(tag, Text.fromUtf8(bytes, start, to));
    };
  }

  private Object scalar(byte tag, String text) throws ClassNotFoundException {
    return switch (tag) {
      case KeyTag.INT -> Integer.valueOf(text);
      case KeyTag.LONG -> Long.valueOf(text);
      case KeyTag.BOOLEAN -> Boolean.valueOf(text);
      case KeyTag.BYTE -> Byte.valueOf(text);
      case KeyTag.SHORT -> Short.valueOf(text);
      case KeyTag.CHAR -> (char) Integer.parseInt(text);
      case KeyTag.FLOAT -> Float.intBitsToFloat(Integer.parseUnsignedInt(text, 16));
      case KeyTag.DOUBLE -> Double.longBitsToDouble(Long.parseUnsignedLong(text, 16));
      case KeyTag.UUID -> UUID.fromString(text);
      case KeyTag.BIG_INTEGER -> new BigInteger(text);
      case KeyTag.BIG_DECIMAL -> DecimalText.parse(text);
      case KeyTag.DATE -> new Date(Long.parseLong(text));
      case KeyTag.TIME -> TimeText.parse(text);
      case KeyTag.URI -> URI.create(text);
      case KeyTag.ENUM -> EnumText.parse(text, classes, allowed);
      default -> throw new UndecodableException("a key of no known kind: " + tag);
    };
  }

  private List<@Nullable Object> elements(int from, int to, int depth) throws Exception {
    List<@Nullable Object> elements = new ArrayList<>();
    int at = from;
    while (at < to) {
      int length = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes[at++];
        length |= (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0 && shift < 28 && at < to);
      if (next < 0 || length > to - at) {
        throw new UndecodableException("a length beyond the end");
      }
      elements.add(read(at, at + length, depth + 1));
      at += length;
    }
    return elements;
  }

  private Object composite(byte tag, List<@Nullable Object> elements) throws Exception {
    return switch (tag) {
      case KeyTag.RECORD -> record(elements);
      case KeyTag.ARRAY -> array(elements);
      case KeyTag.SET -> set(elements);
      case KeyTag.MAP -> map(elements);
      case KeyTag.OPTIONAL ->
          elements.isEmpty() ? Optional.empty() : Optional.of(required(only(1, elements).get(0)));
      case KeyTag.MAP_ENTRY ->
          new AbstractMap.SimpleImmutableEntry<>(only(2, elements).get(0), elements.get(1));
      default -> Collections.unmodifiableList(elements);
    };
  }

  private Object record(List<@Nullable Object> elements) throws ClassNotFoundException {
    Class<?> type = type(elements);
    if (!type.isRecord()) {
      throw new UndecodableException(type.getName() + " is no record");
    }
    RecordShape shape = RecordShape.of(type);
    if (elements.size() != shape.size() + 1) {
      throw new UndecodableException(type.getName() + " has other components now");
    }
    return shape.create(elements.subList(1, elements.size()).toArray());
  }

  private Object array(List<@Nullable Object> elements) throws ClassNotFoundException {
    Object array = Array.newInstance(type(elements), elements.size() - 1);
    for (int i = 1; i < elements.size(); i++) {
      Array.set(array, i - 1, elements.get(i));
    }
    return array;
  }

  private Class<?> type(List<@Nullable Object> elements) throws ClassNotFoundException {
    if (elements.isEmpty() || !(elements.get(0) instanceof String name)) {
      throw new UndecodableException("the name of a class is missing");
    }
    Class<?> type = Primitives.named(name);
    if (type == null) {
      type = classes.find(name);
    }
    if (!allowed.allows(type)) {
      throw new UndecodableException(allowed.refusal(type.getName()));
    }
    return type;
  }

  private static Set<@Nullable Object> set(List<@Nullable Object> elements) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
  }

  private static Map<@Nullable Object, @Nullable Object> map(List<@Nullable Object> elements) {
    if (elements.size() % 2 != 0) {
      throw new UndecodableException("a map with half a mapping");
    }
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < elements.size(); i += 2) {
      map.put(elements.get(i), elements.get(i + 1));
    }
    return Collections.unmodifiableMap(map);
  }

  private Object framework(int from, int to, int depth) throws Exception {
    if (from >= to) {
      throw new UndecodableException("a key of no known framework");
    }
    FrameworkKey framework = FrameworkKey.of((char) bytes[from]);
    Class<?> type = classes.find(framework.className());
    return framework.create(type, elements(from + 1, to, depth).toArray());
  }

  private static List<@Nullable Object> only(int size, List<@Nullable Object> elements) {
    if (elements.size() != size) {
      throw new UndecodableException(elements.size() + " elements instead of " + size);
    }
    return elements;
  }

  private static Object required(@Nullable Object value) {
    if (value == null) {
      throw new UndecodableException("null where a value has to be");
    }
    return value;
  }
}

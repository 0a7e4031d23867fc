package dev.jaycache.codec;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one key in its canonical form; see {@link KeyCodec}. Not thread-safe: it belongs to one
 * call. What stands inside another key is written as its length and its own form.
 */
@SuppressWarnings("JavaUtilDate") // applications use it as key and value
final class KeyWriter {
  private final Class<?> root;
  private final AllowList allowed;
  private final JavaSerialization serialization;
  private final int maxDepth;

  /** Inside a framework's key arrays are equal by their elements, whatever their own type is. */
  private int deeplyEqual;

  private int depth;

  KeyWriter(Class<?> root, AllowList allowed, JavaSerialization serialization, int maxDepth) {
    this.root = root;
    this.allowed = allowed;
    this.serialization = serialization;
    this.maxDepth = maxDepth;
  }

  byte[] form(@Nullable Object value) {
    if (value == null) {
      return new byte[] {KeyTag.NULL};
    }
    byte[] scalar = scalar(value);
    if (scalar != null) {
      return scalar;
    }
    if (++depth > maxDepth) {
      throw new UnencodableException(
          "a key of " + root.getName() + " is nested deeper than " + maxDepth);
    }
    byte[] composite = composite(value);
    depth--;
    return composite;
  }

  private static byte @Nullable [] scalar(Object value) {
    if (value instanceof String text) {
      return KeyCodec.text(text);
    } else if (value instanceof Integer number) {
      return KeyCodec.decimal(KeyTag.INT, number);
    } else if (value instanceof Long number) {
      return KeyCodec.decimal(KeyTag.LONG, number);
    } else if (value instanceof UUID uuid) {
      return Text.ascii(KeyTag.UUID, uuid.toString());
    } else if (value instanceof Enum<?> constant) {
      return Text.utf8(KeyTag.ENUM, EnumText.of(constant));
    } else if (value instanceof Boolean) {
      return Text.ascii(KeyTag.BOOLEAN, value.toString());
    } else if (value instanceof Short number) {
      return KeyCodec.decimal(KeyTag.SHORT, number);
    } else if (value instanceof Byte number) {
      return KeyCodec.decimal(KeyTag.BYTE, number);
    } else if (value instanceof Character character) {
      return KeyCodec.decimal(KeyTag.CHAR, character);
    } else if (value instanceof byte[] bytes) {
      return Text.tagged(KeyTag.BYTES, bytes);
    }
    return number(value);
  }

  private static byte @Nullable [] number(Object value) {
    Class<?> type = value.getClass();
    if (value instanceof Double number) {
      // As bits: the text of a double is not the same in every release of Java.
      return Text.ascii(KeyTag.DOUBLE, Long.toHexString(Double.doubleToLongBits(number)));
    } else if (value instanceof Float number) {
      return Text.ascii(KeyTag.FLOAT, Integer.toHexString(Float.floatToIntBits(number)));
    } else if (type == BigInteger.class) {
      return Text.ascii(KeyTag.BIG_INTEGER, value.toString());
    } else if (type == BigDecimal.class) {
      return Text.ascii(KeyTag.BIG_DECIMAL, DecimalText.of((BigDecimal) value));
    } else if (type == Date.class) {
      return KeyCodec.decimal(KeyTag.DATE, ((Date) value).getTime());
    } else if (value instanceof URI uri) {
      return Text.utf8(KeyTag.URI, UriText.of(uri));
    }
    String time = TimeText.of(value);
    return time == null ? null : Text.utf8(KeyTag.TIME, time);
  }

  private byte[] composite(Object value) {
    Class<?> type = value.getClass();
    if (type.isRecord()) {
      return record(value);
    } else if (type.isArray()) {
      return array(value);
    } else if (value instanceof List<?> list) {
      return elements(KeyTag.LIST, list);
    } else if (value instanceof Set<?> set) {
      return set(set);
    } else if (value instanceof Map<?, ?> map) {
      return map(map);
    } else if (value instanceof Optional<?> optional) {
      return elements(KeyTag.OPTIONAL, optional.isPresent() ? List.of(optional.get()) : List.of());
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return elements(KeyTag.MAP_ENTRY, Arrays.asList(entry.getKey(), entry.getValue()));
    }
    FrameworkKey framework = FrameworkKey.of(type);
    return framework == null ? serialized(value) : framework(framework, value);
  }

  private byte[] record(Object value) {
    allowed.requireWritable(value.getClass(), root);
    RecordShape shape = RecordShape.of(value.getClass());
    ByteSink sink = sink(KeyTag.RECORD);
    sink.writeElement(KeyCodec.text(value.getClass().getName()));
    for (int i = 0; i < shape.size(); i++) {
      sink.writeElement(form(shape.component(value, i)));
    }
    return sink.toBytes();
  }

  private byte[] array(Object value) {
    Class<?> component = value.getClass().getComponentType();
    boolean anyObject = deeplyEqual > 0 && !component.isPrimitive();
    if (!anyObject) {
      allowed.requireWritable(component, root);
    }
    ByteSink sink = sink(KeyTag.ARRAY);
    sink.writeElement(KeyCodec.text(anyObject ? "java.lang.Object" : component.getName()));
    int length = Array.getLength(value);
    for (int i = 0; i < length; i++) {
      sink.writeElement(form(Array.get(value, i)));
    }
    return sink.toBytes();
  }

  private byte[] elements(byte tag, Collection<?> elements) {
    ByteSink sink = sink(tag);
    for (Object element : elements) {
      sink.writeElement(form(element));
    }
    return sink.toBytes();
  }

  private byte[] set(Set<?> set) {
    List<byte[]> forms = new ArrayList<>(set.size());
    for (Object element : set) {
      forms.add(form(element));
    }
    forms.sort(Arrays::compareUnsigned);
    ByteSink sink = sink(KeyTag.SET);
    forms.forEach(sink::writeElement);
    return sink.toBytes();
  }

  private byte[] map(Map<?, ?> map) {
    TreeMap<byte[], byte[]> forms = new TreeMap<>(Arrays::compareUnsigned);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      forms.put(form(entry.getKey()), form(entry.getValue()));
    }
    ByteSink sink = sink(KeyTag.MAP);
    forms.forEach(
        (key, value) -> {
          sink.writeElement(key);
          sink.writeElement(value);
        });
    return sink.toBytes();
  }

  private byte[] framework(FrameworkKey framework, Object value) {
    ByteSink sink = sink(KeyTag.FRAMEWORK);
    sink.write(framework.letter());
    deeplyEqual++;
    for (Object part : framework.state(value)) {
      sink.writeElement(form(part));
    }
    deeplyEqual--;
    return sink.toBytes();
  }

  private byte[] serialized(Object value) {
    if (!(value instanceof Serializable)) {
      throw new UnencodableException(
          "a key of "
              + root.getName()
              + " can't be stored: "
              + value.getClass().getName()
              + " is no value type, record, enum or collection, and not Serializable");
    }
    ByteSink sink = sink(KeyTag.SERIAL);
    serialization.writeShared(value, sink);
    return sink.toBytes();
  }

  private static ByteSink sink(byte tag) {
    ByteSink sink = new ByteSink(64);
    sink.write(tag);
    return sink;
  }
}

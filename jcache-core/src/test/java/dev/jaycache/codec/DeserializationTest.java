package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Samples.Color;
import dev.jaycache.codec.Samples.PairKey;
import dev.jaycache.codec.Samples.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.collections.comparators.ReverseComparator;
import org.apache.commons.collections.functors.ConstantTransformer;
import org.apache.commons.collections.functors.InvokerTransformer;
import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.apache.commons.collections.map.LazyMap;
import org.apache.fory.Fory;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.memory.MemoryUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.NullValue;

/** What gets through the allow list, on both ways, under every codec that makes objects. */
class DeserializationTest {
  private static final String FORY_REFUSES =
      ".*(InvokerTransformer|ConstantTransformer|LazyMap|TiedMapEntry|ExpException)";

  private interface SerializableSupplier extends Supplier<String>, Serializable {}

  private static final class Handler implements InvocationHandler, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return method.getName().equals("toString") ? "proxy" : null;
    }
  }

  private static Codec<Object, byte[]> codec(String name, String... allow) {
    return Codecs.of(
            Samples.settings(name, allow),
            DeserializationTest.class.getClassLoader(),
            Object.class,
            Object.class)
        .values();
  }

  @SuppressWarnings("unchecked")
  static Stream<Object[]> refusedAlways() {
    Map<Object, Object> lazy = LazyMap.decorate(new HashMap<>(), new ConstantTransformer(1));
    SerializableSupplier lambda = () -> "";
    Object proxy =
        Proxy.newProxyInstance(
            DeserializationTest.class.getClassLoader(),
            new Class<?>[] {Runnable.class, Serializable.class},
            new Handler());
    List<Object> gadgets =
        List.of(
            new InvokerTransformer("exec", new Class<?>[] {String.class}, new Object[] {"id"}),
            new ConstantTransformer("x"),
            lazy,
            new TiedMapEntry(lazy, "k"),
            new ReverseComparator(),
            lambda,
            proxy,
            new javax.management.BadAttributeValueExpException("x"));
    return Stream.of("java", "fory", "json")
        .flatMap(codec -> gadgets.stream().map(gadget -> new Object[] {codec, gadget}));
  }

  @ParameterizedTest
  @MethodSource("refusedAlways")
  void gadget_isRefusedAtWriteAlsoUnderStar(String name, Object gadget) {
    Codec<Object, byte[]> open = codec(name, "*");
    if (name.equals("json") && gadget instanceof Map) {
      // Written as a plain map: of the gadget nothing is left.
      assertSame(LinkedHashMap.class, open.decode(open.encode(gadget)).getClass());
      return;
    }
    assertThrows(UnencodableException.class, () -> open.encode(gadget));
    if (!name.equals("json")) {
      ArrayList<Object> hidden = new ArrayList<>(List.of(1, new Object[] {gadget}));
      UnencodableException e = assertThrows(UnencodableException.class, () -> open.encode(hidden));
      assertTrue(e.getMessage().contains("never deserialised"), e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("refusedAlways")
  void gadget_isRefusedAtReadAlsoUnderStar(String name, Object gadget) throws IOException {
    Codec<Object, byte[]> open = codec(name, "*");
    if (name.equals("fory") && gadget.getClass().getName().matches(FORY_REFUSES)) {
      // Fory's own list can't be switched off, so that no such bytes can be had.
      assertThrows(RuntimeException.class, () -> unfiltered(name, gadget));
      return;
    }
    byte[] body = unfiltered(name, gadget);
    UndecodableException e = assertThrows(UndecodableException.class, () -> open.decode(body));
    assertTrue(e.getMessage().contains("never deserialised"), e.getMessage());
    if (name.equals("java")) {
      byte[] key = body.clone();
      key[0] = KeyTag.SERIAL;
      KeyCodec keys = Samples.keyCodec("*");
      assertThrows(UndecodableException.class, () -> keys.decode(key));
      if (!(gadget instanceof Map) && !(gadget instanceof Map.Entry)) {
        assertThrows(UnencodableException.class, () -> keys.encode(gadget));
      }
    }
  }

  /** A body as an attacker would make it. */
  private static byte[] unfiltered(String name, Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    switch (name) {
      case "java" -> {
        bytes.write(ValueTag.JAVA);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(value);
        }
      }
      case "fory" -> {
        MemoryBuffer buffer = MemoryUtils.buffer(64);
        Fory.builder()
            .withXlang(false)
            .withCompatible(true)
            .withRefTracking(true)
            .requireClassRegistration(false)
            .suppressClassRegistrationWarnings(true)
            .build()
            .serialize(buffer, value);
        bytes.write(ValueTag.FORY);
        bytes.write(buffer.getBytes(0, buffer.writerIndex()));
      }
      default -> {
        String type = value.getClass().getName();
        if (type.contains("Lambda") || Proxy.isProxyClass(value.getClass())) {
          type = "java.lang.invoke.SerializedLambda";
        }
        bytes.write(ValueTag.JSON_NAMED);
        bytes.write(0);
        bytes.write(type.length());
        bytes.write((type + "{}").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory"})
  void forgottenClass_failsAtTheFirstWriteWithTheLineThatAllowsIt(String name) {
    Codec<Object, byte[]> strict = codec(name);
    UnencodableException e =
        assertThrows(UnencodableException.class, () -> strict.encode(Samples.order()));
    String line = "serialization.allow += \"dev.jaycache.codec.Samples$Order\"";
    assertTrue(e.getMessage().endsWith(line), e.getMessage());
    Codec<Object, byte[]> half = codec(name, "dev.jaycache.codec.Samples$Order");
    UnencodableException nested =
        assertThrows(UnencodableException.class, () -> half.encode(Samples.order()));
    assertTrue(nested.getMessage().contains("Samples$Line\""), nested.getMessage());
    byte[] body = codec(name, "dev.jaycache.**").encode(Samples.order());
    assertThrows(UndecodableException.class, () -> strict.decode(body));
    UndecodableException read = assertThrows(UndecodableException.class, () -> half.decode(body));
    assertTrue(read.getMessage().contains("Samples$Line"), read.getMessage());
    assertEquals(Samples.order(), codec(name, "dev.jaycache.codec.Samples").decode(body));
  }

  @Test
  void json_asksTheListForNestedClassesToo() {
    Codec<Object, byte[]> half = codec("json", "dev.jaycache.codec.Samples$Order");
    UnencodableException e =
        assertThrows(UnencodableException.class, () -> half.encode(Samples.order()));
    assertTrue(e.getMessage().contains("Samples$Line\""), e.getMessage());
    byte[] body = codec("json", "dev.jaycache.**").encode(Samples.order());
    UndecodableException read = assertThrows(UndecodableException.class, () -> half.decode(body));
    assertTrue(read.getMessage().contains("Samples$Line"), read.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory"})
  void configuredTypesEnumsAndFrameworks_areAllowedByThemselves(String name) throws Exception {
    Codec<Object, byte[]> points =
        Codecs.of(Samples.settings(name), null, Object.class, Point.class).values();
    assertEquals(new Point(1, "a"), points.decode(points.encode(new Point(1, "a"))));
    Codec<Object, byte[]> typed =
        Codecs.of(Samples.settings(name), null, PairKey.class, Object.class).values();
    assertEquals(new PairKey("a", 1), typed.decode(typed.encode(new PairKey("a", 1))));
    Object[] enums = {Color.GREEN, new SimpleKey("a", Color.RED)};
    assertArrayEquals(enums, (Object[]) typed.decode(typed.encode(enums)));
    assertSame(nullValue(), typed.decode(typed.encode(nullValue())));
    Constructor<?> item =
        Class.forName("org.hibernate.cache.spi.support.AbstractReadWriteAccess$Item")
            .getDeclaredConstructor(Object.class, Object.class, long.class);
    item.setAccessible(true);
    Object back = typed.decode(typed.encode(item.newInstance("x", 1, 5L)));
    assertEquals(item.getDeclaringClass(), back.getClass());
  }

  private static Object nullValue() {
    return NullValue.INSTANCE;
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory"})
  void urls_areNoValues(String name) throws Exception {
    Codec<Object, byte[]> strict = codec(name);
    Map<Object, Object> map = new HashMap<>();
    map.put(URI.create("http://localhost/").toURL(), 1);
    assertThrows(UnencodableException.class, () -> strict.encode(map));
  }

  @Test
  void setsNestedInSets_areRefusedByLimits() throws IOException {
    Codec<Object, byte[]> open = codec("java", "*");
    for (int depth : new int[] {20, 40, 100, 500}) {
      byte[] body = unfiltered("java", bomb(depth));
      assertThrows(UndecodableException.class, () -> open.decode(body));
    }
    byte[] harmless = unfiltered("java", bomb(5));
    assertTrue(open.decode(harmless) instanceof Set);
  }

  /** Each set holds the next two, which hold the next two again: 2^depth steps to hash. */
  private static Object bomb(int depth) {
    HashSet<Object> root = new HashSet<>();
    HashSet<Object> left = root;
    HashSet<Object> right = new HashSet<>();
    for (int i = 0; i < depth; i++) {
      HashSet<Object> nextLeft = new HashSet<>();
      HashSet<Object> nextRight = new HashSet<>();
      nextLeft.add("a");
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    return root;
  }

  @Test
  void limitsOnDepthReferencesAndArrays_hold() throws IOException {
    Object nested = "x";
    for (int i = 0; i < 200; i++) {
      nested = new Object[] {nested};
    }
    byte[] deep = unfiltered("java", nested);
    assertThrows(UndecodableException.class, () -> codec("java").decode(deep));
    CodecSettings narrow = new CodecSettings("java", -1, List.of(), 100, 50, 10, 1000);
    Codec<Object, byte[]> limited = Codecs.of(narrow, null, Object.class, Object.class).values();
    ArrayList<Integer> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(1000 + i);
    }
    byte[] references = unfiltered("java", many);
    assertThrows(UndecodableException.class, () -> limited.decode(references));
    byte[] array = unfiltered("java", new int[11]);
    assertThrows(UndecodableException.class, () -> limited.decode(array));
    assertFalse(codec("java").decode(array) == null);
  }
}

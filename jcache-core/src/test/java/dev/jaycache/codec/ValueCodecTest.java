package dev.jaycache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Samples.Color;
import dev.jaycache.codec.Samples.Line;
import dev.jaycache.codec.Samples.Order;
import dev.jaycache.codec.Samples.Point;
import dev.jaycache.store.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JavaUtilDate") // applications use it
class ValueCodecTest {
  private static final String SAMPLES = "dev.jaycache.codec.*";

  private static Codec<Object, byte[]> codec(String name) {
    return codec(name, Object.class);
  }

  private static Codec<Object, byte[]> codec(String name, Class<?> valueType) {
    return Codecs.of(
            Samples.settings(name, SAMPLES),
            ValueCodecTest.class.getClassLoader(),
            Object.class,
            valueType)
        .values();
  }

  static Stream<Object> scalars() {
    return Stream.of(
        "",
        "text ü \uD83D\uDE00",
        "lone \uD800",
        "\uFFFD",
        5,
        Integer.MIN_VALUE,
        -5L,
        true,
        false,
        (byte) 1,
        (short) -2,
        '\uDC00',
        Float.NaN,
        -0.0d,
        new byte[] {},
        new byte[] {1, -1},
        new UUID(3, 4),
        new BigInteger("-99999999999999999999"),
        new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE),
        Instant.MAX,
        LocalDate.MIN,
        ZonedDateTime.parse("2025-10-26T02:30+01:00[Europe/Paris]"),
        new Date(7),
        Color.RED,
        Color.GREEN);
  }

  static Stream<Object[]> anyValues() {
    List<Object[]> cases = new ArrayList<>();
    for (String codec : List.of("java", "fory")) {
      Stream.concat(scalars(), objects()).forEach(v -> cases.add(new Object[] {codec, v}));
    }
    return cases.stream();
  }

  private static Stream<Object> objects() {
    Map<Object, Object> mixed = new HashMap<>();
    mixed.put("a", List.of(1, "b", new Point(1, "c")));
    mixed.put(Color.RED, null);
    return Stream.of(
        Samples.order(),
        new Point(1, null),
        new Object[] {1, "a", null, new int[] {1}},
        new Point[] {new Point(1, "a")},
        new long[] {1, 2},
        new String[][] {{"a"}, {}},
        List.of(1, "a"),
        List.of(),
        Arrays.asList(1, null),
        new ArrayList<>(List.of("x")),
        new HashSet<>(List.of(1, 2)),
        Set.of("a"),
        Map.of("a", 1),
        mixed,
        new TreeMap<>(Map.of("b", 1, "a", 2)),
        new LinkedHashMap<>(Map.of("b", 1)),
        new ConcurrentHashMap<>(Map.of("b", 1)),
        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Collections.emptyMap(),
        EnumSet.of(Color.RED, Color.GREEN),
        new EnumMap<>(Map.of(Color.RED, 1)),
        Locale.GERMANY,
        new java.sql.Timestamp(5));
  }

  @ParameterizedTest
  @MethodSource("anyValues")
  void javaAndFory_bringAnyValueBack(String name, Object value) {
    Codec<Object, byte[]> codec = codec(name);
    Object back = codec.decode(codec.encode(value));
    assertTrue(Objects.deepEquals(value, back), () -> value + " is back as " + back);
    assertSame(value.getClass(), back.getClass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory"})
  void sharedAndCyclicReferences_stayWhatTheyAre(String name) {
    Codec<Object, byte[]> codec = codec(name);
    ArrayDeque<Object> shared = new ArrayDeque<>(List.of(1));
    List<Object> list = new ArrayList<>(List.of(shared, shared));
    list.add(list);
    List<?> back = (List<?>) codec.decode(codec.encode(list));
    assertSame(back.get(0), back.get(1));
    assertSame(back, back.get(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory", "json"})
  void wholeNumbers_haveTheFormThatStoresAddTo(String name) {
    Codec<Object, byte[]> codec = codec(name);
    assertArrayEquals(new byte[] {Bytes.INT, 0, 0, 1, 2}, codec.encode(258));
    assertArrayEquals(new byte[] {Bytes.LONG, 0, 0, 0, 0, 0, 0, 1, 2}, codec.encode(258L));
    assertEquals(260, codec.decode(Bytes.VALUES.sum(codec.encode(258), codec.encode(2))));
  }

  @Test
  void eachCodec_readsWhatTheOthersWrote() {
    Order order = Samples.order();
    for (String writer : List.of("java", "fory", "json")) {
      byte[] body = codec(writer).encode(order);
      for (String reader : CodecSettings.CODECS) {
        assertEquals(order, codec(reader).decode(body), writer + " to " + reader);
      }
    }
    assertEquals("a", codec("java").decode(codec("string").encode("a")));
    assertArrayEquals(new byte[] {1}, (byte[]) codec("json").decode(new byte[] {0x0B, 1}));
  }

  @Test
  void stringAndBytes_takeNothingElse() {
    assertEquals(
        "abc", codec("string").decode(codec("string").encode(new StringBuilder(8).append("abc"))));
    refused(codec("string"), 5, "takes text, not java.lang.Integer");
    refused(codec("bytes"), "a", "takes byte[], not java.lang.String");
    refused(codec("java"), new Samples.NotSerializable(), "not java.io.Serializable");
    refused(codec("java"), new Object[] {new Object()}, "java.lang.Object");
  }

  static Stream<Object[]> jsonValues() {
    return Stream.of(
            "text",
            5,
            true,
            2.5d,
            new byte[] {1, 2},
            new String[] {"a"},
            Samples.order(),
            new Point(3, "x"),
            Color.GREEN,
            new UUID(1, 2),
            new BigDecimal("1.50"),
            new ArrayList<>(Arrays.asList("a", 1, null, 5_000_000_000L, List.of(true))),
            new LinkedHashMap<>(Map.of("a", 1.5d, "b", Map.of())))
        .map(value -> new Object[] {value});
  }

  @ParameterizedTest
  @MethodSource("jsonValues")
  void json_bringsValuesBack(Object value) {
    Codec<Object, byte[]> codec = codec("json");
    Object back = codec.decode(codec.encode(value));
    assertTrue(Objects.deepEquals(value, back), () -> value + " is back as " + back);
    Codec<Object, byte[]> typed = codec("json", value.getClass());
    Object typedBack = typed.decode(typed.encode(value));
    assertTrue(Objects.deepEquals(value, typedBack), () -> value + " is back as " + typedBack);
  }

  @Test
  void json_namesTheClassOnlyWhereItIsNotTheConfiguredOne() {
    byte[] typed = codec("json", Point.class).encode(new Point(1, "a"));
    assertEquals("!{\"x\":1,\"name\":\"a\"}", new String(typed, UTF_8));
    byte[] named = codec("json").encode(new Point(1, "a"));
    assertTrue(new String(named, UTF_8).contains("dev.jaycache.codec.Samples$Point{"));
    assertEquals(new Point(1, "a"), codec("json", Point.class).decode(named));
    // An entry of another type than the cache's is none of its entries.
    assertThrows(UndecodableException.class, () -> codec("json", Line.class).decode(named));
  }

  @Test
  void json_refusesWhatWouldComeBackAsAnotherType() {
    refused(codec("json"), List.of(1L), "java.lang.Long would come back");
    refused(codec("json"), List.of(new Point(1, "a")), "Samples$Point would come back");
    refused(codec("json"), Map.of(1, "a"), "java.lang.Integer would come back");
    refused(codec("json"), Map.of("a", Double.NaN), "java.lang.Double would come back");
  }

  @Test
  void compression_comesInAboveItsThresholdAndOnlyWhereItHelps() {
    for (String name : List.of("java", "fory", "json", "string")) {
      Codec<Object, byte[]> codec = compressing(name, 100, 1 << 20);
      String text = "abc ".repeat(200);
      byte[] body = codec.encode(text);
      assertEquals(ValueTag.ZSTD, body[0], name);
      assertTrue(body.length < 100);
      assertEquals(text, codec.decode(body));
      assertEquals(text, codec("java").decode(body));
      assertTrue(codec.encode("a".repeat(60))[0] != ValueTag.ZSTD);
    }
    Codec<Object, byte[]> exact = compressing("string", 100, 1 << 20);
    assertEquals(ValueTag.TEXT, exact.encode("a".repeat(99))[0]);
    assertEquals(ValueTag.ZSTD, exact.encode("a".repeat(100))[0]);
    byte[] noise = new byte[1000];
    new java.util.Random(1).nextBytes(noise);
    assertEquals(ValueTag.BYTES, compressing("java", 100, 1 << 20).encode(noise)[0]);
    assertEquals(9, compressing("java", 0, 1 << 20).encode(5L).length);
    byte[] zeros = new byte[1 << 19];
    Codec<Object, byte[]> codec = compressing("bytes", 100, 1 << 20);
    assertArrayEquals(zeros, (byte[]) codec.decode(codec.encode(zeros)));
  }

  @Test
  void limitOnBytes_holdsOnBothWays() {
    byte[] body = compressing("bytes", 100, 1 << 20).encode(new byte[2000]);
    assertThrows(UndecodableException.class, () -> compressing("bytes", 100, 1999).decode(body));
    refused(compressing("bytes", 100, 1999), new byte[2000], "max-bytes of 1999");
    byte[] plain = codec("bytes").encode(new byte[2000]);
    assertThrows(UndecodableException.class, () -> compressing("java", -1, 1999).decode(plain));
  }

  private static Codec<Object, byte[]> compressing(String name, long threshold, long maxBytes) {
    CodecSettings settings =
        new CodecSettings(name, threshold, List.of(SAMPLES), 100, 1000, 1000, maxBytes);
    return Codecs.of(settings, null, Object.class, Object.class).values();
  }

  private static void refused(Codec<Object, byte[]> codec, Object value, String reason) {
    UnencodableException e = assertThrows(UnencodableException.class, () -> codec.encode(value));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}

package dev.jaycache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Samples.Color;
import dev.jaycache.codec.Samples.PairKey;
import dev.jaycache.codec.Samples.Point;
import dev.jaycache.codec.Samples.Route;
import java.io.File;
import java.lang.reflect.Constructor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hibernate.cache.internal.BasicCacheKeyImplementation;
import org.hibernate.cache.internal.CacheKeyImplementation;
import org.hibernate.cache.internal.NaturalIdCacheKey;
import org.hibernate.cache.spi.QueryKey;
import org.jsr107.ri.annotations.DefaultGeneratedCacheKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.interceptor.SimpleKey;

@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // applications use them
class KeyCodecTest {
  private static final String SAMPLES = "dev.jaycache.codec.Samples";
  private final KeyCodec codec = Samples.keyCodec(SAMPLES);

  static Stream<Object> keys() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    LocalDateTime twice = LocalDateTime.of(2025, 10, 26, 2, 30);
    return Stream.of(
        "plain",
        "ümläut",
        "\u007f",
        "\uD83D\uDE00 smile",
        "",
        "\u0000",
        "\u001fx",
        "\n",
        "lone \uD800 surrogate",
        "\uDC00\uD800",
        "\uFFFD",
        0,
        7,
        -7,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        0L,
        -1L,
        1_234_567_890_123L,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        true,
        false,
        (byte) -3,
        (short) 300,
        'x',
        '\uD800',
        1.5f,
        Float.NaN,
        -0.0f,
        0.1d,
        -0.0d,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        new UUID(1, -2),
        Color.RED,
        Color.GREEN,
        DayOfWeek.MONDAY,
        new byte[] {},
        new byte[] {-1, 0, 1},
        new BigInteger("-123456789012345678901234567890"),
        new BigDecimal("1.50"),
        new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE),
        new BigDecimal(BigInteger.TEN, Integer.MAX_VALUE),
        new Date(-5),
        Instant.MIN,
        Instant.MAX,
        LocalDate.MAX,
        LocalTime.of(1, 2),
        LocalDateTime.MIN,
        OffsetDateTime.of(twice, ZoneOffset.ofHours(2)),
        OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC),
        ZonedDateTime.ofLocal(twice, paris, ZoneOffset.ofHours(1)),
        ZonedDateTime.ofLocal(twice, paris, ZoneOffset.ofHours(2)),
        ZonedDateTime.of(twice, ZoneOffset.ofHours(-3)),
        ZonedDateTime.of(twice, ZoneId.of("UTC")),
        Year.of(10_000),
        Year.of(-5),
        YearMonth.of(-12_345, 6),
        MonthDay.of(2, 29),
        Duration.ofSeconds(Long.MIN_VALUE, 999_999_999),
        Duration.ofMillis(-1),
        Period.of(-1, 2, 3),
        paris,
        ZoneOffset.UTC,
        URI.create("http://h/p?q#f"),
        URI.create("mailto:a@b"),
        URI.create("relative/path"),
        new Point(1, null),
        new Route(List.of(new Point(1, "a")), Color.GREEN),
        new String[] {"a", null},
        new int[][] {{1}, {2, 3}},
        new Object[] {},
        List.of(),
        Arrays.asList(1, null, "x", List.of(2L)),
        Set.of(1, 2L, "3"),
        new HashSet<>(Arrays.asList(null, "a")),
        Map.of("a", 1, "b", List.of()),
        Map.entry("k", 1),
        Optional.empty(),
        Optional.of("x"),
        new PairKey("a", 5L),
        new SimpleKey("a", 1, new int[] {1}),
        SimpleKey.EMPTY,
        new DefaultGeneratedCacheKey(new Object[] {"a", Color.RED}),
        new BasicCacheKeyImplementation(5L, "com.acme.Order", Long.hashCode(5)),
        new CacheKeyImplementation("id", "com.acme.Order", "tenant", 1),
        new CacheKeyImplementation(new Object[] {1, "b"}, "com.acme.Order", null, 31 * 1089));
  }

  static Stream<Object[]> everyKey() {
    return keys().map(key -> new Object[] {key});
  }

  @ParameterizedTest
  @MethodSource("everyKey")
  void everyKind_comesBackEqual(Object key) {
    byte[] bytes = codec.encode(key);
    Object back = codec.decode(bytes);
    // The hash of the last one is our own guess, and Hibernate compares it.
    boolean guessed = key instanceof CacheKeyImplementation id && id.getId() instanceof Object[];
    assertTrue(guessed || Objects.deepEquals(key, back), () -> key + " is back as " + back);
    assertArrayEquals(bytes, codec.encode(back));
    assertNotEquals((byte) 0xFF, bytes[0]);
  }

  @Test
  void differentKeys_haveDifferentBytes() {
    List<Object> keys = new ArrayList<>(keys().toList());
    keys.addAll(List.of("7", "true", "1.5", 7L, (short) 7, (byte) 7, List.of("a"), Set.of("a")));
    keys.addAll(List.of(List.of("ab", "c"), List.of("a", "bc"), List.of(List.of("a")), 0.0d));
    Map<ByteBuffer, Object> seen = new HashMap<>();
    for (Object key : keys) {
      Object other = seen.put(ByteBuffer.wrap(codec.encode(key)), key);
      assertTrue(other == null, () -> key + " has the bytes of " + other);
    }
  }

  @Test
  void plainText_isItself() {
    assertArrayEquals("user:{42}:ü".getBytes(UTF_8), codec.encode("user:{42}:ü"));
    assertEquals("\u0003-42", new String(codec.encode(-42), UTF_8));
    assertEquals("\u000400".substring(0, 2), new String(codec.encode(0L), UTF_8));
  }

  static Stream<Object[]> equalPairs() {
    Set<String> sparse = new HashSet<>(1000);
    sparse.addAll(List.of("Aa", "BB", "z", "y"));
    Set<String> dense = new LinkedHashSet<>(List.of("y", "z", "BB", "Aa"));
    Map<String, Integer> hashed = new HashMap<>(500);
    hashed.put("Aa", 1);
    hashed.put("BB", 2);
    return Stream.of(
        new Object[] {new ArrayList<>(List.of(1, "a")), List.of(1, "a")},
        new Object[] {new LinkedList<>(List.of(1, "a")), Arrays.asList(1, "a")},
        new Object[] {sparse, dense},
        new Object[] {sparse, new TreeSet<>(dense)},
        new Object[] {EnumSet.of(Color.GREEN, Color.RED), Set.of(Color.RED, Color.GREEN)},
        new Object[] {hashed, new TreeMap<>(Map.of("BB", 2, "Aa", 1))},
        new Object[] {Map.entry(1, 2), new AbstractMap.SimpleEntry<>(1, 2)},
        new Object[] {Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L)},
        new Object[] {URI.create("HTTP://Host/%c3"), URI.create("http://hOST/%C3")},
        new Object[] {new PairKey("a", fresh("a")), shared("a")},
        new Object[] {new PairKey("a", number(1000)), new PairKey(fresh("a"), 1000L)},
        new Object[] {
          new PairKey("a", new Point(5, "a")), new PairKey(fresh("a"), new Point(5, fresh("a")))
        },
        new Object[] {new Route(List.of(), Color.RED), new Route(new ArrayList<>(), Color.RED)},
        new Object[] {
          new SimpleKey("a", new String[] {"b"}), new SimpleKey(fresh("a"), new Object[] {"b"})
        },
        new Object[] {
          new DefaultGeneratedCacheKey(new Object[] {sparse}),
          new DefaultGeneratedCacheKey(new Object[] {dense})
        });
  }

  @ParameterizedTest
  @MethodSource("equalPairs")
  void equalKeys_haveEqualBytes(Object one, Object other) {
    assertEquals(one, other);
    assertEquals(hex(one), hex(other));
  }

  @Test
  void frameworkKeys_leaveTheirHashOut() throws Exception {
    assertEquals(
        hex(new BasicCacheKeyImplementation(Color.RED, "E", 1)),
        hex(new BasicCacheKeyImplementation(Color.RED, "E", 2)));
    assertEquals(
        hex(new CacheKeyImplementation(Color.RED, "E", "t", 1)),
        hex(new CacheKeyImplementation(Color.RED, "E", "t", 2)));
    assertEquals(
        hex(new NaturalIdCacheKey(new Object[] {"a", 1}, "E", null, 1)),
        hex(new NaturalIdCacheKey(new Object[] {"a", 1}, "E", null, 2)));
    assertEquals(hex(queryKey(1)), hex(queryKey(2)));
  }

  @Test
  void naturalIdKey_isMadeAgain() {
    NaturalIdCacheKey key = new NaturalIdCacheKey(new Object[] {"a", 1}, "E", "t", 1);
    Object back = codec.decode(codec.encode(key));
    NaturalIdCacheKey again = assertInstanceOf(NaturalIdCacheKey.class, back);
    assertEquals("E", again.getEntityName());
    assertEquals("t", again.getTenantId());
    assertArrayEquals(new Object[] {"a", 1}, (Object[]) again.getNaturalIdValues());
  }

  @Test
  void queryKey_isNotMadeAgain() throws Exception {
    byte[] bytes = codec.encode(queryKey(1));
    UndecodableException e = assertThrows(UndecodableException.class, () -> codec.decode(bytes));
    assertTrue(e.getMessage().contains("ParameterBindingsMementoImpl"), e.getMessage());
  }

  private static QueryKey queryKey(int hash) throws Exception {
    Class<?> type =
        Class.forName(
            "org.hibernate.query.internal.QueryParameterBindingsImpl$ParameterBindingsMementoImpl");
    Constructor<?> constructor = type.getDeclaredConstructor(Object[].class, int.class);
    constructor.setAccessible(true);
    Object memento = constructor.newInstance(new Object[] {Color.RED, 5}, hash);
    return (QueryKey)
        QueryKey.class.getConstructors()[0].newInstance("select", memento, 1, null, Set.of("f"));
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void anotherJvm_givesTheSameBytes() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.JAVA,
                "-cp",
                System.getProperty("java.class.path"),
                KeyCodecTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String there = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, child.waitFor());
    assertEquals(print(), there);
  }

  private static final class Path {
    static final String JAVA =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
  }

  /** What the other JVM runs. */
  public static void main(String[] arguments) {
    System.out.print(print());
  }

  private static String print() {
    KeyCodec codec = Samples.keyCodec(SAMPLES);
    StringBuilder lines = new StringBuilder();
    Stream.concat(
            keys(),
            Stream.of(
                new HashSet<>(List.of(Color.RED, Color.GREEN, DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                new PairKey("a", Color.RED),
                Map.of(Color.RED, 1, Color.GREEN, 2)))
        .forEach(key -> lines.append(HexFormat.of().formatHex(codec.encode(key))).append('\n'));
    return lines.toString();
  }

  @Test
  void recordThatIsNotAllowed_isRefusedWithTheLineThatAllowsIt() {
    KeyCodec strict = Samples.keyCodec();
    UnencodableException e =
        assertThrows(UnencodableException.class, () -> strict.encode(new Point(1, "a")));
    assertTrue(
        e.getMessage().contains("serialization.allow += \"" + SAMPLES + "$Point\""),
        e.getMessage());
    byte[] bytes = codec.encode(List.of(new Point(1, "a")));
    assertThrows(UndecodableException.class, () -> strict.decode(bytes));
    assertThrows(UnencodableException.class, () -> strict.encode(new PairKey("a", "b")));
  }

  @Test
  void keyThatCantBeStored_isRefusedWithItsClass() {
    UnencodableException e =
        assertThrows(
            UnencodableException.class, () -> codec.encode(List.of(new Samples.NotSerializable())));
    assertTrue(e.getMessage().contains(SAMPLES + "$NotSerializable"), e.getMessage());
    assertThrows(UnencodableException.class, () -> codec.encode("x".repeat(65_536)));
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThrows(UnencodableException.class, () -> codec.encode(endless));
  }

  @Test
  void otherBytesForTheSameKey_areRefused() {
    for (String hex :
        List.of(
            "",
            "03",
            "0330303730",
            "032b37",
            "0437" + "20",
            "05796573",
            "0e312d312d312d312d31",
            "190131" + "0130",
            "18810031",
            "ff",
            "c3",
            "0100",
            "1a0131",
            "1803")) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      assertThrows(UndecodableException.class, () -> codec.decode(bytes), hex);
    }
    assertFalse(codec.decode(HexFormat.of().parseHex("190130" + "0131")) instanceof List);
  }

  private String hex(Object key) {
    return HexFormat.of().formatHex(codec.encode(key));
  }

  private static PairKey shared(String text) {
    return new PairKey(text, text);
  }

  @SuppressWarnings("StringCopy")
  private static String fresh(String text) {
    return new String(text.toCharArray());
  }

  private static Long number(long value) {
    return Long.parseLong(Long.toString(value));
  }
}

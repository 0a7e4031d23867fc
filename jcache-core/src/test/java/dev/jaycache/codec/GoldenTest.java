package dev.jaycache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Samples.Color;
import dev.jaycache.codec.Samples.Line;
import dev.jaycache.codec.Samples.PairKey;
import dev.jaycache.codec.Samples.Point;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.cache.internal.BasicCacheKeyImplementation;
import org.hibernate.cache.internal.CacheKeyImplementation;
import org.hibernate.cache.internal.NaturalIdCacheKey;
import org.jsr107.ri.annotations.DefaultGeneratedCacheKey;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * Pins every form of keys, values and envelopes. A line of a golden file that has been released is
 * never changed: what it says is what servers hold. New forms get new lines; {@link #main} prints
 * them.
 */
@SuppressWarnings("JavaUtilDate") // applications use it
class GoldenTest {
  private static final long VERSION = 0x0102030405060708L;
  private static final KeyCodec KEYS = Samples.keyCodec("dev.jaycache.codec.Samples");

  static Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("text", "user:{42}:ü\uD83D\uDE00");
    keys.put("text-empty", "");
    keys.put("text-control", "\nx");
    keys.put("text-surrogate", "a\uD800");
    keys.put("int", -42);
    keys.put("int-min", Integer.MIN_VALUE);
    keys.put("long", 1234567890123L);
    keys.put("long-min", Long.MIN_VALUE);
    keys.put("boolean", true);
    keys.put("byte", (byte) -1);
    keys.put("short", (short) 300);
    keys.put("char", 'x');
    keys.put("float", 1.5f);
    keys.put("double", 0.1d);
    keys.put("double-nan", Double.NaN);
    keys.put("uuid", UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"));
    keys.put("enum", Color.GREEN);
    keys.put("bytes", new byte[] {0, 1, -1});
    keys.put("big-integer", new BigInteger("-123456789012345678901234567890"));
    keys.put("big-decimal", new BigDecimal("1.50"));
    keys.put("date", new Date(1234));
    times(keys);
    keys.put("uri", URI.create("HTTP://User@Host:80/%c3?q#f"));
    keys.put("record", new Point(1, null));
    keys.put("array", new Object[] {"a", 1, null});
    keys.put("array-primitive", new int[] {1, 2});
    keys.put("list", Arrays.asList(1, null, List.of("x")));
    keys.put("set", Set.of("b", "a", 1));
    keys.put("map", Map.of("b", 1, "a", List.of()));
    keys.put("entry", Map.entry("k", "v"));
    keys.put("optional", Optional.of(1));
    keys.put("optional-empty", Optional.empty());
    keys.put("hibernate-basic", new BasicCacheKeyImplementation(5L, "E", Long.hashCode(5)));
    keys.put("hibernate", new CacheKeyImplementation("i", "E", "t", 0));
    keys.put("hibernate-natural", new NaturalIdCacheKey(new Object[] {"a", 1}, "E", null, 0));
    keys.put("spring", new SimpleKey("a", 1, new String[] {"b"}));
    keys.put("reference", new DefaultGeneratedCacheKey(new Object[] {"a", Color.RED}));
    keys.put("serialized", new PairKey("a", "a"));
    keys.put("text-long", "x".repeat(300));
    keys.put("list-long", List.of("x".repeat(300)));
    return keys;
  }

  private static void times(Map<String, Object> into) {
    LocalDateTime moment = LocalDateTime.of(2025, 10, 26, 2, 30, 0, 5);
    into.put("instant", Instant.ofEpochSecond(-5, 7));
    into.put("local-date", LocalDate.of(10_000, 1, 2));
    into.put("local-time", LocalTime.of(1, 2));
    into.put("local-date-time", moment);
    into.put("offset-date-time", OffsetDateTime.parse("2025-10-26T02:30+01:00"));
    into.put("offset-time", OffsetTime.parse("02:30Z"));
    into.put("zoned", ZonedDateTime.parse("2025-10-26T02:30+01:00[Europe/Paris]"));
    into.put("year", Year.of(10_000));
    into.put("year-month", YearMonth.of(10_000, 2));
    into.put("month-day", MonthDay.of(2, 29));
    into.put("duration", Duration.ofMillis(-1));
    into.put("period", Period.of(1, -2, 3));
    into.put("zone", ZoneId.of("Europe/Paris"));
  }

  static Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String scalar :
        List.of(
            "text",
            "text-surrogate",
            "int",
            "long",
            "boolean",
            "byte",
            "short",
            "char",
            "float",
            "double",
            "uuid",
            "enum",
            "bytes",
            "big-integer",
            "big-decimal",
            "date")) {
      values.put("java:" + scalar, keys().get(scalar));
    }
    Map<String, Object> times = new LinkedHashMap<>();
    times(times);
    times.forEach((name, value) -> values.put("java:" + name, value));
    values.put("string:text", "abc");
    values.put("bytes:bytes", new byte[] {1, 2});
    values.put("json:text", "abc");
    values.put("json:long", 5L);
    for (String codec : List.of("java", "json", "fory")) {
      values.put(codec + ":record", new Point(1, "a"));
      values.put(codec + ":object", Samples.order());
      values.put(codec + ":list", new ArrayList<>(Arrays.asList("a", 1, null)));
    }
    values.put("json-typed:record", new Line("nut", 3));
    values.put("fory:array", new Object[] {"a", 1, new Line("nut", 3)});
    values.put("zstd:text", "abc ".repeat(100));
    return values;
  }

  private static Codec<Object, byte[]> codec(String line) {
    String name = line.substring(0, line.indexOf(':'));
    boolean zstd = name.equals("zstd");
    boolean typed = name.equals("json-typed");
    CodecSettings settings =
        new CodecSettings(
            zstd ? "java" : typed ? "json" : name,
            zstd ? 100 : -1,
            List.of("dev.jaycache.codec.Samples"),
            100,
            1000,
            1000,
            10_000);
    return Codecs.of(
            settings,
            GoldenTest.class.getClassLoader(),
            Object.class,
            typed ? Line.class : Object.class)
        .values();
  }

  static Map<String, byte[]> envelopes() {
    byte[] body = {1, 'a', 'b', 'c'};
    byte[] number = {4, 0, 0, 0, 0, 0, 0, 0, 5};
    byte[] key = {'k', 0, -1};
    Map<String, byte[]> envelopes = new LinkedHashMap<>();
    envelopes.put("body", Envelope.seal(VERSION, body));
    envelopes.put("number", Envelope.seal(VERSION, number));
    envelopes.put("expiry", Envelope.seal(VERSION, body, 1_700_000_000_000L, null));
    envelopes.put("expiry-never", Envelope.seal(VERSION, body, StoredEntry.NEVER_EXPIRES, null));
    envelopes.put("key", Envelope.seal(VERSION, body, StoredEntry.UNKNOWN_EXPIRY, key));
    envelopes.put("number-expiry-key", Envelope.seal(-1, number, 1, key));
    long generation = 0x8102030405060708L;
    envelopes.put(
        "generation", Envelope.seal(VERSION, body, StoredEntry.UNKNOWN_EXPIRY, generation, null));
    envelopes.put(
        "number-expiry-generation-key", Envelope.seal(VERSION, number, 1, generation, key));
    return envelopes;
  }

  @Test
  void keys_keepTheirBytes() throws IOException {
    Map<String, byte[]> golden = golden("keys");
    assertEquals(keys().keySet(), golden.keySet());
    keys()
        .forEach(
            (name, key) -> {
              assertEquals(hex(golden.get(name)), hex(KEYS.encode(key)), name);
              Object back = KEYS.decode(golden.get(name));
              assertTrue(
                  Objects.deepEquals(key, back)
                      || key instanceof NaturalIdCacheKey
                      || key instanceof CacheKeyImplementation,
                  name);
            });
  }

  @Test
  void values_keepTheirBytes() throws IOException {
    Map<String, byte[]> golden = golden("values");
    assertEquals(values().keySet(), golden.keySet());
    values()
        .forEach(
            (name, value) -> {
              assertEquals(hex(golden.get(name)), hex(codec(name).encode(value)), name);
              Object back = codec(name).decode(golden.get(name));
              assertTrue(Objects.deepEquals(value, back), () -> name + " is " + back);
            });
  }

  @Test
  void envelopes_keepTheirBytes() throws IOException {
    Map<String, byte[]> golden = golden("envelopes");
    assertEquals(envelopes().keySet(), golden.keySet());
    envelopes()
        .forEach(
            (name, envelope) -> {
              assertEquals(hex(golden.get(name)), hex(envelope), name);
              StoredEntry<byte[]> entry = Envelope.open(golden.get(name));
              assertTrue(entry != null, name);
              assertEquals(name.equals("number-expiry-key") ? -1 : VERSION, entry.version());
              assertEquals(name.startsWith("number") ? 9 : 4, entry.value().length);
            });
    StoredEntry<byte[]> expiring = Envelope.open(golden.get("expiry"));
    assertTrue(expiring != null);
    assertEquals(1_700_000_000_000L, expiring.expiresAt());
    assertArrayEquals(new byte[] {'k', 0, -1}, Envelope.key(golden.get("key")));
    byte[] all = golden.get("number-expiry-generation-key");
    assertArrayEquals(new byte[] {'k', 0, -1}, Envelope.key(all));
    assertEquals(0x8102030405060708L, Envelope.generation(all));
    assertEquals(0x8102030405060708L, Envelope.generation(golden.get("generation")));
    assertNull(Envelope.generation(golden.get("expiry")));
  }

  private static Map<String, byte[]> golden(String file) throws IOException {
    Map<String, byte[]> lines = new LinkedHashMap<>();
    try (InputStream in = GoldenTest.class.getResourceAsStream(file + ".golden")) {
      assertTrue(in != null, file);
      new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(line -> lines.put(line[0], HexFormat.of().parseHex(line[1])));
    }
    return lines;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Prints the lines of the golden file that is named: keys, values or envelopes. */
  public static void main(String[] file) {
    Map<String, byte[]> lines = new LinkedHashMap<>();
    switch (file[0]) {
      case "keys" -> keys().forEach((name, key) -> lines.put(name, KEYS.encode(key)));
      case "values" -> values().forEach((name, v) -> lines.put(name, codec(name).encode(v)));
      default -> lines.putAll(envelopes());
    }
    lines.forEach((name, bytes) -> System.out.println(name + ' ' + hex(bytes)));
  }
}

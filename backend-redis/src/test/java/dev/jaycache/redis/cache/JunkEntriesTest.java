package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Envelope;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.management.CacheStatisticsMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Bytes under a key that are no entry of the cache, or one that cannot be read: every operation
 * takes them for an absent entry, and none throws.
 */
@ServerTest
class JunkEntriesTest {
  private static final String KEY = "junk:cache:k";

  /** What stands in the place of a class that this application does not know or allow. */
  private record Foreign(String text) implements Serializable {}

  private final RedisProcess server = SharedServers.of(Flavor.REDIS);
  private final RespClient client = server.connect();
  private final TestManagers managers = new TestManagers();
  private final Cache<String, String> cache =
      managers.cache(
          server.uri(),
          new MutableConfiguration<String, String>()
              .setTypes(String.class, String.class)
              .setStatisticsEnabled(true),
          "namespace=junk",
          "command-timeout=30 s");
  private final Map<String, byte[]> junk = new LinkedHashMap<>();

  @BeforeEach
  void makeJunk() throws IOException {
    cache.clear();
    cache.put("k", "value");
    byte[] sound = raw();
    for (int length = 0; length < sound.length; length++) {
      junk.put("cut at " + length, Arrays.copyOf(sound, length));
    }
    junk.put("longer", Arrays.copyOf(sound, sound.length + 1));
    for (int at = 0; at < sound.length; at++) {
      // Whatever stands in the version is a version.
      if (at < 2 || at >= Envelope.HEADER) {
        byte[] flipped = sound.clone();
        flipped[at] ^= 0x20;
        junk.put("flipped at " + at, flipped);
      }
    }
    Random random = new Random(11);
    for (int length = 1; length < 40; length += 3) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      junk.put(length + " random bytes", bytes);
    }
    junk.put("a number", ascii("12345"));
    junk.put("JSON", ascii("{\"a\":1}"));
    byte[] serialised = serialised();
    junk.put("a naked serialised object", serialised);
    for (int codec = 0; codec < 256; codec++) {
      byte[] body = new byte[12];
      random.nextBytes(body);
      body[0] = (byte) codec;
      // 1 and 2 are text in its two forms.
      if (codec > 2) {
        junk.put("codec " + codec + " with random bytes", Envelope.seal(1, body));
        junk.put("codec " + codec + " alone", Envelope.seal(1, new byte[] {(byte) codec}));
      }
    }
    byte[] java = new byte[serialised.length + 1];
    java[0] = 0x20;
    System.arraycopy(serialised, 0, java, 1, serialised.length);
    junk.put("an object of a class that is not allowed", Envelope.seal(1, java));
    junk.put("a forged length", Envelope.seal(1, new byte[] {0x40, 127, 127, 127, 127, 1, 2}));
  }

  @AfterEach
  void close() {
    cache.clear();
    managers.close();
    client.close();
  }

  private static byte[] serialised() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Foreign("text"));
    }
    return bytes.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte @Nullable [] raw() {
    return (byte[]) client.command(ascii("GET"), ascii(KEY));
  }

  /** As good as the question whether there is an entry is answered: by the first byte. */
  private boolean looksLikeAnEntry(String name) {
    byte[] bytes = junk.get(name);
    return bytes.length > 0 && bytes[0] == Envelope.FORMAT;
  }

  private void forEachJunk(Consumer<String> check) {
    assertTrue(junk.size() > 61, "forms of junk: " + junk.size());
    cache.put("other", "sound");
    junk.forEach(
        (name, bytes) -> {
          client.command(ascii("SET"), ascii(KEY), bytes);
          check.accept(name);
        });
    assertEquals("sound", cache.get("other"));
  }

  @Test
  void get_isAMissAndTheJunkGoes() {
    forEachJunk(
        name -> {
          assertNull(cache.get("k"), name);
          assertNull(raw(), name);
        });
  }

  @Test
  void getAll_leavesItOut() {
    forEachJunk(
        name -> assertEquals(Map.of("other", "sound"), cache.getAll(Set.of("k", "other")), name));
  }

  @Test
  void iterator_passesOverIt() {
    forEachJunk(
        name -> {
          Map<String, String> seen = new HashMap<>();
          cache.forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
          assertEquals(Map.of("other", "sound"), seen, name);
        });
  }

  @Test
  void conditionalWrites_findNoEntry() {
    forEachJunk(
        name -> {
          boolean replaced = cache.replace("k", "new");
          assertTrue(!replaced || looksLikeAnEntry(name), name);
          assertEquals(replaced ? "new" : null, cache.get("k"), name);
        });
    forEachJunk(
        name -> {
          assertNull(cache.getAndReplace("k", "new"), name);
          assertNull(cache.get("k"), name);
        });
    forEachJunk(name -> assertFalse(cache.replace("k", "value", "new"), name));
    forEachJunk(name -> assertFalse(cache.remove("k", "value"), name));
    forEachJunk(
        name -> {
          assertTrue(cache.putIfAbsent("k", "new"), name);
          assertEquals("new", cache.get("k"), name);
        });
  }

  @Test
  void otherWrites_replaceOrRemoveIt() {
    forEachJunk(
        name -> {
          assertNull(cache.getAndPut("k", "new"), name);
          assertEquals("new", cache.get("k"), name);
        });
    forEachJunk(
        name -> {
          cache.put("k", "new");
          assertEquals("new", cache.get("k"), name);
        });
    forEachJunk(
        name -> {
          assertNull(cache.getAndRemove("k"), name);
          assertNull(raw(), name);
        });
    forEachJunk(
        name -> {
          cache.remove("k");
          assertNull(raw(), name);
        });
  }

  @Test
  void invoke_seesNoEntry() {
    forEachJunk(
        name -> {
          String before =
              cache.invoke(
                  "k",
                  (entry, more) -> {
                    String value = String.valueOf(entry.getValue());
                    entry.setValue("new");
                    return value;
                  });
          assertEquals("null", before, name);
          assertEquals("new", cache.get("k"), name);
        });
  }

  @Test
  void containsKeyAndRemove_knowNoBytesThatBeginLikeNoEntry() {
    forEachJunk(name -> assertEquals(looksLikeAnEntry(name), cache.containsKey("k"), name));
    forEachJunk(name -> assertEquals(looksLikeAnEntry(name), cache.remove("k"), name));
  }

  @Test
  void misses_areCounted() {
    CacheStatisticsMXBean statistics = cache.unwrap(CacheStatisticsMXBean.class);
    statistics.clear();
    forEachJunk(name -> assertNull(cache.get("k"), name));
    assertEquals(junk.size(), statistics.getCacheMisses());
  }

  @Test
  void valuesOfOtherTypes_areMisses() {
    Cache<Object, Object> another =
        managers.cache(server.uri(), new MutableConfiguration<>(), "namespace=junk");
    List<Object> values =
        List.of(
            1,
            2L,
            'c',
            true,
            1.5,
            new byte[] {1},
            UUID.randomUUID(),
            BigInteger.TEN,
            Instant.EPOCH,
            TimeUnit.DAYS,
            List.of("a"),
            new HashMap<>(Map.of("a", "b")));
    for (Object value : values) {
      String name = value.getClass().getName();
      another.put("k", value);
      assertNull(cache.get("k"), name);
      another.put("k", value);
      assertNull(cache.getAndPut("k", "new"), name);
      another.put("k", value);
      assertTrue(cache.putIfAbsent("k", "new"), name);
      assertEquals("new", cache.get("k"), name);
      another.put("k", value);
      assertFalse(cache.replace("k", "old", "new"), name);
      another.put("k", value);
      assertEquals("null", cache.invoke("k", (entry, more) -> "" + entry.getValue()), name);
      another.put("k", value);
      cache.forEach(entry -> assertEquals("other", entry.getKey(), name));
    }
  }

  @Test
  void keysOfOtherTypes_areNotIterated() {
    Cache<Object, Object> another =
        managers.cache(server.uri(), new MutableConfiguration<>(), "namespace=junk");
    List<Object> keys = List.of(1, 2L, 'c', UUID.randomUUID(), TimeUnit.DAYS, List.of("a"));
    keys.forEach(key -> another.put(key, "value"));
    cache.put("k", "value");
    Set<Object> seen = new HashSet<>();
    cache.forEach(entry -> seen.add(entry.getKey()));
    assertEquals(Set.of("k"), seen);
    keys.forEach(key -> assertEquals("value", another.get(key)));
    // Keys in the namespace that are nobody's.
    client.text("SET", "junk:cache:", "x");
    client.text("SET", "junk:cache:\u0001\u0002", "x");
    client.text("SET", "junk:cacheX", "x");
    cache.forEach(entry -> assertEquals("k", entry.getKey()));
    cache.clear();
    assertEquals("junk:cacheX", client.text("KEYS", "junk:*"));
    client.text("DEL", "junk:cacheX");
  }
}

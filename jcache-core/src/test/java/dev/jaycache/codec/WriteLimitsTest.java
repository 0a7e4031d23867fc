package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is beyond the limits of reading is refused when it is written, and nothing else is. */
class WriteLimitsTest {
  /** A node that declares nothing of what it holds. */
  static final class Box implements Serializable {
    private static final long serialVersionUID = 1L;
    Object in;

    Box() {}

    Box(Object in) {
      this.in = in;
    }
  }

  private static Codec<Object, byte[]> codec(String name, int depth, long references, long array) {
    CodecSettings settings =
        new CodecSettings(
            name, -1, List.of("dev.jaycache.codec.*"), depth, references, array, 64 << 20);
    return Codecs.of(settings, WriteLimitsTest.class.getClassLoader(), Object.class, Object.class)
        .values();
  }

  private static Object nested(int levels) {
    List<Object> value = new ArrayList<>(List.of("x"));
    for (int i = 1; i < levels; i++) {
      value = new ArrayList<>(List.of(value));
    }
    return value;
  }

  private static void assertRefused(
      String limit, String setting, Codec<Object, byte[]> codec, Object value) {
    UnencodableException e = assertThrows(UnencodableException.class, () -> codec.encode(value));
    assertTrue(e.getMessage().contains(setting + " of " + limit), e.getMessage());
    assertTrue(e.getMessage().contains(value.getClass().getName()), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory", "json"})
  void valueNestedTooDeep_isRefusedAndNoOther(String name) {
    Codec<Object, byte[]> codec = codec(name, 30, 1_000_000, 1_000_000);
    int accepted = 0;
    for (int levels = 1; levels < 60; levels++) {
      Object value = nested(levels);
      try {
        byte[] body = codec.encode(value);
        assertEquals(value, codec.decode(body));
        assertEquals(levels - 1, accepted);
        accepted = levels;
      } catch (UnencodableException e) {
        assertRefused("30", "serialization.max-depth", codec, value);
      }
    }
    assertTrue(accepted >= 28 && accepted <= 31, accepted + " levels");
    assertRefused("30", "serialization.max-depth", codec, nested(3_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory"})
  void depthCountsThroughClassesToo(String name) {
    Codec<Object, byte[]> codec = codec(name, 30, 1_000_000, 1_000_000);
    Object value = "x";
    for (int i = 0; i < 40; i++) {
      value = i % 2 == 0 ? new Box(value) : new Object[] {i, value};
    }
    assertRefused("30", "serialization.max-depth", codec, new Box(value));
  }

  @Test
  void tooManyReferences_areRefusedAndNoOther() {
    Codec<Object, byte[]> codec = codec("java", 100, 50, 1_000);
    List<Object> value = new ArrayList<>();
    for (int i = 0; i < 49; i++) {
      value.add(i % 2 == 0 ? null : "x");
      assertEquals(value, codec.decode(codec.encode(value)));
    }
    value.addAll(Arrays.asList(null, "y", "z", new ArrayList<>()));
    assertRefused("50", "serialization.max-references", codec, value);
  }

  @Test
  void tooLongArrays_areRefusedAndNoOther() {
    Codec<Object, byte[]> codec = codec("java", 100, 1_000, 10);
    int[] longest = new int[10];
    assertTrue(Arrays.equals(longest, (int[]) codec.decode(codec.encode(longest))));
    assertRefused("10", "serialization.max-array", codec, new int[11]);
    assertRefused("10", "serialization.max-array", codec, new Box(new byte[11]));
    Map<Integer, Integer> table = new HashMap<>();
    for (int i = 0; i < 9; i++) {
      table.put(i, i);
    }
    // Its table has 16 places.
    assertRefused("10", "serialization.max-array", codec, table);
  }

  @Test
  void setsThatHoldEachOtherTooDeep_areRefused() {
    Codec<Object, byte[]> codec = codec("java", 100, 1_000, 1_000);
    HashSet<Object> root = new HashSet<>();
    HashSet<Object> last = root;
    for (int i = 1; i < 16; i++) {
      HashSet<Object> next = new HashSet<>();
      last.add(next);
      last = next;
    }
    assertEquals(root, codec.decode(codec.encode(root)));
    last.add(new HashSet<>());
    UnencodableException e = assertThrows(UnencodableException.class, () -> codec.encode(root));
    assertTrue(e.getMessage().contains("sets and maps nested deeper than 16"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "fory"})
  void whatWasWritten_canBeRead(String name) {
    Random random = new Random(5);
    Codec<Object, byte[]> codec = codec(name, 8, 120, 40);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      Object value = graph(random, 10);
      byte[] body;
      try {
        body = codec.encode(value);
      } catch (UnencodableException e) {
        refused++;
        continue;
      }
      codec.decode(body);
    }
    assertTrue(refused > 100 && refused < 2_900, refused + " refused");
  }

  private static Object graph(Random random, int depth) {
    switch (depth == 0 ? 0 : random.nextInt(8)) {
      case 0:
        return "s" + random.nextInt(10);
      case 1:
        return random.nextInt();
      case 2:
        return new Samples.Point(random.nextInt(), "p");
      case 3:
        return new Box(graph(random, depth - 1));
      case 4:
        return new int[random.nextInt(50)];
      case 5:
        Map<Object, Object> map = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put("k" + i, graph(random, depth - 1));
        }
        return map;
      default:
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(graph(random, depth - 1));
        }
        return list;
    }
  }
}

package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.CodecSettings;
import dev.jaycache.codec.Codecs;
import dev.jaycache.codec.CodedStore;
import dev.jaycache.codec.Inspector.InspectedKey;
import dev.jaycache.codec.Inspector.Inspection;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Looking at entries that can't be decoded here leaves them where they are. */
class InspectorTest {
  /** A class that one side allows. */
  private record Order(int number) implements Serializable {}

  private static Codecs codecs(String... allowed) {
    CodecSettings all = CodecSettings.defaults();
    CodecSettings settings =
        new CodecSettings(
            "java",
            -1,
            List.of(allowed),
            all.maxDepth(),
            all.maxReferences(),
            all.maxArray(),
            all.maxBytes());
    return Codecs.of(settings, InspectorTest.class.getClassLoader(), Object.class, Object.class);
  }

  private final Store<byte[], byte[]> bytes =
      new MapCasStore(new ConcurrentHashMap<>(), InstantSource.system());
  private final CodedStore<Object, Object, byte[], byte[]> writer =
      coded(codecs("dev.jaycache.testkit.*"));
  private final CodedStore<Object, Object, byte[], byte[]> reader = coded(codecs());

  private CodedStore<Object, Object, byte[], byte[]> coded(Codecs codecs) {
    return new CodedStore<>(bytes, codecs.keys(), codecs.values(), true);
  }

  private static Mutation<Object> put(Object value) {
    return Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
  }

  @Test
  void entryOfAnUnknownClass_isToldByCodecAndSizeAndStays() {
    writer.apply("k", put(new Order(7)));
    Inspection inspection = reader.inspector().inspect("k");
    assertNotNull(inspection);
    assertNull(inspection.value());
    assertEquals("java", inspection.codec());
    assertTrue(inspection.size() > 20);
    assertNotNull(inspection.problem());
    assertEquals(new Order(7), writer.apply("k", Mutation.read()).previousValue());
    assertNull(reader.apply("k", Mutation.read()).previousValue());
    assertNull(reader.inspector().inspect("k"));
  }

  @Test
  void entryThatIsKnown_isDecoded() {
    writer.apply("text", put("abc"));
    writer.apply("number", put(5L));
    Inspection text = reader.inspector().inspect("text");
    assertNotNull(text);
    assertEquals("abc", text.value());
    assertEquals("string", text.codec());
    assertEquals(4, text.size());
    Inspection number = reader.inspector().inspect("number");
    assertNotNull(number);
    assertEquals(5L, number.value());
    assertEquals("scalar", number.codec());
  }

  @Test
  void keysOfUnknownClasses_areToldInHexadecimal() {
    writer.apply("k", put("v"));
    writer.apply(new Order(1), put("v"));
    List<InspectedKey> found = new ArrayList<>();
    try (KeyPages<InspectedKey> pages = reader.inspector().keys()) {
      while (pages.hasNext()) {
        found.addAll(pages.next());
      }
    }
    assertEquals(2, found.size());
    assertTrue(found.contains(new InspectedKey("k", null)), found::toString);
    assertTrue(
        found.stream().anyMatch(key -> key.value() == null && key.hex() != null), found::toString);
  }
}

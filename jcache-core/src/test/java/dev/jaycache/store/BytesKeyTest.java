package dev.jaycache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Encoded keys in sets. */
class BytesKeyTest {
  private static BytesKey key(String text) {
    return new BytesKey(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void equalBytes_areOneKey() {
    assertEquals(key("a"), key("a"));
    assertEquals(key("a").hashCode(), key("a").hashCode());
    assertEquals(0, key("a").compareTo(key("a")));
    assertNotEquals(key("a"), key("b"));
    assertFalse(key("a").equals((Object) "a"));
  }

  @Test
  void keysOfOneHashCode_areTwoKeys() {
    assertEquals(key("Aa").hashCode(), key("BB").hashCode());
    assertNotEquals(key("Aa"), key("BB"));
    assertTrue(key("Aa").compareTo(key("BB")) < 0);
    Set<BytesKey> keys = new HashSet<>(Set.of(key("Aa"), key("BB")));
    assertFalse(keys.add(key("BB")));
    assertEquals(2, keys.size());
  }

  @Test
  void bytes_areNotCopiedAndNotTold() {
    byte[] bytes = {'p', 'w'};
    BytesKey key = new BytesKey(bytes);
    assertSame(bytes, key.bytes());
    assertEquals("BytesKey[2 bytes]", key.toString());
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenKeysTest {
  @Test
  void randomKeys_areSeenAsByASet() {
    Random random = new Random(7);
    Set<ByteBuffer> expected = new HashSet<>();
    SeenKeys seen = new SeenKeys(2);
    for (int i = 0; i < 50_000; i++) {
      byte[] key = new byte[2 + random.nextInt(4)];
      random.nextBytes(key);
      key[0] = 'c';
      key[1] = ':';
      assertEquals(expected.add(ByteBuffer.wrap(key)), seen.add(key));
    }
  }

  @Test
  void keysOfOneHash_areToldApart() {
    SeenKeys seen = new SeenKeys(0);
    // "Aa" and "BB" have one hash, and so have all their sequences.
    for (int i = 0; i < 1 << 10; i++) {
      byte[] key = new byte[20];
      for (int bit = 0; bit < 10; bit++) {
        boolean set = (i >> bit & 1) != 0;
        key[2 * bit] = (byte) (set ? 'A' : 'B');
        key[2 * bit + 1] = (byte) (set ? 'a' : 'B');
      }
      assertTrue(seen.add(key));
      assertFalse(seen.add(key.clone()));
    }
  }

  @Test
  void keyThatIsThePrefixAlone_isAKey() {
    SeenKeys seen = new SeenKeys(2);
    assertTrue(seen.add(new byte[] {'c', ':'}));
    assertFalse(seen.add(new byte[] {'c', ':'}));
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.StoreSpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

class LeaseKeysTest {
  private static final List<String> NAMES =
      List.of("app", "{app}", "a{b", "a}b", "{}", "a:b", "%lease", "a%b", "");

  @Test
  void lease_livesInTheSlotOfItsEntryAndOutsideOfEveryCache() {
    Random random = new Random(5);
    Set<ByteBuffer> all = new HashSet<>();
    for (String namespace : NAMES) {
      for (String cache : NAMES) {
        StoreSpace space = new StoreSpace(namespace, cache, ConfigFactory.empty());
        KeySpace keys = new KeySpace(space);
        LeaseKeys leases = new LeaseKeys(space);
        for (int i = 0; i < 200; i++) {
          byte[] key = new byte[random.nextInt(12)];
          for (int at = 0; at < key.length; at++) {
            key[at] = (byte) (i % 2 == 0 ? random.nextInt(256) : "{}:a".charAt(random.nextInt(4)));
          }
          byte[] entry = keys.at(key);
          byte[] lease = leases.of(entry);
          assertEquals(JedisClusterCRC16.getSlot(entry), JedisClusterCRC16.getSlot(lease));
          String text = new String(lease, StandardCharsets.ISO_8859_1);
          assertNotEquals(new String(entry, StandardCharsets.ISO_8859_1), text);
          for (String other : NAMES) {
            StoreSpace foreign = new StoreSpace(namespace, other, ConfigFactory.empty());
            String prefix = new String(foreign.prefix(), StandardCharsets.ISO_8859_1);
            assertFalse(text.startsWith(prefix), text);
          }
          all.add(ByteBuffer.wrap(lease));
        }
      }
    }
    assertTrue(all.size() > 1_000);
  }
}

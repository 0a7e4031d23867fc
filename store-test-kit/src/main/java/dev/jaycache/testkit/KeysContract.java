package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which bytes keys and values may hold, the walk over all keys, and stores side by side. */
interface KeysContract extends ContractChapter {
  /** Names of which one could be taken for the beginning, or for a pattern, of another. */
  List<String> NAMES =
      List.of("a", "a:b", "a%3Ab", "a*", "a?", "[a]", "a\\", "a b", "a\r\n", "{a}", "A", "ü", "");

  private static Mutation<byte[]> put(byte[] value) {
    return Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT);
  }

  private static Set<ByteBuffer> keys(Store<byte[], byte[]> store) {
    Set<ByteBuffer> keys = new HashSet<>();
    try (KeyPages<byte[]> pages = store.keys()) {
      while (pages.hasNext()) {
        for (byte[] key : pages.next()) {
          assertTrue(keys.add(ByteBuffer.wrap(key)), () -> "twice: " + Twin.hex(key));
        }
      }
    }
    return keys;
  }

  private static List<byte[]> oddKeys() {
    List<byte[]> keys = new ArrayList<>();
    byte[] all = new byte[257];
    for (int b = 0; b < 256; b++) {
      all[b + 1] = (byte) b;
      keys.add(new byte[] {1, (byte) b});
      if (b < 255) {
        keys.add(new byte[] {(byte) b});
      }
    }
    keys.add(all);
    byte[] longest = new byte[250];
    Arrays.fill(longest, (byte) '*');
    keys.add(longest);
    for (String text : List.of("*", "?", "[a-z]", "\\", "\r\n", "a:b", "{a}", "a b", "\0", "")) {
      keys.add(StoreFixture.key("odd " + text));
    }
    return keys;
  }

  @Test
  default void oddKey_isAKeyOfItsOwn() {
    Store<byte[], byte[]> store = fixture().open();
    List<byte[]> keys = oddKeys();
    for (int i = 0; i < keys.size(); i++) {
      String hex = Twin.hex(keys.get(i));
      assertFalse(store.apply(keys.get(i), put(Bodies.ofInt(i))).existed(), hex);
    }
    Set<ByteBuffer> expected = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      assertArrayEquals(Bodies.ofInt(i), store.apply(key, Mutation.read()).previousValue());
      expected.add(ByteBuffer.wrap(key));
    }
    assertEquals(expected, keys(store));
  }

  @Test
  default void value_ofAnyBytesAndLength_comesBack() {
    Store<byte[], byte[]> store = fixture().open();
    Random random = new Random(1);
    List<byte[]> values = new ArrayList<>();
    for (int length : new int[] {1, 2, 5, 9, 250, 65_535, 65_536, 1_000_000}) {
      values.add(Bodies.random(length, random));
    }
    byte[] all = new byte[257];
    for (int b = 0; b < 256; b++) {
      all[b + 1] = (byte) b;
      values.add(new byte[] {(byte) b});
    }
    values.add(all);
    for (byte[] value : values) {
      byte[] key = fixture().key();
      store.apply(key, put(value));
      assertArrayEquals(value, store.apply(key, Mutation.read()).previousValue());
      Guard<byte[]> same = new Guard.Value<>(value);
      assertTrue(store.apply(key, Mutation.remove(same, Want.EFFECT)).matched());
    }
  }

  @Test
  default void keys_ofAnEmptyStore_areNone() {
    assertEquals(Set.of(), keys(fixture().open()));
  }

  @Test
  default void keys_whileEntriesComeAndGo_giveEachThatStaysOnce() {
    Store<byte[], byte[]> store = fixture().open();
    Set<ByteBuffer> staying = new HashSet<>();
    List<Request<byte[], byte[]>> puts = new ArrayList<>();
    List<byte[]> leaving = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      byte[] key = fixture().key();
      puts.add(new Request<>(key, put(Bodies.ofInt(i))));
      if (i % 3 == 0) {
        leaving.add(key);
      } else {
        staying.add(ByteBuffer.wrap(key));
      }
    }
    store.applyAll(puts);
    Set<ByteBuffer> seen = new HashSet<>();
    try (KeyPages<byte[]> pages = store.keys()) {
      for (int page = 0; pages.hasNext(); page++) {
        for (byte[] key : pages.next()) {
          assertTrue(seen.add(ByteBuffer.wrap(key)), () -> "twice: " + Twin.hex(key));
        }
        // Enough new entries that a hash table behind the walk grows meanwhile.
        for (int i = 0; page < 10 && i < 500; i++) {
          store.apply(fixture().key(), put(Bodies.text("new")));
        }
        if (page < leaving.size()) {
          store.apply(leaving.get(page), Mutation.remove(Guard.any(), Want.NOTHING));
        }
      }
    }
    staying.removeAll(seen);
    assertEquals(Set.of(), staying);
  }

  @Test
  default void entries_areTheKeysWithWhatARead_finds() {
    Store<byte[], byte[]> store = fixture().open();
    Map<ByteBuffer, Integer> expected = new HashMap<>();
    List<Request<byte[], byte[]>> puts = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      byte[] key = fixture().key();
      expected.put(ByteBuffer.wrap(key), i);
      puts.add(new Request<>(key, put(Bodies.ofInt(i))));
    }
    store.applyAll(puts);
    Ttl hour = Ttl.ofMillis(3_600_000);
    for (Mutation<byte[]> read : List.of(Mutation.<byte[]>read(), Mutation.<byte[]>access(hour))) {
      Map<ByteBuffer, Integer> left = new HashMap<>(expected);
      try (EntryPages<byte[], byte[]> pages = store.entries(read)) {
        while (pages.hasNext()) {
          for (KeyedEntry<byte[], byte[]> found : pages.next()) {
            Integer value = left.remove(ByteBuffer.wrap(found.key()));
            assertNotNull(value, () -> "twice, or never put: " + Twin.hex(found.key()));
            assertArrayEquals(Bodies.ofInt(value), found.entry().value());
            Guard<byte[]> same = new Guard.Version<>(found.entry().version());
            assertTrue(
                store.apply(found.key(), Mutation.keep(same, Ttl.KEEP, Want.NOTHING)).matched());
          }
        }
      }
      assertEquals(Map.of(), left);
    }
  }

  @Test
  default void entries_whileTheyComeAndGo_giveEachThatStaysOnce() {
    Store<byte[], byte[]> store = fixture().open();
    List<byte[]> leaving = new ArrayList<>();
    Set<ByteBuffer> staying = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] key = fixture().key();
      store.apply(key, put(Bodies.ofInt(i)));
      if (i % 2 == 0) {
        leaving.add(key);
      } else {
        staying.add(ByteBuffer.wrap(key));
      }
    }
    Set<ByteBuffer> seen = new HashSet<>();
    try (EntryPages<byte[], byte[]> pages = store.entries(Mutation.read())) {
      for (int page = 0; pages.hasNext(); page++) {
        for (KeyedEntry<byte[], byte[]> found : pages.next()) {
          assertTrue(
              seen.add(ByteBuffer.wrap(found.key())), () -> "twice: " + Twin.hex(found.key()));
        }
        for (int i = 0; page == 0 && i < leaving.size(); i++) {
          store.apply(leaving.get(i), Mutation.remove(Guard.any(), Want.NOTHING));
        }
      }
    }
    staying.removeAll(seen);
    assertEquals(Set.of(), staying);
  }

  @Test
  default void entries_closedEarly_haveNoMore() {
    Store<byte[], byte[]> store = fixture().open();
    for (int i = 0; i < 10; i++) {
      store.apply(fixture().key(), put(Bodies.ofInt(i)));
    }
    EntryPages<byte[], byte[]> pages = store.entries(Mutation.read());
    assertTrue(pages.hasNext());
    pages.next();
    pages.close();
    pages.close();
  }

  @Test
  default void keys_closedEarly_canBeWalkedAgain() {
    Store<byte[], byte[]> store = fixture().open();
    for (int i = 0; i < 100; i++) {
      store.apply(fixture().key(), put(Bodies.ofInt(i)));
    }
    KeyPages<byte[]> pages = store.keys();
    assertTrue(pages.hasNext());
    pages.next();
    pages.close();
    pages.close();
    assertEquals(100, keys(store).size());
  }

  @Test
  default void stores_withLikeNames_keepTheirEntriesApart() {
    List<Store<byte[], byte[]>> stores = NAMES.stream().map(fixture()::open).toList();
    byte[] shared = StoreFixture.key("b:k");
    for (int i = 0; i < stores.size(); i++) {
      assertFalse(stores.get(i).apply(shared, put(Bodies.ofInt(i))).existed(), NAMES.get(i));
      stores.get(i).apply(StoreFixture.key("own " + i), put(Bodies.ofInt(i)));
    }
    for (int i = 0; i < stores.size(); i++) {
      assertArrayEquals(
          Bodies.ofInt(i), stores.get(i).apply(shared, Mutation.read()).previousValue());
      assertEquals(
          Set.of(ByteBuffer.wrap(shared), ByteBuffer.wrap(StoreFixture.key("own " + i))),
          keys(stores.get(i)),
          NAMES.get(i));
    }
  }

  @Test
  default void clear_takesThisStoreAndNoOther() {
    List<Store<byte[], byte[]>> stores = NAMES.stream().map(fixture()::open).toList();
    byte[] key = StoreFixture.key("k");
    for (int cleared = 0; cleared < stores.size(); cleared++) {
      for (Store<byte[], byte[]> store : stores) {
        store.apply(key, put(Bodies.text("v")));
      }
      stores.get(cleared).clear();
      for (int i = 0; i < stores.size(); i++) {
        boolean existed = stores.get(i).apply(key, Mutation.read()).existed();
        assertEquals(i != cleared, existed, NAMES.get(i) + " after clear of " + NAMES.get(cleared));
      }
    }
  }

  @Test
  default void clear_ofManyEntries_leavesNone() {
    Store<byte[], byte[]> store = fixture().open();
    List<Request<byte[], byte[]>> puts = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      puts.add(new Request<>(fixture().key(), put(Bodies.ofInt(i))));
    }
    store.applyAll(puts);
    assertEquals(3_000, keys(store).size());
    store.clear();
    assertEquals(Set.of(), keys(store));
    store.clear();
    store.apply(fixture().key(), put(Bodies.ofInt(1)));
    assertEquals(1, keys(store).size());
  }
}

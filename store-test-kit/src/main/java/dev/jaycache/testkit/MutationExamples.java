package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operations of JSR-107 as mutations, with what they answer written out by hand. */
interface MutationExamples extends ContractChapter {
  private static Mutation<byte[]> put(Guard<byte[]> guard, String value, Want want) {
    return Mutation.put(guard, Bodies.text(value), Ttl.ETERNAL, Ttl.KEEP, want);
  }

  private static StoredEntry<byte[]> entry(Store<byte[], byte[]> store, byte[] key) {
    StoredEntry<byte[]> entry = store.apply(key, Mutation.read()).previous();
    if (entry == null) {
      throw new AssertionError("there is no entry");
    }
    return entry;
  }

  private static void assertOutcome(
      boolean matched, boolean existed, Effect effect, Outcome<byte[]> outcome) {
    assertEquals(effect, outcome.effect());
    assertEquals(matched, outcome.matched());
    assertEquals(existed, outcome.existed());
  }

  @Test
  default void get_ofAnAbsentEntry_isNone() {
    Outcome<byte[]> outcome = fixture().open().apply(fixture().key(), Mutation.read());
    assertOutcome(false, false, Effect.NONE, outcome);
    assertNull(outcome.previous());
  }

  @Test
  default void put_thenGet_givesTheBytesBack() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    assertOutcome(
        true, false, Effect.CREATED, store.apply(key, put(Guard.any(), "a", Want.EFFECT)));
    assertArrayEquals(Bodies.text("a"), entry(store, key).value());
  }

  @Test
  default void getAndPut_givesTheEntryBefore() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    Outcome<byte[]> first = store.apply(key, put(Guard.any(), "a", Want.PREVIOUS));
    assertOutcome(true, false, Effect.CREATED, first);
    assertNull(first.previous());
    Outcome<byte[]> second = store.apply(key, put(Guard.any(), "b", Want.PREVIOUS));
    assertOutcome(true, true, Effect.UPDATED, second);
    assertArrayEquals(Bodies.text("a"), second.previousValue());
    assertArrayEquals(Bodies.text("b"), entry(store, key).value());
  }

  @Test
  default void put_thatNobodyAsksAbout_saysAtLeastThatItMatched() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    Outcome<byte[]> outcome = store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    assertTrue(outcome.matched());
    assertTrue(List.of(Effect.CREATED, Effect.STORED).contains(outcome.effect()));
    assertNull(outcome.previous());
  }

  @Test
  default void putIfAbsent_storesOnce() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    assertOutcome(
        true, false, Effect.CREATED, store.apply(key, put(Guard.absent(), "a", Want.EFFECT)));
    assertOutcome(
        false, true, Effect.NONE, store.apply(key, put(Guard.absent(), "b", Want.EFFECT)));
    assertArrayEquals(Bodies.text("a"), entry(store, key).value());
  }

  @Test
  default void replace_needsAnEntry() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    assertOutcome(
        false, false, Effect.NONE, store.apply(key, put(Guard.present(), "a", Want.PREVIOUS)));
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    Outcome<byte[]> outcome = store.apply(key, put(Guard.present(), "b", Want.PREVIOUS));
    assertOutcome(true, true, Effect.UPDATED, outcome);
    assertArrayEquals(Bodies.text("a"), outcome.previousValue());
  }

  @Test
  default void replaceByValue_comparesBytes() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    Outcome<byte[]> other =
        store.apply(key, put(new Guard.Value<>(Bodies.text("A")), "b", Want.PREVIOUS));
    assertOutcome(false, true, Effect.NONE, other);
    assertArrayEquals(Bodies.text("a"), other.previousValue());
    assertOutcome(
        true,
        true,
        Effect.UPDATED,
        store.apply(key, put(new Guard.Value<>(Bodies.text("a")), "b", Want.EFFECT)));
    assertArrayEquals(Bodies.text("b"), entry(store, key).value());
  }

  @Test
  default void remove_givesTheEntryBeforeAndLeavesNone() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    Mutation<byte[]> getAndRemove = Mutation.remove(Guard.any(), Want.PREVIOUS);
    assertOutcome(true, false, Effect.NONE, store.apply(key, getAndRemove));
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    Outcome<byte[]> outcome = store.apply(key, getAndRemove);
    assertOutcome(true, true, Effect.REMOVED, outcome);
    assertArrayEquals(Bodies.text("a"), outcome.previousValue());
    assertNull(store.apply(key, Mutation.read()).previous());
  }

  @Test
  default void removeByValue_comparesBytes() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    Mutation<byte[]> other = Mutation.remove(new Guard.Value<>(Bodies.text("b")), Want.EFFECT);
    assertOutcome(false, true, Effect.NONE, store.apply(key, other));
    Mutation<byte[]> same = Mutation.remove(new Guard.Value<>(Bodies.text("a")), Want.EFFECT);
    assertOutcome(true, true, Effect.REMOVED, store.apply(key, same));
    assertOutcome(false, false, Effect.NONE, store.apply(key, same));
  }

  @Test
  default void putByVersion_failsOnceSomebodyElseWroteTheSameValue() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    long read = entry(store, key).version();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    assertNotEquals(read, entry(store, key).version());
    Guard<byte[]> stale = new Guard.Version<>(read);
    assertOutcome(false, true, Effect.NONE, store.apply(key, put(stale, "b", Want.EFFECT)));
    Guard<byte[]> fresh = new Guard.Version<>(entry(store, key).version());
    assertOutcome(true, true, Effect.UPDATED, store.apply(key, put(fresh, "b", Want.EFFECT)));
    assertArrayEquals(Bodies.text("b"), entry(store, key).value());
  }

  @Test
  default void putByVersion_failsOnAnEntryThatWasRemovedAndPutAgain() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    Guard<byte[]> stale = new Guard.Version<>(entry(store, key).version());
    store.apply(key, Mutation.remove(Guard.any(), Want.NOTHING));
    assertOutcome(false, false, Effect.NONE, store.apply(key, put(stale, "b", Want.EFFECT)));
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    assertOutcome(false, true, Effect.NONE, store.apply(key, put(stale, "b", Want.EFFECT)));
  }

  /** Whoever asks for a version may go on from it without a read. */
  @Test
  default void putWithAStamp_storesUnderThatVersion() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    for (Want want : Want.values()) {
      long stamp = Stamps.next();
      store.apply(key, put(Guard.any(), "a", want).withStamp(stamp));
      assertEquals(stamp, entry(store, key).version());
      long next = Stamps.next();
      assertTrue(
          store
              .apply(key, put(new Guard.Version<>(stamp), "b", Want.EFFECT).withStamp(next))
              .matched());
      assertEquals(next, entry(store, key).version());
      long last = Stamps.next();
      store.applyAll(List.of(new Request<>(key, put(Guard.any(), "c", want).withStamp(last))));
      assertEquals(last, entry(store, key).version());
    }
  }

  @Test
  default void touch_leavesTheVersion() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    long version = entry(store, key).version();
    Outcome<byte[]> outcome = store.apply(key, Mutation.access(Ttl.ofMillis(3_600_000)));
    assertOutcome(true, true, Effect.TOUCHED, outcome);
    assertArrayEquals(Bodies.text("a"), outcome.previousValue());
    assertEquals(version, entry(store, key).version());
  }

  @Test
  default void mismatch_underAnAccessExpiryOfZero_removesTheEntry() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "a", Want.NOTHING));
    Mutation<byte[]> replace =
        put(new Guard.Value<>(Bodies.text("x")), "b", Want.EFFECT).withMismatch(Ttl.NOW);
    assertOutcome(false, true, Effect.EXPIRED, store.apply(key, replace));
    assertFalse(store.apply(key, Mutation.read()).existed());
  }

  @Test
  default void put_thatIsExpiredAtOnce_leavesNothing() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    Mutation<byte[]> put =
        Mutation.put(Guard.any(), Bodies.text("a"), Ttl.NOW, Ttl.NOW, Want.EFFECT);
    assertOutcome(true, false, Effect.STILLBORN, store.apply(key, put));
    assertFalse(store.apply(key, Mutation.read()).existed());
    store.apply(key, put(Guard.any(), "b", Want.NOTHING));
    assertOutcome(true, true, Effect.UPDATED_EXPIRED, store.apply(key, put));
    assertFalse(store.apply(key, Mutation.read()).existed());
  }

  @Test
  default void add_countsFromZeroAndWrapsAround() {
    Store<byte[], byte[]> store = fixture().open();
    List<byte[]> sums = new ArrayList<>();
    if (store.canAdd()) {
      byte[] ints = fixture().key();
      byte[] longs = fixture().key();
      for (int i = 0; i < 2; i++) {
        store.apply(ints, Mutation.add(Bodies.ofInt(Integer.MAX_VALUE), Ttl.ETERNAL, Ttl.KEEP));
        store.apply(longs, Mutation.add(Bodies.ofLong(Long.MIN_VALUE + 5), Ttl.ETERNAL, Ttl.KEEP));
        sums.add(entry(store, ints).value());
        sums.add(entry(store, longs).value());
      }
      assertArrayEquals(Bodies.ofInt(Integer.MAX_VALUE), sums.get(0));
      assertArrayEquals(Bodies.ofLong(Long.MIN_VALUE + 5), sums.get(1));
      assertArrayEquals(Bodies.ofInt(-2), sums.get(2));
      assertArrayEquals(Bodies.ofLong(10), sums.get(3));
    }
  }

  @Test
  default void add_acrossEachByte_carries() {
    Store<byte[], byte[]> store = fixture().open();
    if (store.canAdd()) {
      for (int bits = 0; bits < 64; bits++) {
        for (long delta : new long[] {1, -1, 0x0101_0101_0101_0101L}) {
          byte[] key = fixture().key();
          long start = (1L << bits) - 1;
          store.apply(key, Mutation.add(Bodies.ofLong(start), Ttl.ETERNAL, Ttl.KEEP));
          Outcome<byte[]> outcome =
              store.apply(key, Mutation.add(Bodies.ofLong(delta), Ttl.ETERNAL, Ttl.KEEP));
          assertArrayEquals(Bodies.ofLong(start), outcome.previousValue());
          assertEquals(start + delta, Bodies.number(entry(store, key).value()));
        }
      }
    }
  }

  @Test
  default void add_toWhatIsNoSuchNumber_changesNothing() {
    Store<byte[], byte[]> store = fixture().open();
    if (store.canAdd()) {
      for (byte[] other : List.of(Bodies.text("1"), Bodies.ofLong(1), Bodies.text("1234"))) {
        byte[] key = fixture().key();
        store.apply(key, Mutation.put(Guard.any(), other, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
        Outcome<byte[]> outcome =
            store.apply(key, Mutation.add(Bodies.ofInt(1), Ttl.ETERNAL, Ttl.KEEP));
        assertOutcome(false, true, Effect.NONE, outcome);
        assertArrayEquals(other, outcome.previousValue());
        assertArrayEquals(other, entry(store, key).value());
      }
    }
  }
}

package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * For a store on a server that others can write to: what is no envelope, or a damaged one, is no
 * entry. A read is a miss and takes it away; nothing throws. Mixed into the test class of such a
 * backend, beside {@link StoreContract}.
 */
public interface DamagedEntryContract extends ContractChapter {
  /** The server behind the stores of a space. */
  RawAccess raw(StoreSpace space);

  private static Mutation<byte[]> put(Guard<byte[]> guard, Want want) {
    return Mutation.put(guard, Bodies.text("new"), Ttl.ETERNAL, Ttl.ETERNAL, want);
  }

  /** Bytes that are no sound envelope. */
  private static List<byte[]> junk(byte[] sound) {
    List<byte[]> junk = new ArrayList<>();
    for (int length = 0; length < sound.length; length++) {
      junk.add(Arrays.copyOf(sound, length));
    }
    junk.add(Arrays.copyOf(sound, sound.length + 1));
    for (int at = 0; at < sound.length; at++) {
      // Version and expiry are not covered by the checksum: other bytes there are another entry.
      if (at < 2 || at >= sound.length - Bodies.text("value").length - 4) {
        byte[] flipped = sound.clone();
        flipped[at] ^= 0x10;
        junk.add(flipped);
      }
    }
    Random random = new Random(3);
    for (int length : new int[] {1, 10, 11, 100}) {
      junk.add(Bodies.random(length, random));
    }
    junk.add("12345".getBytes(StandardCharsets.US_ASCII));
    return junk;
  }

  @Test
  default void damagedEntry_isAMissAndGoes() {
    Store<byte[], byte[]> store = fixture().open("cache");
    RawAccess raw = raw(fixture().space("cache"));
    byte[] key = fixture().key();
    store.apply(
        key,
        Mutation.put(Guard.any(), Bodies.text("value"), Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
    byte[] sound = raw.read(key);
    assertNotNull(sound);
    assertNotNull(Envelope.open(sound));
    for (byte[] bytes : junk(sound)) {
      raw.write(key, bytes);
      Outcome<byte[]> outcome = store.apply(key, Mutation.read());
      assertFalse(outcome.existed(), () -> Twin.hex(bytes));
      assertNull(outcome.previous());
      assertNull(raw.read(key), () -> "still there: " + Twin.hex(bytes));
    }
    raw.write(key, sound);
    assertArrayEquals(Bodies.text("value"), store.apply(key, Mutation.read()).previousValue());
  }

  @Test
  default void damagedEntry_isAMissInABulkToo() {
    Store<byte[], byte[]> store = fixture().open("cache");
    RawAccess raw = raw(fixture().space("cache"));
    byte[] sound = fixture().key();
    byte[] damaged = fixture().key();
    store.apply(sound, put(Guard.any(), Want.NOTHING));
    raw.write(damaged, new byte[] {1, 2, 3});
    List<Outcome<byte[]>> outcomes =
        store.applyAll(
            List.of(
                new Request<>(damaged, Mutation.read()),
                new Request<>(sound, Mutation.read()),
                new Request<>(damaged, Mutation.read())));
    assertEquals(List.of(false, true, false), outcomes.stream().map(Outcome::existed).toList());
    assertNull(raw.read(damaged));
  }

  @Test
  default void damagedEntry_isAbsentForEachGuardAndAction() {
    Store<byte[], byte[]> store = fixture().open("cache");
    RawAccess raw = raw(fixture().space("cache"));
    List<Guard<byte[]>> guards =
        List.of(Guard.any(), Guard.absent(), Guard.present(), new Guard.Value<>(new byte[] {7}));
    for (Guard<byte[]> guard : guards) {
      boolean matches = guard instanceof Guard.Any || guard instanceof Guard.Absent;
      for (Want want : List.of(Want.EFFECT, Want.PREVIOUS)) {
        byte[] key = fixture().key();
        raw.write(key, new byte[] {7});
        Outcome<byte[]> outcome = store.apply(key, put(guard, want));
        assertEquals(
            new Outcome<byte[]>(matches, false, matches ? Effect.CREATED : Effect.NONE, null),
            outcome);
        assertEquals(matches, store.apply(key, Mutation.read()).existed());
        raw.write(key, new byte[] {7});
        outcome = store.apply(key, Mutation.remove(guard, want));
        assertEquals(new Outcome<byte[]>(matches, false, Effect.NONE, null), outcome);
        assertNull(raw.read(key));
      }
    }
  }

  @Test
  default void addToADamagedEntry_countsFromZero() {
    Store<byte[], byte[]> store = fixture().open("cache");
    RawAccess raw = raw(fixture().space("cache"));
    byte[] key = fixture().key();
    raw.write(key, new byte[] {1, 2, 3});
    if (store.canAdd()) {
      Outcome<byte[]> outcome =
          store.apply(key, Mutation.add(Bodies.ofInt(5), Ttl.ETERNAL, Ttl.KEEP));
      assertEquals(Effect.CREATED, outcome.effect());
      assertArrayEquals(Bodies.ofInt(5), store.apply(key, Mutation.read()).previousValue());
    }
  }

  @Test
  default void envelopeOfAnotherWriter_isAnEntry() {
    Store<byte[], byte[]> store = fixture().open("cache");
    RawAccess raw = raw(fixture().space("cache"));
    byte[] key = fixture().key();
    raw.write(key, Envelope.seal(42, Bodies.ofInt(1)));
    StoredEntry<byte[]> entry = store.apply(key, Mutation.read()).previous();
    assertNotNull(entry);
    assertEquals(42, entry.version());
    Mutation<byte[]> put =
        Mutation.put(new Guard.Version<>(42), Bodies.ofInt(2), Ttl.NOW, Ttl.KEEP, Want.EFFECT);
    assertEquals(Effect.UPDATED, store.apply(key, put).effect());
    assertArrayEquals(Bodies.ofInt(2), store.apply(key, Mutation.read()).previousValue());
  }

  @Test
  default void serversTime_isNoShorterThanTheEntrys() {
    Store<byte[], byte[]> store = fixture().open("cache");
    RawAccess raw = raw(fixture().space("cache"));
    Ttl hour = Ttl.ofMillis(3_600_000);
    byte[] key = fixture().key();
    store.apply(key, Mutation.put(Guard.any(), Bodies.text("a"), hour, hour, Want.NOTHING));
    long left = raw.millisLeft(key);
    assertTrue(left == StoredEntry.UNKNOWN_EXPIRY || left > 1_800_000, () -> left + " ms left");
    store.apply(key, Mutation.access(Ttl.ETERNAL));
    long after = raw.millisLeft(key);
    assertTrue(after == StoredEntry.UNKNOWN_EXPIRY || after == StoredEntry.NEVER_EXPIRES);
  }
}

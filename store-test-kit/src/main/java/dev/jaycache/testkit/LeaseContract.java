package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Leases. A store that nobody shares may ignore them; then each of them acts as if none stood. */
interface LeaseContract extends ContractChapter {
  /** No test takes so long, in ms. */
  long LONG = 3_600_000;

  private static Mutation<byte[]> put(String value, Lease lease) {
    return Mutation.put(
            Guard.<byte[]>any(), Bodies.text(value), Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT)
        .withLease(lease);
  }

  private static Mutation<byte[]> read(Lease lease) {
    return Mutation.<byte[]>read().withLease(lease);
  }

  private static void assertRefused(boolean expected, Store<?, ?> store, Outcome<byte[]> outcome) {
    boolean refused = expected && store.isShared();
    assertEquals(refused, outcome.effect() == Effect.REFUSED);
    if (refused) {
      assertEquals(Outcome.refused(), outcome);
    }
  }

  @Test
  default void takenLease_refusesOthersAndNotThoseWhoDoNotAsk() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    long mine = Stamps.next();
    assertRefused(false, store, store.apply(key, put("mine", Lease.take(mine, LONG))));
    assertRefused(true, store, store.apply(key, put("other", Lease.take(Stamps.next(), LONG))));
    assertRefused(true, store, store.apply(key, put("other", Lease.giveBack(Stamps.next()))));
    assertRefused(true, store, store.apply(key, put("other", Lease.RESPECT)));
    if (store.isShared()) {
      assertArrayEquals(Bodies.text("mine"), store.apply(key, Mutation.read()).previousValue());
    }
    assertRefused(false, store, store.apply(key, put("free", Lease.NONE)));
    assertArrayEquals(Bodies.text("free"), store.apply(key, Mutation.read()).previousValue());
  }

  @Test
  default void ownLease_actsAndProlongs() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    long mine = Stamps.next();
    for (int i = 0; i < 3; i++) {
      String value = "v" + i;
      assertRefused(false, store, store.apply(key, put(value, Lease.take(mine, LONG))));
      assertArrayEquals(Bodies.text(value), store.apply(key, Mutation.read()).previousValue());
    }
    assertRefused(true, store, store.apply(key, read(Lease.RESPECT)));
  }

  @Test
  default void leaseGivenBack_isFree() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    long mine = Stamps.next();
    store.apply(key, read(Lease.take(mine, LONG)));
    Outcome<byte[]> outcome = store.apply(key, put("mine", Lease.giveBack(mine)));
    assertEquals(Effect.CREATED, outcome.effect());
    assertRefused(false, store, store.apply(key, read(Lease.RESPECT)));
    assertRefused(false, store, store.apply(key, read(Lease.take(Stamps.next(), LONG))));
  }

  @Test
  default void leaseGivenBack_thoughTheGuardFailed_isFree() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    long mine = Stamps.next();
    store.apply(key, read(Lease.take(mine, LONG)));
    Mutation<byte[]> failing =
        Mutation.put(
                new Guard.Version<>(Stamps.next()),
                Bodies.text("a"),
                Ttl.ETERNAL,
                Ttl.ETERNAL,
                Want.EFFECT)
            .withLease(Lease.giveBack(mine));
    assertEquals(Effect.NONE, store.apply(key, failing).effect());
    assertRefused(false, store, store.apply(key, read(Lease.RESPECT)));
  }

  @Test
  default void leaseThatNobodyHolds_canBeGivenBack() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    Outcome<byte[]> outcome = store.apply(key, put("a", Lease.giveBack(Stamps.next())));
    assertEquals(Effect.CREATED, outcome.effect());
  }

  @Test
  default void lease_outlivesTheEntryAndIsNoEntry() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    assertNull(store.apply(key, read(Lease.take(Stamps.next(), LONG))).previous());
    try (KeyPages<byte[]> pages = store.keys()) {
      while (pages.hasNext()) {
        assertTrue(pages.next().isEmpty());
      }
    }
    store.apply(key, put("a", Lease.NONE));
    store.apply(key, Mutation.remove(Guard.any(), Want.NOTHING));
    assertRefused(true, store, store.apply(key, read(Lease.RESPECT)));
  }

  @Test
  default void lease_isOfItsKeyOnly() {
    Store<byte[], byte[]> store = fixture().open();
    Store<byte[], byte[]> other = fixture().open("other");
    byte[] key = fixture().key();
    store.apply(key, read(Lease.take(Stamps.next(), LONG)));
    assertRefused(false, store, store.apply(fixture().key(), read(Lease.RESPECT)));
    assertRefused(false, other, other.apply(key, read(Lease.RESPECT)));
  }

  @Test
  default void lease_endsByItself() {
    Store<byte[], byte[]> store = fixture().open();
    TestClock clock = fixture().clock();
    for (long millis = 200; millis <= 25_600; millis *= 2) {
      byte[] key = fixture().key();
      long start = clock.millis();
      store.apply(key, read(Lease.take(Stamps.next(), millis)));
      Outcome<byte[]> meanwhile = store.apply(key, read(Lease.RESPECT));
      if (clock.millis() - start < millis) {
        assertRefused(true, store, meanwhile);
        clock.advance(Duration.ofMillis(millis));
        assertRefused(false, store, store.apply(key, read(Lease.RESPECT)));
        assertRefused(false, store, store.apply(key, read(Lease.take(Stamps.next(), LONG))));
        return;
      }
    }
    fail("this machine takes 25 s for two mutations");
  }

  @Test
  default void prolongedLease_lastsLonger() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    long mine = Stamps.next();
    store.apply(key, read(Lease.take(mine, 100)));
    store.apply(key, read(Lease.take(mine, LONG)));
    fixture().clock().advance(Duration.ofMillis(100));
    assertRefused(true, store, store.apply(key, read(Lease.RESPECT)));
  }
}

package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening and closing. */
interface LifecycleContract extends ContractChapter {
  private static Mutation<byte[]> put() {
    return Mutation.put(Guard.any(), Bodies.text("a"), Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
  }

  @Test
  default void closedTwice_isClosed() {
    Store<byte[], byte[]> store = fixture().open();
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, () -> store.apply(fixture().key(), Mutation.read()));
  }

  @Test
  default void closedStore_refusesEachCall() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.close();
    assertThrows(IllegalStateException.class, () -> store.apply(key, put()));
    assertThrows(
        IllegalStateException.class, () -> store.applyAll(List.of(new Request<>(key, put()))));
    assertThrows(IllegalStateException.class, store::keys);
    assertThrows(IllegalStateException.class, store::clear);
  }

  @Test
  default void closedStore_leavesItsEntriesToTheOthers() {
    Store<byte[], byte[]> first = fixture().open();
    Store<byte[], byte[]> second = fixture().open();
    byte[] key = fixture().key();
    first.apply(key, put());
    first.close();
    assertEquals(first.isShared(), second.apply(key, Mutation.read()).existed());
    if (second.isShared()) {
      second.close();
      assertTrue(fixture().open().apply(key, Mutation.read()).existed());
    }
  }
}

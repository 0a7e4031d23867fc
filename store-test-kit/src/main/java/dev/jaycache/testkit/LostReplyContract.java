package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * For a store on a server: a write that arrived and whose reply did not. The store says what is
 * true or that it does not know; it never answers for its own write as if it were another's, and
 * never writes twice. Mixed into the test class of such a backend, beside {@link StoreContract}.
 */
public interface LostReplyContract extends ContractChapter {
  /** The server does the next write that a store of this test sends, and its reply is lost. */
  void loseNextWriteReply();

  /** The reply to the next read that a store of this test sends is lost. */
  void loseNextReadReply();

  private static Mutation<byte[]> put(Guard<byte[]> guard, String value) {
    return Mutation.put(guard, Bodies.text(value), Ttl.ETERNAL, Ttl.ETERNAL, Want.PREVIOUS);
  }

  /** The outcome, or none where the store says that it does not know. */
  private static Optional<Outcome<byte[]>> attempt(
      Store<byte[], byte[]> store, byte[] key, Mutation<byte[]> mutation) {
    try {
      return Optional.of(store.apply(key, mutation));
    } catch (UnknownOutcomeException e) {
      return Optional.empty();
    }
  }

  private static StoredEntry<byte[]> entry(Store<byte[], byte[]> store, byte[] key) {
    StoredEntry<byte[]> entry = store.apply(key, Mutation.read()).previous();
    if (entry == null) {
      throw new AssertionError("there is no entry");
    }
    return entry;
  }

  @Test
  default void lostReplyOfPutIfAbsent_isNeverADefeat() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    loseNextWriteReply();
    Optional<Outcome<byte[]>> outcome = attempt(store, key, put(Guard.absent(), "mine"));
    assertTrue(outcome.map(Outcome::matched).orElse(true));
    assertArrayEquals(Bodies.text("mine"), entry(store, key).value());
  }

  @Test
  default void lostReplyOfPutByVersion_isNeverADefeat() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "old"));
    Guard<byte[]> guard = new Guard.Version<>(entry(store, key).version());
    loseNextWriteReply();
    Optional<Outcome<byte[]>> outcome = attempt(store, key, put(guard, "mine"));
    assertTrue(outcome.map(Outcome::matched).orElse(true));
    assertArrayEquals(
        Bodies.text("old"), outcome.map(Outcome::previousValue).orElse(Bodies.text("old")));
    assertArrayEquals(Bodies.text("mine"), entry(store, key).value());
  }

  @Test
  default void lostReplyOfGetAndPut_neverGivesItsOwnValue() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "old"));
    loseNextWriteReply();
    Optional<Outcome<byte[]>> outcome = attempt(store, key, put(Guard.any(), "mine"));
    assertArrayEquals(
        Bodies.text("old"), outcome.map(Outcome::previousValue).orElse(Bodies.text("old")));
    assertArrayEquals(Bodies.text("mine"), entry(store, key).value());
  }

  @Test
  default void lostReplyOfRemove_isNeverAMiss() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "old"));
    loseNextWriteReply();
    Optional<Outcome<byte[]>> outcome =
        attempt(store, key, Mutation.remove(Guard.any(), Want.PREVIOUS));
    assertTrue(outcome.map(Outcome::existed).orElse(true));
    assertTrue(!store.apply(key, Mutation.read()).existed());
  }

  @Test
  default void lostReplyOfAdd_addsOnce() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    if (store.canAdd()) {
      Mutation<byte[]> add = Mutation.add(Bodies.ofLong(1), Ttl.ETERNAL, Ttl.KEEP);
      store.apply(key, add);
      loseNextWriteReply();
      attempt(store, key, add);
      assertEquals(2, Bodies.number(entry(store, key).value()));
    }
  }

  @Test
  default void lostReplyOfARead_isAnErrorOrTheValue() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    store.apply(key, put(Guard.any(), "old"));
    loseNextReadReply();
    try {
      assertArrayEquals(Bodies.text("old"), store.apply(key, Mutation.read()).previousValue());
    } catch (StoreException e) {
      assertNotEquals("", e.getMessage());
    }
    assertArrayEquals(Bodies.text("old"), entry(store, key).value());
  }
}

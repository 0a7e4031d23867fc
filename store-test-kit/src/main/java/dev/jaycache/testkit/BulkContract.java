package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Held;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many mutations in one call. */
interface BulkContract extends ContractChapter {
  private static Mutation<byte[]> put(Guard<byte[]> guard, int value, Want want) {
    return Mutation.put(guard, Bodies.ofInt(value), Ttl.ETERNAL, Ttl.KEEP, want);
  }

  @Test
  default void noMutations_haveNoOutcomes() {
    assertEquals(List.of(), fixture().open().applyAll(List.of()));
  }

  @Test
  default void mixedMutations_ofOneKey_runInTheirOrder() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    List<Mutation<byte[]>> mutations =
        List.of(
            Mutation.read(),
            put(Guard.any(), 1, Want.PREVIOUS),
            put(Guard.absent(), 2, Want.PREVIOUS),
            put(Guard.present(), 3, Want.PREVIOUS),
            put(new Guard.Value<>(Bodies.ofInt(3)), 4, Want.EFFECT),
            Mutation.read(),
            Mutation.remove(Guard.any(), Want.PREVIOUS),
            Mutation.remove(Guard.any(), Want.EFFECT),
            put(Guard.absent(), 5, Want.EFFECT),
            Mutation.access(Ttl.NOW),
            Mutation.read());
    List<Outcome<byte[]>> outcomes =
        store.applyAll(mutations.stream().map(each -> new Request<>(key, each)).toList());
    assertEquals(
        List.of(
            Effect.NONE,
            Effect.CREATED,
            Effect.NONE,
            Effect.UPDATED,
            Effect.UPDATED,
            Effect.NONE,
            Effect.REMOVED,
            Effect.NONE,
            Effect.CREATED,
            Effect.EXPIRED,
            Effect.NONE),
        outcomes.stream().map(Outcome::effect).toList());
    assertArrayEquals(Bodies.ofInt(1), outcomes.get(2).previousValue());
    assertArrayEquals(Bodies.ofInt(1), outcomes.get(3).previousValue());
    assertArrayEquals(Bodies.ofInt(4), outcomes.get(5).previousValue());
    assertArrayEquals(Bodies.ofInt(4), outcomes.get(6).previousValue());
    assertArrayEquals(Bodies.ofInt(5), outcomes.get(9).previousValue());
  }

  @Test
  default void thousandReads_haveTheirOutcomesInTheirOrder() {
    Store<byte[], byte[]> store = fixture().open();
    List<Request<byte[], byte[]>> puts = new ArrayList<>();
    List<Request<byte[], byte[]>> reads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] key = fixture().key();
      reads.add(0, new Request<>(key, Mutation.read()));
      // Every seventh is missing, so that a reply that is left out would shift the others.
      if (i % 7 != 0) {
        puts.add(new Request<>(key, put(Guard.any(), i, i % 2 == 0 ? Want.NOTHING : Want.EFFECT)));
      }
    }
    assertTrue(store.applyAll(puts).stream().allMatch(Outcome::matched));
    List<Outcome<byte[]>> outcomes = store.applyAll(reads);
    assertEquals(1_000, outcomes.size());
    for (int i = 0; i < 1_000; i++) {
      byte[] expected = i % 7 == 0 ? null : Bodies.ofInt(i);
      assertArrayEquals(expected, outcomes.get(999 - i).previousValue());
    }
  }

  private static @Nullable Object validator(Outcome<byte[]> outcome) {
    StoredEntry<byte[]> entry = outcome.previous();
    return entry == null ? null : entry.validator();
  }

  @Test
  default void whoHasCopies_isToldWhatIsNoLongerTheSame() {
    Store<byte[], byte[]> store = fixture().open();
    List<Held<byte[]>> held = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      held.add(new Held<>(fixture().key(), null));
    }
    for (int i = 0; i < 3; i++) {
      store.apply(held.get(i).key(), put(Guard.any(), i, Want.NOTHING));
    }
    List<Outcome<byte[]>> whole = store.readAllChanged(held);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(Bodies.ofInt(i), whole.get(i).previousValue());
      held.set(i, new Held<>(held.get(i).key(), validator(whole.get(i))));
    }
    assertFalse(whole.get(3).existed());
    List<Outcome<byte[]>> same = store.readAllChanged(held);
    for (int i = 0; i < 3; i++) {
      assertTrue(same.get(i).existed());
      boolean told = same.get(i).previous() != null;
      assertTrue(told || held.get(i).validator() != null);
      assertArrayEquals(told ? Bodies.ofInt(i) : null, same.get(i).previousValue());
    }
    assertFalse(same.get(3).existed());
    store.apply(held.get(0).key(), Mutation.remove(Guard.any(), Want.NOTHING));
    store.apply(held.get(1).key(), put(Guard.any(), 7, Want.EFFECT));
    store.apply(held.get(3).key(), put(Guard.any(), 8, Want.EFFECT));
    List<Outcome<byte[]>> changed = store.readAllChanged(held);
    assertFalse(changed.get(0).existed());
    assertArrayEquals(Bodies.ofInt(7), changed.get(1).previousValue());
    assertTrue(changed.get(2).existed());
    assertArrayEquals(Bodies.ofInt(8), changed.get(3).previousValue());
  }

  @Test
  default void bulkOfLargeValues_arrivesWhole() {
    Store<byte[], byte[]> store = fixture().open();
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    Random random = new Random(2);
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      values.add(Bodies.random(100_000, random));
      requests.add(
          new Request<>(
              StoreFixture.key("large" + i),
              Mutation.put(Guard.any(), values.get(i), Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING)));
      requests.add(new Request<>(StoreFixture.key("large" + i), Mutation.read()));
    }
    List<Outcome<byte[]>> outcomes = store.applyAll(requests);
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(values.get(i), outcomes.get(2 * i + 1).previousValue());
    }
  }
}

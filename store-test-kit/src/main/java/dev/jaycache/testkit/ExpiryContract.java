package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jaycache.store.Action;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Finite times to live, on stores with a clock of ours and on servers with one of their own. On the
 * latter nothing is concluded from how fast a test ran: where an entry was gone before its turn
 * came, the round is repeated with twice the time.
 */
interface ExpiryContract extends ContractChapter {
  /** No test takes so long. */
  Ttl LONG = Ttl.ofMillis(Duration.ofHours(1).toMillis());

  @Test
  default void finiteTtl_endsAtItsMillisecond() {
    Store<byte[], byte[]> store = fixture().open();
    TestClock clock = fixture().clock();
    byte[] key = fixture().key();
    Ttl ttl = Ttl.ofMillis(200);
    store.apply(key, Mutation.put(Guard.any(), Bodies.text("a"), ttl, ttl, Want.NOTHING));
    if (clock.isManual()) {
      clock.advance(Duration.ofMillis(199));
      assertTrue(store.apply(key, Mutation.read()).existed());
      clock.advance(Duration.ofMillis(1));
    } else {
      clock.advance(Duration.ofMillis(200));
    }
    Outcome<byte[]> read = store.apply(key, Mutation.read());
    assertEquals(Effect.NONE, read.effect());
    assertNull(read.previous());
  }

  @Test
  default void expiredEntry_isAbsentForEveryGuard() {
    Store<byte[], byte[]> store = fixture().open();
    Ttl ttl = Ttl.ofMillis(50);
    List<Request<byte[], byte[]>> later = new ArrayList<>();
    List<Guard<byte[]>> guards =
        List.of(
            Guard.any(), Guard.absent(), Guard.present(), new Guard.Value<>(Bodies.text("old")));
    for (Guard<byte[]> guard : guards) {
      for (Want want : List.of(Want.EFFECT, Want.PREVIOUS)) {
        byte[] key = fixture().key();
        store.apply(key, Mutation.put(Guard.any(), Bodies.text("old"), ttl, ttl, Want.NOTHING));
        Mutation<byte[]> put =
            Mutation.put(guard, Bodies.text("new"), Ttl.ETERNAL, Ttl.ETERNAL, want);
        later.add(new Request<>(key, put));
      }
    }
    fixture().clock().advance(Duration.ofMillis(50));
    for (Request<byte[], byte[]> request : later) {
      Outcome<byte[]> outcome = store.apply(request.key(), request.mutation());
      Guard<byte[]> guard = request.mutation().guard();
      boolean matches = guard instanceof Guard.Any || guard instanceof Guard.Absent;
      assertEquals(matches, outcome.matched(), guard::toString);
      assertEquals(matches ? Effect.CREATED : Effect.NONE, outcome.effect());
      assertNull(outcome.previous());
    }
  }

  @Test
  default void shortLife_endsUnlessAMutationGivesAnother() {
    byte[] value = Bodies.text("new");
    Guard<byte[]> other = new Guard.Value<>(Bodies.text("other"));
    assertFalse(livesOnAfter(Mutation.read()));
    assertFalse(livesOnAfter(Mutation.put(Guard.any(), value, LONG, Ttl.KEEP, Want.EFFECT)));
    assertFalse(livesOnAfter(Mutation.put(Guard.absent(), value, LONG, LONG, Want.EFFECT)));
    assertTrue(livesOnAfter(Mutation.access(LONG)));
    assertTrue(livesOnAfter(Mutation.access(Ttl.ETERNAL)));
    assertTrue(livesOnAfter(Mutation.put(Guard.any(), value, Ttl.NOW, LONG, Want.EFFECT)));
    assertTrue(livesOnAfter(Mutation.put(Guard.any(), value, Ttl.NOW, Ttl.ETERNAL, Want.EFFECT)));
    assertTrue(
        livesOnAfter(Mutation.put(other, value, Ttl.NOW, Ttl.NOW, Want.EFFECT).withMismatch(LONG)));
  }

  /** Whether an entry of a short life outlives it after a mutation. */
  private boolean livesOnAfter(Mutation<byte[]> mutation) {
    Store<byte[], byte[]> store = fixture().open();
    for (long millis = 100; millis <= 25_600; millis *= 2) {
      byte[] key = fixture().key();
      Ttl ttl = Ttl.ofMillis(millis);
      store.apply(key, Mutation.put(Guard.any(), Bodies.text("a"), ttl, ttl, Want.EFFECT));
      if (store.apply(key, mutation).existed()) {
        fixture().clock().advance(Duration.ofMillis(millis));
        return store.apply(key, Mutation.read()).existed();
      }
    }
    return fail("this machine takes 25 s for two mutations");
  }

  @Test
  default void everyMutationOfATtl_leavesTheReferencesExpiry() {
    TestClock clock = fixture().clock();
    for (long millis = 250; millis <= 32_000; millis *= 2) {
      Twin twin = new Twin(fixture().open("c" + millis), clock);
      List<Request<byte[], byte[]>> before = new ArrayList<>();
      List<Request<byte[], byte[]>> then = new ArrayList<>();
      points(Ttl.ofMillis(millis), fixture().open().canAdd(), before, then);
      long start = clock.millis();
      twin.applyAll(before).forEach(Twin.Answer::agreed);
      List<Twin.Answer> answers = twin.applyAll(then);
      boolean inTime = clock.millis() - start < millis;
      if (inTime) {
        answers.forEach(Twin.Answer::agreed);
        clock.advance(Duration.ofMillis(millis));
        for (Request<byte[], byte[]> request : before) {
          twin.apply(request.key(), Mutation.read()).agreed();
        }
        return;
      }
    }
    fail("this machine takes 32 s for 200 mutations");
  }

  /** Pairs of mutations of one key each, such that what counts is the time to live at the end. */
  private void points(
      Ttl shortly,
      boolean canAdd,
      List<Request<byte[], byte[]>> before,
      List<Request<byte[], byte[]>> then) {
    List<Ttl> ttls = List.of(Ttl.KEEP, Ttl.NOW, shortly, LONG, Ttl.ETERNAL);
    byte[] value = Bodies.ofInt(1);
    for (Ttl first : List.of(Ttl.NOW, shortly, LONG, Ttl.ETERNAL)) {
      for (Ttl second : ttls) {
        Ttl create = second.isKeep() ? Ttl.ETERNAL : second;
        List<Mutation<byte[]>> mutations =
            new ArrayList<>(
                List.of(
                    Mutation.put(Guard.any(), value, create, second, Want.NOTHING),
                    Mutation.put(Guard.any(), value, create, second, Want.PREVIOUS),
                    Mutation.put(Guard.present(), value, create, second, Want.EFFECT),
                    Mutation.put(new Guard.Value<>(value), value, create, second, Want.EFFECT),
                    Mutation.put(Guard.absent(), value, create, Ttl.KEEP, Want.EFFECT)
                        .withMismatch(second),
                    Mutation.put(new Guard.Value<>(new byte[1]), value, create, second, Want.EFFECT)
                        .withMismatch(second),
                    Mutation.access(second),
                    Mutation.keep(Guard.any(), second, Want.NOTHING)));
        if (canAdd) {
          mutations.add(Mutation.add(value, create, second));
        }
        for (Mutation<byte[]> mutation : mutations) {
          byte[] key = fixture().key();
          before.add(
              new Request<>(key, Mutation.put(Guard.any(), value, first, first, Want.EFFECT)));
          then.add(new Request<>(key, mutation));
        }
      }
    }
  }

  @Test
  default void veryLongTtl_isTaken() {
    Store<byte[], byte[]> store = fixture().open();
    Ttl ages = Ttl.ofMillis(Ttl.MAX_MILLIS);
    for (Action action : List.of(Action.PUT, Action.KEEP)) {
      byte[] key = fixture().key();
      Ttl first = action == Action.PUT ? ages : LONG;
      store.apply(key, Mutation.put(Guard.any(), Bodies.text("a"), first, first, Want.NOTHING));
      store.apply(key, Mutation.access(ages));
      assertTrue(store.apply(key, Mutation.read()).existed());
    }
  }
}

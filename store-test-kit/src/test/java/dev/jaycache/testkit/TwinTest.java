package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the comparison finds in stores that answer wrongly. */
class TwinTest {
  private static final byte[] KEY = StoreFixture.key("k");
  private final TestClock clock = TestClock.manual();

  /** A way to answer wrongly. */
  enum Lie implements UnaryOperator<Outcome<byte[]>> {
    MATCHED {
      @Override
      public Outcome<byte[]> apply(Outcome<byte[]> o) {
        return new Outcome<>(!o.matched(), o.existed(), o.effect(), o.previous());
      }
    },
    EXISTED {
      @Override
      public Outcome<byte[]> apply(Outcome<byte[]> o) {
        return new Outcome<>(o.matched(), !o.existed(), o.effect(), o.previous());
      }
    },
    STORED {
      @Override
      public Outcome<byte[]> apply(Outcome<byte[]> o) {
        return new Outcome<>(o.matched(), o.existed(), Effect.STORED, o.previous());
      }
    },
    NO_PREVIOUS {
      @Override
      public Outcome<byte[]> apply(Outcome<byte[]> o) {
        return o.with(null);
      }
    },
    OTHER_VALUE {
      @Override
      public Outcome<byte[]> apply(Outcome<byte[]> o) {
        return o.with(new StoredEntry<>(Bodies.text("x"), 1, StoredEntry.NEVER_EXPIRES));
      }
    },
    OTHER_EXPIRY {
      @Override
      public Outcome<byte[]> apply(Outcome<byte[]> o) {
        return o.with(new StoredEntry<>(Bodies.text("a"), 1, 1));
      }
    }
  }

  private Store<byte[], byte[]> store(UnaryOperator<Outcome<byte[]>> lie) {
    ReferenceStore honest = new ReferenceStore(clock);
    return new Store<>() {
      @Override
      public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
        return lie.apply(honest.apply(key, mutation));
      }

      @Override
      public KeyPages<byte[]> keys() {
        return honest.keys();
      }

      @Override
      public void clear() {
        honest.clear();
      }

      @Override
      public void close() {
        honest.close();
      }
    };
  }

  private static Mutation<byte[]> put(String value, Want want) {
    return Mutation.put(Guard.any(), Bodies.text(value), Ttl.ETERNAL, Ttl.ETERNAL, want);
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void wrongAnswer_isADifference(Lie lie) {
    boolean[] lying = {false};
    Twin twin = new Twin(store(o -> lying[0] ? lie.apply(o) : o), clock);
    assertNull(twin.apply(KEY, put("a", Want.PREVIOUS)).difference());
    lying[0] = true;
    Twin.Answer answer = twin.apply(KEY, put("b", Want.PREVIOUS));
    assertNotNull(answer.difference());
    assertThrows(AssertionError.class, answer::agreed);
  }

  @Test
  void versionThatStays_isADifference() {
    Twin twin =
        new Twin(
            store(
                o -> {
                  StoredEntry<byte[]> p = o.previous();
                  return p == null ? o : o.with(new StoredEntry<>(p.value(), 7, p.expiresAt()));
                }),
            clock);
    twin.apply(KEY, put("a", Want.EFFECT)).agreed();
    twin.apply(KEY, Mutation.read()).agreed();
    twin.apply(KEY, put("b", Want.EFFECT)).agreed();
    String difference = twin.apply(KEY, Mutation.read()).difference();
    assertTrue(String.valueOf(difference).contains("version stayed"));
  }

  @Test
  void versionThatChangesByATouch_isADifference() {
    long[] next = {0};
    Twin twin =
        new Twin(
            store(
                o -> {
                  StoredEntry<byte[]> p = o.previous();
                  return p == null
                      ? o
                      : o.with(new StoredEntry<>(p.value(), next[0]++, p.expiresAt()));
                }),
            clock);
    twin.apply(KEY, put("a", Want.EFFECT)).agreed();
    twin.apply(KEY, Mutation.read()).agreed();
    String difference = twin.apply(KEY, Mutation.read()).difference();
    assertTrue(String.valueOf(difference).contains("version changed"));
  }

  @Test
  void storedIsFine_whereNobodyAsked() {
    Twin twin = new Twin(store(Lie.STORED), clock);
    assertEquals(Effect.CREATED, twin.apply(KEY, put("a", Want.NOTHING)).agreed().effect());
    assertNotNull(twin.apply(KEY, put("a", Want.EFFECT)).difference());
  }
}

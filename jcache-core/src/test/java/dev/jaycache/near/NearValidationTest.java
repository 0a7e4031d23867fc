package dev.jaycache.near;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.codec.Codec;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.Effect;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Held;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Copies that are too old, over a store that recognises its entries. */
class NearValidationTest {
  private static final long MAX_STALENESS = 2_000;
  private static final Mutation<String> READ = Mutation.read();
  private static final Outcome<String> SAME = new Outcome<>(true, true, Effect.NONE, null);

  /** A server that recognises entries by their versions, and counts what it tells. */
  private static final class Server extends FilterStore<String, String> {
    private int trips;
    private int values;
    private int questions;
    private boolean forgetful;
    private @Nullable String lost;
    private Runnable meanwhile = () -> {};

    Server(Store<String, String> store) {
      super(store);
    }

    @Override
    public Outcome<String> apply(String key, Mutation<String> mutation) {
      return store.apply(key, mutation);
    }

    @Override
    public Outcome<String> readWhole(String key) {
      throw new AssertionError("a read that brings no validator");
    }

    @Override
    public List<Outcome<String>> readAllChanged(List<Held<String>> wanted) {
      trips++;
      List<@Nullable Outcome<String>> told = new ArrayList<>();
      for (Held<String> held : wanted) {
        told.add(held.key().equals(lost) ? null : tell(held));
      }
      Runnable event = meanwhile;
      meanwhile = () -> {};
      event.run();
      if (lost != null) {
        throw new StoreException("one is lost").withOutcomes(told);
      }
      return told;
    }

    private Outcome<String> tell(Held<String> held) {
      questions += held.validator() == null ? 0 : 1;
      Outcome<String> outcome = store.readWhole(held.key());
      StoredEntry<String> entry = outcome.previous();
      if (entry == null) {
        return outcome;
      }
      Long version = entry.version();
      if (version.equals(held.validator())) {
        return SAME;
      }
      values++;
      return outcome.with(entry.withValidator(forgetful ? null : version));
    }

    @Override
    public void clear() {
      store.clear();
    }
  }

  private static final Codec<String, Object> SELF =
      new Codec<>() {
        @Override
        public Object encode(String value) {
          return value;
        }

        @Override
        public String decode(Object encoded) {
          return (String) encoded;
        }
      };

  /** Each reader gets a text of his own. */
  private static final Codec<String, Object> COPIED =
      new Codec<>() {
        @Override
        public Object encode(String value) {
          return value.toCharArray();
        }

        @Override
        public String decode(Object encoded) {
          return new String((char[]) encoded);
        }
      };

  private long millis = 1_000;
  private final LocalStore<String, String> entries =
      new LocalStore<>(Bounds.none(), new PlainValues<>(), () -> Instant.ofEpochMilli(millis));
  private final Server server = new Server(entries);
  private NearStore<String, String> near = near(SELF, NearBounds.UNLIMITED);

  private NearStore<String, String> near(Codec<String, Object> values, long ttlMillis) {
    return new NearStore<>(
        server,
        new NearStore.Copies<>(SELF, values),
        new NearBounds(
            100,
            NearBounds.UNLIMITED,
            null,
            TimeUnit.MILLISECONDS.toNanos(MAX_STALENESS),
            ttlMillis == NearBounds.UNLIMITED
                ? NearBounds.UNLIMITED
                : TimeUnit.MILLISECONDS.toNanos(ttlMillis),
            true),
        new NearStore.Clock(
            () -> TimeUnit.MILLISECONDS.toNanos(millis), () -> Instant.ofEpochMilli(millis)));
  }

  private static Mutation<String> put(String value, Ttl ttl) {
    return Mutation.put(Guard.any(), value, ttl, ttl, Want.NOTHING);
  }

  private void elsewhere(String key, String value) {
    entries.apply(key, put(value, Ttl.ETERNAL));
  }

  private @Nullable String read(String key) {
    return near.readNear(key, READ).previousValue();
  }

  private long counted(String name) {
    return near.counters().get(name);
  }

  private void assertTold(int trips, int values) {
    assertEquals(List.of(trips, values), List.of(server.trips, server.values));
  }

  @Test
  void unchangedCopy_isServedOnWithoutItsValue() {
    elsewhere("k", "a");
    assertEquals("a", read("k"));
    for (int i = 0; i < 5; i++) {
      millis += MAX_STALENESS;
      assertEquals("a", read("k"));
      millis += MAX_STALENESS - 1;
      assertEquals("a", read("k"));
    }
    assertTold(6, 1);
    assertEquals(5, counted("near-validations-confirmed"));
    assertEquals(0, counted("near-validations-failed"));
    assertEquals(5, counted("near-hits"));
    assertEquals(6, counted("near-misses"));
  }

  @Test
  void changedEntry_isTold() {
    elsewhere("k", "a");
    read("k");
    elsewhere("k", "b");
    millis += MAX_STALENESS;
    assertEquals("b", read("k"));
    millis += MAX_STALENESS;
    assertEquals("b", read("k"));
    assertTold(3, 2);
    entries.clear();
    millis += MAX_STALENESS;
    assertNull(read("k"));
    assertEquals(3, server.questions);
    // Nobody asks again for what is gone.
    assertNull(read("k"));
    assertEquals(3, server.questions);
    assertEquals(0, counted("near-entries"));
    assertEquals(1, counted("near-validations-confirmed"));
    assertEquals(2, counted("near-validations-failed"));
  }

  /** It was true when the question was sent, at least, and not when the answer came. */
  @Test
  void renewedCopy_isAsOldAsTheQuestion() {
    elsewhere("k", "a");
    read("k");
    millis += MAX_STALENESS;
    server.meanwhile = () -> millis += 1_500;
    assertEquals("a", read("k"));
    elsewhere("k", "b");
    millis += 499;
    assertEquals("a", read("k"));
    millis += 1;
    assertEquals("b", read("k"));
  }

  @Test
  void ownWriteMeanwhile_isSeenAtOnce() {
    elsewhere("k", "a");
    read("k");
    millis += MAX_STALENESS;
    server.meanwhile = () -> near.apply("k", put("b", Ttl.ETERNAL));
    assertEquals("a", read("k"));
    assertEquals("b", read("k"));
    assertEquals(1, counted("near-fills-refused"));
  }

  @Test
  void ownClearMeanwhile_endsTheCopy() {
    elsewhere("k", "a");
    read("k");
    millis += MAX_STALENESS;
    server.meanwhile = near::clear;
    assertEquals("a", read("k"));
    assertNull(read("k"));
  }

  @Test
  void copyOfBefore_isNotAskedForAfterAClear() {
    elsewhere("k", "a");
    read("k");
    near.clear();
    elsewhere("k", "a");
    assertEquals("a", read("k"));
    assertTold(2, 2);
  }

  @Test
  void validation_doesNotProlongTheEntry() {
    entries.apply("k", put("a", Ttl.ofMillis(3_000)));
    read("k");
    millis += MAX_STALENESS;
    assertEquals("a", read("k"));
    assertTold(2, 1);
    millis += 999;
    assertEquals("a", read("k"));
    assertTold(2, 1);
    millis += 1;
    assertNull(read("k"));
    assertTold(3, 1);
  }

  @Test
  void validation_doesNotProlongTheTtl() {
    near = near(SELF, 3_000);
    elsewhere("k", "a");
    read("k");
    millis += MAX_STALENESS;
    read("k");
    assertTold(2, 1);
    millis += 1_000;
    assertEquals("a", read("k"));
    assertTold(3, 2);
  }

  @Test
  void copyThatNobodyRecognises_isReadAgain() {
    server.forgetful = true;
    elsewhere("k", "a");
    for (int i = 1; i <= 3; i++) {
      assertEquals("a", read("k"));
      assertTold(i, i);
      millis += MAX_STALENESS;
    }
    assertEquals(0, counted("near-validations-failed"));
  }

  @Test
  void renewedCopies_areDecodedForEachReader() {
    near = near(COPIED, NearBounds.UNLIMITED);
    elsewhere("k", "a");
    String first = read("k");
    millis += MAX_STALENESS;
    String second = read("k");
    String third = read("k");
    assertEquals(List.of("a", "a", "a"), List.of(first, second, third));
    assertNotSame(second, third);
    assertTold(2, 1);
  }

  @Test
  void bulk_isOneTripForAll() {
    for (String key : List.of("k", "l", "m", "n")) {
      elsewhere(key, key);
    }
    List<Request<String, String>> all = new ArrayList<>();
    for (String key : List.of("n", "k", "o", "l", "m")) {
      all.add(new Request<>(key, READ));
    }
    near.readAllNear(all.subList(1, 5));
    assertTold(1, 3);
    millis += MAX_STALENESS - 1;
    read("n");
    millis += 1;
    elsewhere("l", "new");
    List<@Nullable String> told = new ArrayList<>();
    near.readAllNear(all).forEach(outcome -> told.add(outcome.previousValue()));
    List<@Nullable String> expected = new ArrayList<>(List.of("n", "k", "", "new", "m"));
    expected.set(2, null);
    assertEquals(expected, told);
    assertTold(3, 5);
    assertEquals(2, counted("near-validations-confirmed"));
  }

  @Test
  void bulkThatFailsInPart_tellsTheRest() {
    elsewhere("k", "a");
    elsewhere("l", "a");
    List<Request<String, String>> both =
        List.of(new Request<>("k", READ), new Request<>("l", READ));
    near.readAllNear(both);
    millis += MAX_STALENESS;
    server.lost = "l";
    StoreException error = assertThrows(StoreException.class, () -> near.readAllNear(both));
    List<@Nullable Outcome<String>> told = error.outcomes(2);
    assertEquals("a", told.get(0).previousValue());
    assertNull(told.get(1));
    server.lost = null;
    assertEquals("a", read("k"));
    assertTold(2, 2);
    assertEquals("a", read("l"));
    assertTold(3, 2);
  }

  @Test
  void whoAsksWhetherThereIsAnEntry_isNotToldByAnOldCopy() {
    Mutation<String> exists = Mutation.keep(Guard.present(), Ttl.KEEP, Want.EFFECT);
    elsewhere("k", "a");
    read("k");
    entries.clear();
    millis += MAX_STALENESS;
    assertFalse(near.readNear("k", exists).existed());
    assertTold(1, 1);
  }
}

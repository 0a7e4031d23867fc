package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Request;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodedStoreTest {
  private static final Ttl HOUR = Ttl.ofMillis(3_600_000);

  /** Equal in any case; its text tells them apart, as bytes do with equal maps. */
  private record Word(String text) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Word that && text.equalsIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
      return text.toLowerCase(Locale.ROOT).hashCode();
    }
  }

  /** Words as text; what begins with "damaged" is none. */
  private static final class Words implements Codec<Word, String> {
    @Override
    public String encode(Word value) {
      return value.text();
    }

    @Override
    public Word decode(String encoded) {
      if (encoded.startsWith("damaged")) {
        throw new UndecodableException(encoded);
      }
      return new Word(encoded);
    }
  }

  private final LocalStore<String, String> inner =
      new LocalStore<>(Bounds.none(), new PlainValues<>(), InstantSource.system());
  private final CodedStore<Word, Word, String, String> store =
      new CodedStore<>(inner, new Words(), new Words(), false);
  private final Word key = new Word("key");

  private void write(String key, String encoded) {
    inner.apply(key, Mutation.put(Guard.any(), encoded, HOUR, HOUR, Want.NOTHING));
  }

  private String stored(String key) {
    return inner.apply(key, Mutation.read()).previousValue();
  }

  private static Mutation<Word> replace(String old, String value, Ttl onMismatch) {
    return Mutation.put(new Guard.Value<>(new Word(old)), new Word(value), HOUR, HOUR, Want.EFFECT)
        .withMismatch(onMismatch);
  }

  @Test
  void valueThatIsEqualInOtherBytes_matches() {
    write("key", "OLD");
    Outcome<Word> outcome = store.apply(key, replace("old", "new", Ttl.NOW));
    assertTrue(outcome.matched());
    assertEquals(Effect.UPDATED, outcome.effect());
    assertEquals("new", stored("key"));
    write("key", "NEW");
    assertTrue(
        store
            .apply(key, Mutation.remove(new Guard.Value<>(new Word("new")), Want.EFFECT))
            .matched());
    assertNull(stored("key"));
  }

  @Test
  void valueThatIsNotEqual_doesNotMatchAndItsMismatchCounts() {
    write("key", "other");
    Outcome<Word> kept = store.apply(key, replace("old", "new", Ttl.KEEP));
    assertFalse(kept.matched());
    assertTrue(kept.existed());
    assertEquals("other", stored("key"));
    Outcome<Word> touched = store.apply(key, replace("old", "new", HOUR));
    assertEquals(Effect.TOUCHED, touched.effect());
    Outcome<Word> ended = store.apply(key, replace("old", "new", Ttl.NOW));
    assertFalse(ended.matched());
    assertTrue(ended.existed());
    assertEquals(Effect.EXPIRED, ended.effect());
    assertNull(stored("key"));
  }

  /** What may meet a damaged entry. */
  @SuppressWarnings("ImmutableEnumChecker") // the suppliers are constants
  private enum Meeting {
    READ(Mutation::read, Effect.NONE),
    TOUCH(() -> Mutation.access(HOUR), Effect.NONE),
    END(() -> Mutation.access(Ttl.NOW), Effect.NONE),
    PUT(() -> put(Guard.any(), HOUR), Effect.CREATED),
    PUT_FOR_NO_TIME(() -> put(Guard.any(), Ttl.NOW), Effect.STILLBORN),
    INSERT(() -> put(Guard.absent(), HOUR), Effect.CREATED),
    REMOVE(() -> Mutation.remove(Guard.any(), Want.PREVIOUS), Effect.NONE),
    REPLACE_VALUE(() -> replace("old", "new", HOUR), Effect.NONE),
    REPLACE_VALUE_OR_END(() -> replace("old", "new", Ttl.NOW), Effect.NONE),
    REMOVE_VALUE(
        () -> Mutation.remove(new Guard.Value<>(new Word("old")), Want.PREVIOUS), Effect.NONE);

    private final Supplier<Mutation<Word>> mutation;
    private final Effect effect;

    Meeting(Supplier<Mutation<Word>> mutation, Effect effect) {
      this.mutation = mutation;
      this.effect = effect;
    }

    private static Mutation<Word> put(Guard<Word> guard, Ttl ttl) {
      return Mutation.put(guard, new Word("new"), ttl, ttl, Want.PREVIOUS);
    }
  }

  @Test
  void damagedEntry_staysWhereItIsReadUnasked() {
    write("key", "damaged");
    write("other", "whole");
    List<Outcome<Word>> read = store.sparing().readAllWhole(List.of(key, new Word("other")));
    assertFalse(read.get(0).existed());
    assertEquals(new Word("whole"), read.get(1).previousValue());
    assertFalse(store.sparing().readWhole(key).existed());
    assertEquals("damaged", stored("key"));
  }

  @ParameterizedTest
  @EnumSource(Meeting.class)
  void damagedEntry_isAsIfThereWereNone(Meeting meeting) {
    write("key", "damaged");
    Outcome<Word> alone = store.apply(key, meeting.mutation.get());
    Outcome<Word> ofNothing =
        new CodedStore<>(
                new LocalStore<>(Bounds.none(), new PlainValues<>(), InstantSource.system()),
                new Words(),
                new Words(),
                false)
            .apply(key, meeting.mutation.get());
    assertEquals(ofNothing, alone);
    assertEquals(meeting.effect, alone.effect());
    assertFalse(alone.existed());
    assertEquals(meeting.effect == Effect.CREATED ? "new" : null, stored("key"));
  }

  @ParameterizedTest
  @EnumSource(Meeting.class)
  void damagedEntryInABulk_isAsIfThereWereNone(Meeting meeting) {
    write("key", "damaged");
    write("sound", "old");
    List<Outcome<Word>> outcomes =
        store.applyAll(
            List.of(
                new Request<>(new Word("sound"), Mutation.read()),
                new Request<>(key, meeting.mutation.get())));
    assertEquals(new Word("old"), outcomes.get(0).previousValue());
    assertEquals(meeting.effect, outcomes.get(1).effect());
    assertFalse(outcomes.get(1).existed());
    assertEquals(meeting.effect == Effect.CREATED ? "new" : null, stored("key"));
  }

  @Test
  void damagedKey_isNotListed() {
    write("damaged key", "value");
    write("sound", "value");
    List<Word> listed = new ArrayList<>();
    try (var pages = store.keys()) {
      while (pages.hasNext()) {
        listed.addAll(pages.next());
      }
    }
    assertEquals(List.of(new Word("sound")), listed);
  }
}

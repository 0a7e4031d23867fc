package dev.jaycache.testkit;

import dev.jaycache.store.Action;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store under test beside a {@link ReferenceStore}: both get each mutation, and their answers are
 * compared. Each stamps its own versions, so mutations name the reference's, which are translated
 * by the pairs seen so far; that the pairs stay one to one is part of the comparison. For one
 * thread.
 */
public final class Twin {
  /**
   * What both said.
   *
   * @param expected by the reference
   * @param actual by the store under test
   * @param difference what is wrong, or null
   */
  public record Answer(
      Outcome<byte[]> expected, Outcome<byte[]> actual, @Nullable String difference) {
    /** Fails the test where there is a difference. */
    public Outcome<byte[]> agreed() {
      if (difference != null) {
        throw new AssertionError(difference);
      }
      return expected;
    }
  }

  /** Far more than a test takes, far less than between the finite times that tests use. */
  private static final long TOLERANCE_MILLIS = Duration.ofMinutes(20).toMillis();

  private final Store<byte[], byte[]> store;
  private final TestClock clock;
  private final ReferenceStore reference;
  private final Map<Long, Long> toStore = new HashMap<>();
  private final Map<Long, Long> toReference = new HashMap<>();

  /** A store beside an empty reference. */
  public Twin(Store<byte[], byte[]> store, TestClock clock) {
    this.store = store;
    this.clock = clock;
    this.reference = new ReferenceStore(clock);
  }

  /** The reference. */
  public ReferenceStore reference() {
    return reference;
  }

  /** Runs one mutation on both. */
  public Answer apply(byte[] key, Mutation<byte[]> mutation) {
    Outcome<byte[]> expected = reference.apply(key, mutation);
    Outcome<byte[]> actual = store.apply(key, translate(mutation));
    return compare(key, mutation, expected, actual);
  }

  /** Runs mutations as one bulk on the store, one by one on the reference. */
  public List<Answer> applyAll(List<Request<byte[], byte[]>> requests) {
    List<Request<byte[], byte[]>> translated = new ArrayList<>();
    for (Request<byte[], byte[]> request : requests) {
      translated.add(new Request<>(request.key(), translate(request.mutation())));
    }
    List<Outcome<byte[]>> expected = reference.applyAll(requests);
    List<Outcome<byte[]>> actual = store.applyAll(translated);
    if (actual.size() != expected.size()) {
      throw new AssertionError(
          "a bulk of " + requests.size() + " mutations has " + actual.size() + " outcomes");
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      Request<byte[], byte[]> request = requests.get(i);
      answers.add(compare(request.key(), request.mutation(), expected.get(i), actual.get(i)));
    }
    return answers;
  }

  private Mutation<byte[]> translate(Mutation<byte[]> mutation) {
    return mutation.guard() instanceof Guard.Version<byte[]> asked
        ? mutation.withGuard(
            new Guard.Version<>(toStore.getOrDefault(asked.version(), Stamps.next())))
        : mutation;
  }

  private Answer compare(
      byte[] key, Mutation<byte[]> mutation, Outcome<byte[]> expected, Outcome<byte[]> actual) {
    String wrong = difference(mutation, expected, actual);
    return new Answer(
        expected,
        actual,
        wrong == null
            ? null
            : wrong
                + "\n  key      "
                + hex(key)
                + "\n  mutation "
                + show(mutation)
                + "\n  expected "
                + show(expected)
                + "\n  actual   "
                + show(actual));
  }

  private @Nullable String difference(
      Mutation<byte[]> mutation, Outcome<byte[]> expected, Outcome<byte[]> actual) {
    if (expected.matched() != actual.matched()) {
      return "matched differs";
    }
    boolean stored =
        actual.effect() == Effect.STORED
            && mutation.want() == Want.NOTHING
            && (mutation.action() == Action.PUT || mutation.action() == Action.ADD)
            && (expected.effect() == Effect.CREATED || expected.effect() == Effect.UPDATED);
    boolean gone =
        actual.effect() == Effect.GONE
            && mutation.want() == Want.NOTHING
            && mutation.action() == Action.REMOVE
            && (expected.effect() == Effect.REMOVED || expected.effect() == Effect.NONE);
    if (!stored && !gone && expected.effect() != actual.effect()) {
      return "the effect differs";
    }
    if (!stored && !gone && expected.existed() != actual.existed()) {
      return "existed differs";
    }
    return difference(expected.previous(), actual.previous());
  }

  private @Nullable String difference(
      @Nullable StoredEntry<byte[]> expected, @Nullable StoredEntry<byte[]> actual) {
    if (expected == null || actual == null) {
      return expected == null && actual == null ? null : "one has a previous entry, the other none";
    }
    if (!Arrays.equals(expected.value(), actual.value())) {
      return "the previous value differs";
    }
    if (!sameExpiry(expected.expiresAt(), actual.expiresAt())) {
      return "the previous expiry differs";
    }
    Long knownActual = toStore.putIfAbsent(expected.version(), actual.version());
    if (knownActual != null && knownActual != actual.version()) {
      return "the version changed though no value was written";
    }
    Long knownExpected = toReference.putIfAbsent(actual.version(), expected.version());
    return knownExpected != null && knownExpected != expected.version()
        ? "the version stayed though a value was written"
        : null;
  }

  /** Whether an expiry is the expected one, as exactly as the clock allows. */
  private boolean sameExpiry(long expected, long actual) {
    if (actual == StoredEntry.UNKNOWN_EXPIRY || expected == actual) {
      return true;
    }
    return !clock.isManual()
        && expected != StoredEntry.NEVER_EXPIRES
        && actual != StoredEntry.NEVER_EXPIRES
        && Math.abs(expected - actual) < TOLERANCE_MILLIS;
  }

  /** Compares what the server says of an entry's time with what the reference knows. */
  public @Nullable String expiryDifference(byte[] key, RawAccess raw) {
    StoredEntry<byte[]> expected = reference.apply(key, Mutation.read()).previous();
    long left = expected == null ? StoredEntry.UNKNOWN_EXPIRY : raw.millisLeft(key);
    if (expected == null || left == StoredEntry.UNKNOWN_EXPIRY) {
      return null;
    }
    long actual = left == StoredEntry.NEVER_EXPIRES ? left : clock.millis() + left;
    return sameExpiry(expected.expiresAt(), actual)
        ? null
        : "key " + hex(key) + " expires at " + actual + " instead of " + expected.expiresAt();
  }

  static String hex(byte @Nullable [] bytes) {
    return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
  }

  private static String show(Mutation<byte[]> mutation) {
    String guard =
        mutation.guard() instanceof Guard.Value<byte[]> asked
            ? "Value[" + hex(asked.value()) + ']'
            : mutation.guard().toString();
    return guard
        + ' '
        + mutation.action()
        + ' '
        + hex(mutation.value())
        + " create="
        + mutation.onCreate().millis()
        + " existing="
        + mutation.onExisting().millis()
        + " mismatch="
        + mutation.onMismatch().millis()
        + " want="
        + mutation.want()
        + ' '
        + mutation.lease();
  }

  private static String show(Outcome<byte[]> outcome) {
    StoredEntry<byte[]> previous = outcome.previous();
    return "matched="
        + outcome.matched()
        + " existed="
        + outcome.existed()
        + ' '
        + outcome.effect()
        + (previous == null
            ? ""
            : " " + hex(previous.value()) + " expiresAt=" + previous.expiresAt());
  }
}

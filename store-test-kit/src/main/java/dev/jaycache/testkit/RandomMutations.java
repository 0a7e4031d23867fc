package dev.jaycache.testkit;

import dev.jaycache.store.Action;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Mutations by chance over few keys and few values, so that they meet. The same seed gives the same
 * ones, but for version stamps. For one thread.
 */
final class RandomMutations {
  /**
   * What to choose from.
   *
   * @param adding whether {@link Action#ADD} and {@link Action#SUBTRACT} are among the actions
   * @param leasing whether mutations carry leases
   * @param brief whether times to live are so short that an advancing clock passes them; else hours
   * @param timing whether entries get times to live that end; else they live for ever or end at
   *     once
   */
  record Choice(boolean adding, boolean leasing, boolean brief, boolean timing) {}

  private static final int KEYS = 6;

  /** Removals are rare, or there would be little to find. */
  private static final List<Action> ACTIONS =
      List.of(
          Action.KEEP,
          Action.KEEP,
          Action.PUT,
          Action.PUT,
          Action.PUT,
          Action.PUT,
          Action.ADD,
          Action.ADD,
          Action.SUBTRACT,
          Action.REMOVE);

  private static final List<byte[]> VALUES =
      List.of(
          Bodies.text(""),
          Bodies.text("a"),
          Bodies.text("b"),
          Bodies.ofInt(1),
          Bodies.ofInt(Integer.MIN_VALUE),
          Bodies.ofLong(1),
          Bodies.ofLong(-255));

  private final Random random;
  private final Choice choice;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<List<Long>> versions = new ArrayList<>();

  RandomMutations(long seed, Choice choice) {
    this.random = new Random(seed);
    this.choice = choice;
    for (int i = 0; i < KEYS; i++) {
      keys.add(StoreFixture.key("key" + i));
      versions.add(new ArrayList<>());
    }
  }

  /** Whether something happens that has this probability. */
  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  int upTo(int bound) {
    return 1 + random.nextInt(bound);
  }

  /** The keys that all mutations are about. */
  List<byte[]> keys() {
    return keys;
  }

  Request<byte[], byte[]> next() {
    int key = random.nextInt(KEYS);
    Mutation<byte[]> mutation =
        happens(0.1) ? Mutation.read() : mutation(versions.get(key)).withLease(lease());
    return new Request<>(keys.get(key), mutation);
  }

  /** Takes note of an entry that was seen, so that later guards can name its version. */
  void saw(byte[] key, @Nullable StoredEntry<byte[]> entry) {
    for (int i = 0; entry != null && i < KEYS; i++) {
      if (keys.get(i) == key) {
        List<Long> seen = versions.get(i);
        if (!seen.contains(entry.version())) {
          seen.add(entry.version());
        }
        if (seen.size() > 3) {
          seen.remove(0);
        }
      }
    }
  }

  private Mutation<byte[]> mutation(List<Long> seen) {
    Action action = one(ACTIONS);
    if (action.isArithmetic() && !choice.adding()) {
      action = Action.PUT;
    }
    byte @Nullable [] value =
        switch (action) {
          case PUT -> one(VALUES);
          case ADD, SUBTRACT -> number();
          case KEEP, REMOVE -> null;
        };
    Ttl onCreate = ttl();
    return new Mutation<>(
        guard(seen),
        action,
        value,
        action.isArithmetic() && happens(0.5) ? number() : null,
        onCreate.isKeep() ? Ttl.ETERNAL : onCreate,
        ttl(),
        happens(0.6) ? Ttl.KEEP : ttl(),
        one(Want.values()),
        Lease.NONE,
        happens(0.5) ? Stamps.next() : 0);
  }

  private byte[] number() {
    return one(VALUES.subList(3, VALUES.size()));
  }

  private Guard<byte[]> guard(List<Long> seen) {
    return switch (random.nextInt(6)) {
      case 0 -> Guard.absent();
      case 1 -> Guard.present();
      case 2 -> new Guard.Value<>(one(VALUES));
      case 3 -> {
        // Mostly the newest: an older one has a chance to hold only by mistake.
        int newest = seen.size() - 1;
        yield new Guard.Version<>(
            seen.isEmpty()
                ? Stamps.next()
                : seen.get(happens(0.7) ? newest : random.nextInt(seen.size())));
      }
      default -> Guard.any();
    };
  }

  private Ttl ttl() {
    if (!choice.timing()) {
      return happens(0.05) ? Ttl.NOW : Ttl.KEEP;
    }
    return switch (random.nextInt(16)) {
      case 0 -> Ttl.NOW;
      case 1, 2, 3, 4 -> Ttl.ETERNAL;
      case 5, 6, 7, 8, 9 ->
          Ttl.ofMillis(choice.brief() ? upTo(50) : Duration.ofHours(upTo(3)).toMillis());
      default -> Ttl.KEEP;
    };
  }

  private Lease lease() {
    if (!choice.leasing() || happens(0.5)) {
      return Lease.NONE;
    }
    long token = upTo(3);
    return switch (random.nextInt(4)) {
      case 0 -> Lease.RESPECT;
      case 1 -> Lease.take(token, choice.brief() ? upTo(50) : Duration.ofHours(1).toMillis());
      default -> Lease.giveBack(token);
    };
  }

  private <T> T one(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private <T> T one(T[] from) {
    return from[random.nextInt(from.length)];
  }
}

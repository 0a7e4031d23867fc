package dev.jaycache.near;

import dev.jaycache.codec.Codec;
import dev.jaycache.store.Changes;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Held;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Tracking;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One random schedule: a server, its stream of changes, and a near cache, under a clock that the
 * schedule moves. What is under way is delayed, cut and overtaken: while a reply travels, anything
 * else happens. Each answer is held against the server's history. One thread.
 *
 * <p>Entries are numbers that count up; a change is answered to its writer when it is made. In
 * every other schedule the server recognises its entries, and copies are validated.
 */
final class Schedule implements Store<Integer, Integer> {
  static final long MAX_STALENESS = TimeUnit.MILLISECONDS.toNanos(2_000);

  /** Fewer than keys could have, so that some share one. */
  static final int EPOCHS = 2;

  private static final int KEYS = 3;
  private static final int DEPTH = 3;

  /** When a change is told. */
  enum Telling {
    /** With it, by the server. */
    WITH,
    /** By the writer, later, and before its caller has an answer. */
    AFTER,
    /** By the writer, too early. */
    BEFORE
  }

  /** What is broken on purpose. */
  record Mutant(
      BiFunction<NearBounds, Runnable, NearEntries<Integer>> entries,
      UnaryOperator<Changes<Integer>> changes,
      boolean fenced,
      Telling telling) {
    static final Mutant NONE = told(Telling.WITH);

    Mutant(
        BiFunction<NearBounds, Runnable, NearEntries<Integer>> entries,
        UnaryOperator<Changes<Integer>> changes,
        boolean fenced) {
      this(entries, changes, fenced, Telling.WITH);
    }

    static Mutant told(Telling telling) {
      return new Mutant(
          (bounds, between) -> new NearEntries<>(bounds, EPOCHS), same -> same, true, telling);
    }
  }

  /** What comes on the connection that is told of changes. */
  private record Message(Kind kind, int key) {}

  private enum Kind {
    CHANGED,
    FLUSHED,
    SUBSCRIBED,
    ANSWER
  }

  private final Random random;
  private final Mutant mutant;
  private final NearBounds bounds;
  private final int[] values = new int[KEYS];
  private final long[][] ended = new long[KEYS][1_000];

  /** Up to which value an answer was given to who ended it, or a later one. */
  private final int[] answered = new int[KEYS];

  /** The last of the near cache's own writes that has been answered. */
  private final int[] own = new int[KEYS];

  private final Deque<Message> incoming = new ArrayDeque<>();
  private final Deque<Kind> requests = new ArrayDeque<>();
  private final NearStore<Integer, Integer> near;
  private @Nullable Fence fence;
  private @Nullable Changes<Integer> changes;
  private boolean connected;
  private boolean broken;
  private boolean subscribed;
  private long now;
  private int depth;
  private long worst;
  private int hits;
  private int reads;
  private int trips;
  private int validations;

  Schedule(long seed, Mutant mutant) {
    this.random = new Random(seed);
    this.mutant = mutant;
    this.now = random.nextLong();
    this.bounds =
        new NearBounds(
            100, NearBounds.UNLIMITED, null, MAX_STALENESS, NearBounds.UNLIMITED, seed % 2 != 0);
    Codec<Integer, Object> same =
        new Codec<>() {
          @Override
          public Object encode(Integer value) {
            return value;
          }

          @Override
          public Integer decode(Object encoded) {
            return (Integer) encoded;
          }
        };
    this.near =
        new NearStore<>(
            this,
            new NearStore.Copies<>(same, same),
            bounds,
            new NearStore.Clock(() -> now, () -> Instant.EPOCH),
            mutant.entries().apply(bounds, this::meanwhile),
            null);
  }

  /** Runs some steps; the oldest near hit, in ns. */
  long run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    return worst;
  }

  /** How many near hits there were. */
  int hits() {
    return hits;
  }

  /** How often a copy was found unchanged. */
  int validations() {
    return validations;
  }

  private void meanwhile() {
    if (depth < DEPTH) {
      depth++;
      for (int i = random.nextInt(12); i > 0; i--) {
        step();
      }
      depth--;
    }
  }

  private void step() {
    int key = random.nextInt(KEYS);
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> read(key);
      case 4 -> change(key);
      case 5 -> near.apply(key, put());
      case 6, 7, 8 -> deliver();
      case 9, 10 -> serve();
      case 11, 12 -> ask();
      case 13 -> now += TimeUnit.MILLISECONDS.toNanos(random.nextInt(700));
      case 14 -> disturb();
      default -> connect();
    }
  }

  private static Mutation<Integer> put() {
    return Mutation.put(Guard.any(), 0, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
  }

  private void read(int key) {
    long begin = now;
    int before = trips;
    int least = own[key];
    Mutation<Integer> read = Mutation.read();
    // Every second one as Cache.get does it, which looks for a value first.
    reads++;
    Integer ready = reads % 2 == 0 ? near.nearValue(key, read, begin) : null;
    Integer value = ready == null ? near.readNear(key, read).previousValue() : ready;
    if (value == null) {
      return;
    }
    boolean hit = trips == before;
    hits += hit ? 1 : 0;
    long age = value < answered[key] ? begin - ended[key][value] : 0;
    // What was asked for was true while it was asked for, and own writes are seen at once.
    boolean wrong = (!hit && age > 0) || value < least;
    worst = Math.max(worst, wrong ? Long.MAX_VALUE : age);
  }

  private void change(int key) {
    if (mutant.telling() == Telling.BEFORE) {
      tell(new Message(Kind.CHANGED, key));
      meanwhile();
    }
    int before = values[key]++;
    if (mutant.telling() == Telling.AFTER) {
      meanwhile();
    }
    if (mutant.telling() != Telling.BEFORE) {
      tell(new Message(Kind.CHANGED, key));
    }
    answer(key, before);
  }

  /** Whoever made a change knows of it from here on, and of those before it. */
  private void answer(int key, int before) {
    for (; answered[key] <= before; answered[key]++) {
      ended[key][answered[key]] = now;
    }
  }

  private void tell(Message message) {
    if (subscribed && connected && !broken) {
      incoming.add(message);
    }
  }

  private void deliver() {
    Message message = incoming.poll();
    if (message == null || fence == null || changes == null) {
      return;
    }
    switch (message.kind()) {
      case CHANGED -> changes.changed(message.key());
      case FLUSHED -> changes.allChanged(Changes.Cause.FLUSHED);
      case SUBSCRIBED -> fence.subscribed();
      case ANSWER -> fence.answered();
    }
  }

  /** The server reads a request. */
  private void serve() {
    Kind request = requests.poll();
    if (request == null || broken) {
      return;
    }
    if (request == Kind.SUBSCRIBED) {
      subscribed = true;
    }
    tell(new Message(request, 0));
  }

  private void ask() {
    if (connected && fence != null && fence.asks()) {
      requests.add(Kind.ANSWER);
    }
  }

  /** The network drops what is under way, and tells nobody; or somebody flushes the server. */
  private void disturb() {
    if (random.nextBoolean()) {
      broken = true;
      while (random.nextBoolean() && !incoming.isEmpty()) {
        incoming.removeLast();
      }
    } else {
      for (int key = 0; key < KEYS; key++) {
        answer(key, values[key]++);
      }
      tell(new Message(Kind.FLUSHED, 0));
    }
  }

  /** The client finds out that its connection is gone, or makes one. */
  private void connect() {
    if (fence == null) {
      return;
    }
    if (!connected) {
      connected = true;
      broken = false;
      requests.add(Kind.SUBSCRIBED);
    } else if (broken) {
      connected = false;
      subscribed = false;
      incoming.clear();
      requests.clear();
      fence.lost();
    }
  }

  @Override
  public Outcome<Integer> readWhole(Integer key) {
    trips++;
    meanwhile();
    int value = values[key];
    meanwhile();
    return new Outcome<>(
        true, true, Effect.NONE, new StoredEntry<>(value, value + 1, StoredEntry.NEVER_EXPIRES));
  }

  @Override
  public List<Outcome<Integer>> readAllChanged(List<Held<Integer>> wanted) {
    Held<Integer> held = wanted.get(0);
    trips++;
    meanwhile();
    boolean same = Integer.valueOf(values[held.key()]).equals(held.validator());
    meanwhile();
    if (same) {
      validations++;
      return List.of(new Outcome<>(true, true, Effect.NONE, null));
    }
    int value = values[held.key()];
    meanwhile();
    StoredEntry<Integer> entry =
        new StoredEntry<>(value, value + 1, StoredEntry.NEVER_EXPIRES, value);
    return List.of(new Outcome<>(true, true, Effect.NONE, entry));
  }

  @Override
  public Outcome<Integer> apply(Integer key, Mutation<Integer> mutation) {
    meanwhile();
    change(key);
    int written = values[key];
    meanwhile();
    own[key] = Math.max(own[key], written);
    return new Outcome<>(true, true, Effect.STORED, null);
  }

  @Override
  public Tracking track(Changes<Integer> told, long maxStalenessNanos) {
    changes = mutant.changes().apply(told);
    Fence made = new Fence(changes, () -> now);
    fence = made;
    return new Tracking() {
      @Override
      public long toldUntil() {
        return mutant.fenced() ? made.toldUntil() : now;
      }

      @Override
      public boolean isLive() {
        return made.isLive();
      }

      @Override
      public void close() {
        made.lost();
      }
    };
  }

  @Override
  public KeyPages<Integer> keys() {
    throw new UnsupportedOperationException("nobody walks here");
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException("nobody clears here");
  }

  @Override
  public void close() {}
}

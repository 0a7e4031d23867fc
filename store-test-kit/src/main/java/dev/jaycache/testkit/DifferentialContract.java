package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random mutations, single and in bulk, on the store and on the reference. {@code
 * -Djaycache.seed=…} runs another sequence, {@code -Djaycache.mutations=…} a longer one.
 */
interface DifferentialContract extends ContractChapter {
  /** How many mutations; a server that is slow may take fewer. */
  default int mutations() {
    return Integer.getInteger("jaycache.mutations", 100_000);
  }

  /**
   * Whether mutations change times to live. Not where a server counts with plain numbers: it alone
   * knows their expiry, and a new one is a new version.
   */
  default boolean changesTimes() {
    return true;
  }

  private static long seed() {
    return Long.getLong("jaycache.seed", 20_261_121L);
  }

  @Test
  default void randomMutations_doWhatTheReferenceDoes() {
    Store<byte[], byte[]> store = fixture().open("cache");
    boolean brief = fixture().clock().isManual();
    Map<Effect, Integer> seen =
        run(
            store,
            new RandomMutations.Choice(store.canAdd(), false, brief, changesTimes()),
            mutations());
    assertEquals(effects(EnumSet.of(Effect.STORED, Effect.GONE, Effect.REFUSED)), seen.keySet());
  }

  @Test
  default void randomMutationsUnderLeases_doWhatTheReferenceDoes() {
    Store<byte[], byte[]> store = fixture().open("cache");
    if (store.isShared()) {
      boolean brief = fixture().clock().isManual();
      Map<Effect, Integer> seen =
          run(
              store,
              new RandomMutations.Choice(store.canAdd(), true, brief, changesTimes()),
              mutations() / 5);
      assertEquals(effects(EnumSet.of(Effect.STORED, Effect.GONE)), seen.keySet());
    }
  }

  /** All but some effects, that have to be seen. */
  private Set<Effect> effects(Set<Effect> without) {
    Set<Effect> effects = EnumSet.allOf(Effect.class);
    effects.removeAll(without);
    if (!changesTimes()) {
      effects.remove(Effect.TOUCHED);
    }
    return effects;
  }

  private Map<Effect, Integer> run(
      Store<byte[], byte[]> store, RandomMutations.Choice choice, int count) {
    TestClock clock = fixture().clock();
    Twin twin = new Twin(store, clock);
    RandomMutations random = new RandomMutations(seed(), choice);
    Map<Effect, Integer> seen = new EnumMap<>(Effect.class);
    for (int step = 0; step < count; ) {
      List<Request<byte[], byte[]>> requests = new ArrayList<>();
      int size = random.happens(0.1) ? random.upTo(30) : 1;
      for (int i = 0; i < size; i++) {
        requests.add(random.next());
      }
      List<Twin.Answer> answers =
          size == 1
              ? List.of(twin.apply(requests.get(0).key(), requests.get(0).mutation()))
              : twin.applyAll(requests);
      for (int i = 0; i < size; i++, step++) {
        Twin.Answer answer = answers.get(i);
        if (answer.difference() != null) {
          throw new AssertionError(
              "seed " + seed() + ", step " + step + ": " + answer.difference());
        }
        random.saw(requests.get(i).key(), answer.expected().previous());
        seen.merge(answer.expected().effect(), 1, Integer::sum);
      }
      if (clock.isManual() && random.happens(0.1)) {
        clock.advance(Duration.ofMillis(random.upTo(20)));
      }
      if (random.happens(0.001)) {
        compareAll(store, twin, random.keys());
      }
    }
    compareAll(store, twin, random.keys());
    System.out.println("differential seed=" + seed() + " mutations=" + count + " " + seen);
    return seen;
  }

  /** Compares the keys that the stores list, and the time that the server gives them. */
  private void compareAll(Store<byte[], byte[]> store, Twin twin, List<byte[]> keys) {
    Set<ByteBuffer> listed = new HashSet<>();
    try (KeyPages<byte[]> pages = store.keys()) {
      while (pages.hasNext()) {
        pages.next().forEach(key -> assertTrue(listed.add(ByteBuffer.wrap(key)), "twice"));
      }
    }
    for (byte[] key : keys) {
      if (this instanceof DamagedEntryContract server) {
        String wrong = twin.expiryDifference(key, server.raw(fixture().space("cache")));
        assertEquals(null, wrong);
      }
      boolean exists = twin.apply(key, Mutation.read()).agreed().existed();
      boolean given = listed.remove(ByteBuffer.wrap(key));
      assertTrue(given || !exists, () -> "not among the keys: " + Twin.hex(key));
    }
    assertEquals(Set.of(), listed);
  }
}

package dev.jaycache.near;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.store.StoredEntry;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/**
 * The guard of fills under a model checker, which tries the ways in which threads can interleave:
 * once all is told, no copy differs from what the server has. That a read meanwhile may be told the
 * former value is allowed, so results are not compared.
 */
class NearGuardTest {
  /**
   * Each call of Caffeine counts as one step, as its contract has it for a key: what is looked at
   * here is the order of our own steps.
   */
  private static final ManagedStrategyGuarantee CAFFEINE =
      ManagedStrategyGuaranteeKt.forClasses(name -> name.startsWith("com.github.benmanes.caffeine"))
          .allMethods()
          .treatAsAtomic();

  @Test
  void noCopyThatIsOld_stays() {
    check(Sound.class);
  }

  @Test
  void withoutGuard_isCaught() {
    assertThrows(LincheckAssertionError.class, () -> check(Unguarded.class));
  }

  @Test
  void removalBeforeTheEpochMoves_isCaught() {
    assertThrows(LincheckAssertionError.class, () -> check(RemovesFirst.class));
  }

  @Test
  void clearingBeforeTheLifeEnds_isCaught() {
    assertThrows(LincheckAssertionError.class, () -> check(ClearsFirst.class));
  }

  private static void check(Class<? extends Guarded> subject) {
    new ModelCheckingOptions()
        .iterations(20)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .addGuarantee(CAFFEINE)
        .verifier(EpsilonVerifier.class)
        .check(subject);
  }

  /** A key at a server, its copy, readers, and who hears of changes. */
  public abstract static class Guarded {
    private static final Object KEY = 1;
    static final NearBounds BOUNDS =
        new NearBounds(
            100, NearBounds.UNLIMITED, null, TimeUnit.SECONDS.toNanos(2), NearBounds.UNLIMITED);

    private final NearEntries<Integer> entries;
    private volatile int server;

    Guarded(NearEntries<Integer> entries) {
      this.entries = entries;
    }

    /** A copy, or a read at the server that leaves one. */
    @Operation
    public int read() {
      NearEntry<Integer> copy = entries.get(KEY);
      if (copy != null && copy.life() == entries.life()) {
        return copy.value();
      }
      long life = entries.life();
      long epoch = entries.epoch(KEY);
      int value = server;
      StoredEntry<Integer> entry = new StoredEntry<>(value, 0, StoredEntry.NEVER_EXPIRES);
      NearEntry.Kept<Integer> kept = NearEntry.Kept.itself(entry, 0);
      entries.fill(KEY, NearEntry.of(kept, 0, 0, life), epoch);
      return value;
    }

    /** A change, and the server telling of it. */
    @Operation
    public void write(@Param(gen = IntGen.class) int value) {
      server = value;
      entries.invalidate(KEY);
    }

    /** A change that nobody is told of since the connection is gone, and the next connection. */
    @Operation
    public void writeUntold(@Param(gen = IntGen.class) int value) {
      server = value;
      entries.clear();
    }

    /** What holds whenever nothing is under way. */
    @Validate
    public void copyIsTrue() {
      NearEntry<Integer> copy = entries.get(KEY);
      if (copy != null && copy.life() == entries.life() && copy.value() != server) {
        throw new IllegalStateException("a copy of " + copy.value() + " for " + server);
      }
    }

    static NearEntries<Integer> real() {
      return new NearEntries<>(BOUNDS, 1);
    }
  }

  /** As it is. */
  public static final class Sound extends Guarded {
    /** The real one. */
    public Sound() {
      super(real());
    }
  }

  /** Fills whatever has changed. */
  public static final class Unguarded extends Guarded {
    /** One whose epochs never differ. */
    public Unguarded() {
      super(
          new NearEntries<>(BOUNDS, 1) {
            @Override
            long epoch(Object key) {
              return 0;
            }
          });
    }
  }

  /** Removes a copy, and then lets a fill in. */
  public static final class RemovesFirst extends Guarded {
    /** One that is told of changes the wrong way round. */
    public RemovesFirst() {
      super(
          new NearEntries<>(BOUNDS, 1) {
            @Override
            void invalidate(Object key) {
              copies.asMap().remove(key);
              bump(key);
            }
          });
    }
  }

  /** Clears, and goes on with the same life. */
  public static final class ClearsFirst extends Guarded {
    /** One that forgets its copies and not the reads that are under way. */
    public ClearsFirst() {
      super(
          new NearEntries<>(BOUNDS, 1) {
            @Override
            void clear() {
              copies.invalidateAll();
            }
          });
    }
  }
}

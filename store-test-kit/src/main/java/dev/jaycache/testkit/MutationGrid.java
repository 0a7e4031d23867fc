package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.store.Action;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each point of guard × action × state × time to live × want, beside the reference. */
interface MutationGrid extends ContractChapter {
  /** How a guard stands to the entry that is there. */
  enum GuardCase {
    ANY,
    ABSENT,
    PRESENT,
    VERSION,
    STALE_VERSION,
    VALUE,
    OTHER_VALUE
  }

  /** The times to live on an entry: as it is, over, for ever, an hour. */
  List<Ttl> TTLS = List.of(Ttl.KEEP, Ttl.NOW, Ttl.ETERNAL, Ttl.ofMillis(3_600_000));

  /** What an entry has before: three hours. */
  Ttl BEFORE = Ttl.ofMillis(3 * 3_600_000);

  /** Every guard with every action. */
  static Stream<Arguments> points() {
    return Arrays.stream(GuardCase.values())
        .flatMap(
            guard -> Arrays.stream(Action.values()).map(action -> Arguments.of(guard, action)));
  }

  @ParameterizedTest
  @MethodSource("dev.jaycache.testkit.MutationGrid#points")
  default void gridPoint_onAnAbsentEntry_isTheReferences(GuardCase guardCase, Action action) {
    Store<byte[], byte[]> store = fixture().open();
    if (action.isArithmetic() && !store.canAdd()) {
      return;
    }
    Twin twin = new Twin(store, fixture().clock());
    Guard<byte[]> guard = guard(guardCase, Stamps.next(), Stamps.next());
    for (Ttl create : TTLS.subList(1, TTLS.size())) {
      for (Want want : Want.values()) {
        List<Ttl> ttls = List.of(create, Ttl.KEEP, Ttl.KEEP);
        Mutation<byte[]> mutation = mutation(guard, action, ttls, want);
        byte[] key = fixture().key();
        twin.apply(key, mutation).agreed();
        twin.apply(key, Mutation.read()).agreed();
        if (action.isArithmetic()) {
          byte[] other = fixture().key();
          twin.apply(other, mutation.withInitial(Bodies.ofInt(99))).agreed();
          twin.apply(other, Mutation.read()).agreed();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.jaycache.testkit.MutationGrid#points")
  default void gridPoint_onAnEntry_isTheReferences(GuardCase guardCase, Action action) {
    Store<byte[], byte[]> store = fixture().open();
    if (action.isArithmetic() && !store.canAdd()) {
      return;
    }
    Twin twin = new Twin(store, fixture().clock());
    for (Ttl existing : TTLS) {
      for (Ttl mismatch : TTLS) {
        for (Want want : Want.values()) {
          byte[] key = fixture().key();
          long stale = put(twin, key, Bodies.ofInt(40));
          long version = put(twin, key, Bodies.ofInt(42));
          Guard<byte[]> guard = guard(guardCase, version, stale);
          List<Ttl> ttls = List.of(Ttl.ETERNAL, existing, mismatch);
          twin.apply(key, mutation(guard, action, ttls, want)).agreed();
          twin.apply(key, Mutation.read()).agreed();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.jaycache.testkit.MutationGrid#points")
  default void gridPoint_onATextEntry_isTheReferences(GuardCase guardCase, Action action) {
    Store<byte[], byte[]> store = fixture().open();
    if (action.isArithmetic() && !store.canAdd()) {
      return;
    }
    Twin twin = new Twin(store, fixture().clock());
    for (Ttl mismatch : TTLS) {
      byte[] key = fixture().key();
      long stale = put(twin, key, Bodies.text("old"));
      long version = put(twin, key, Bodies.text("42"));
      Guard<byte[]> guard = guard(guardCase, version, stale);
      List<Ttl> ttls = List.of(Ttl.ETERNAL, Ttl.KEEP, mismatch);
      twin.apply(key, mutation(guard, action, ttls, Want.PREVIOUS)).agreed();
      twin.apply(key, Mutation.read()).agreed();
    }
  }

  /** Puts a value on both and tells the reference's version of it. */
  private static long put(Twin twin, byte[] key, byte[] body) {
    twin.apply(key, Mutation.put(Guard.any(), body, BEFORE, BEFORE, Want.EFFECT)).agreed();
    StoredEntry<byte[]> entry = twin.apply(key, Mutation.read()).agreed().previous();
    if (entry == null) {
      throw new AssertionError("what was put is not there");
    }
    assertEquals(Twin.hex(body), Twin.hex(entry.value()));
    return entry.version();
  }

  private static Guard<byte[]> guard(GuardCase guardCase, long version, long stale) {
    return switch (guardCase) {
      case ANY -> Guard.any();
      case ABSENT -> Guard.absent();
      case PRESENT -> Guard.present();
      case VERSION -> new Guard.Version<>(version);
      case STALE_VERSION -> new Guard.Version<>(stale);
      case VALUE -> new Guard.Value<>(Bodies.ofInt(42));
      case OTHER_VALUE -> new Guard.Value<>(Bodies.ofInt(43));
    };
  }

  private static Mutation<byte[]> mutation(
      Guard<byte[]> guard, Action action, List<Ttl> ttls, Want want) {
    byte @Nullable [] value =
        switch (action) {
          case PUT -> Bodies.text("new");
          case ADD -> Bodies.ofInt(-7);
          case SUBTRACT -> Bodies.ofInt(41);
          case KEEP, REMOVE -> null;
        };
    return new Mutation<>(
        guard, action, value, ttls.get(0), ttls.get(1), ttls.get(2), want, Lease.NONE);
  }
}

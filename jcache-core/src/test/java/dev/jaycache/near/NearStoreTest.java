package dev.jaycache.near;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Codec;
import dev.jaycache.codec.UndecodableException;
import dev.jaycache.codec.UnencodableException;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.Changes;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Tracking;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearStoreTest {
  private static final long MAX_STALENESS = 2_000;
  private static final Mutation<String> READ = Mutation.read();

  /** A server that counts who asks it, and does more than it is asked. */
  private static final class Server extends FilterStore<String, String> {
    private int reads;
    private boolean closed;
    private @Nullable Tracking tracking;
    private @Nullable RuntimeException failure;

    Server(Store<String, String> store) {
      super(store);
    }

    @Override
    public Outcome<String> apply(String key, Mutation<String> mutation) {
      Outcome<String> outcome = store.apply(key, mutation);
      RuntimeException thrown = failure;
      failure = null;
      if (thrown != null) {
        throw thrown;
      }
      return outcome;
    }

    @Override
    public Outcome<String> readWhole(String key) {
      reads++;
      return super.readWhole(key);
    }

    @Override
    public List<Outcome<String>> readAllWhole(List<String> keys) {
      reads++;
      return super.readAllWhole(keys);
    }

    @Override
    public void clear() {
      store.clear();
    }

    @Override
    public @Nullable Tracking track(Changes<String> changes, long maxStalenessNanos) {
      return tracking;
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private long millis = 1_000;
  private final LocalStore<String, String> entries =
      new LocalStore<>(Bounds.none(), new PlainValues<>(), () -> Instant.ofEpochMilli(millis));
  private final Server server = new Server(entries);
  private final NearStore<String, String> near = near(NearBounds.UNLIMITED);

  private static final Codec<String, Object> SAME =
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

  private NearStore<String, String> near(long ttlNanos) {
    return new NearStore<>(
        server,
        new NearStore.Copies<>(SAME, SAME),
        new NearBounds(
            100,
            NearBounds.UNLIMITED,
            null,
            TimeUnit.MILLISECONDS.toNanos(MAX_STALENESS),
            ttlNanos),
        new NearStore.Clock(
            () -> TimeUnit.MILLISECONDS.toNanos(millis), () -> Instant.ofEpochMilli(millis)));
  }

  private static Mutation<String> put(String value, Ttl ttl) {
    return Mutation.put(Guard.any(), value, ttl, ttl, Want.NOTHING);
  }

  private @Nullable String read(String key) {
    return near.readNear(key, READ).previousValue();
  }

  /** Another process writes. */
  private void elsewhere(String key, String value) {
    entries.apply(key, put(value, Ttl.ETERNAL));
  }

  @Test
  void trackingThatCannotEnd_leavesTheStoreBehindNotOpen() {
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    server.tracking =
        new Tracking() {
          @Override
          public long toldUntil() {
            return 0;
          }

          @Override
          public boolean isLive() {
            return true;
          }

          @Override
          public void close() {
            throw mine;
          }
        };
    NearStore<String, String> tracked = near(NearBounds.UNLIMITED);
    assertSame(mine, assertThrows(IllegalArgumentException.class, tracked::close));
    assertTrue(server.closed);
  }

  @Test
  void secondRead_asksNobody() {
    elsewhere("k", "a");
    assertEquals("a", read("k"));
    assertEquals("a", read("k"));
    assertEquals(1, server.reads);
    assertEquals(1, near.counters().get("near-hits"));
    assertEquals(1, near.counters().get("near-misses"));
    assertEquals(1, near.counters().get("near-entries"));
  }

  @Test
  void valueOfACopy_isToldWithoutAsking_asLongAsACopyIsGood() {
    elsewhere("k", "a");
    assertNull(value("k"));
    assertEquals(0, near.counters().get("near-misses"));
    assertEquals("a", read("k"));
    assertEquals("a", value("k"));
    assertEquals(1, near.counters().get("near-hits"));
    // It would be another entry afterwards.
    assertNull(near.nearValue("k", Mutation.access(Ttl.ofMillis(1_000)), now()));
    elsewhere("k", "b");
    millis += MAX_STALENESS - 1;
    assertEquals("a", value("k"));
    millis++;
    assertNull(value("k"));
    assertEquals(1, server.reads);
    assertEquals("b", read("k"));
    near.apply("k", put("c", Ttl.ETERNAL));
    assertNull(value("k"));
    assertEquals(2, near.counters().get("near-hits"));
    assertEquals(2, near.counters().get("near-misses"));
  }

  private @Nullable String value(String key) {
    return near.nearValue(key, READ, now());
  }

  private long now() {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void missing_isAskedForEachTime() {
    assertNull(read("k"));
    elsewhere("k", "a");
    assertEquals("a", read("k"));
  }

  @Test
  void copy_isServedForMaxStalenessAndNoLonger() {
    elsewhere("k", "a");
    read("k");
    elsewhere("k", "b");
    millis += MAX_STALENESS - 1;
    assertEquals("a", read("k"));
    millis += 1;
    assertEquals("b", read("k"));
  }

  @Test
  void ttl_endsSooner() {
    NearStore<String, String> shorter = near(TimeUnit.MILLISECONDS.toNanos(500));
    elsewhere("k", "a");
    shorter.readNear("k", READ);
    elsewhere("k", "b");
    millis += 500;
    assertEquals("b", shorter.readNear("k", READ).previousValue());
  }

  @Test
  void copy_isNotServedPastTheEntrysExpiry() {
    entries.apply("k", put("a", Ttl.ofMillis(300)));
    assertEquals("a", read("k"));
    millis += 299;
    assertEquals("a", read("k"));
    assertEquals(1, server.reads);
    millis += 1;
    assertNull(read("k"));
    assertEquals(2, server.reads);
  }

  @Test
  void ownWrites_areSeenAtOnce() {
    elsewhere("k", "a");
    read("k");
    near.apply("k", put("b", Ttl.ETERNAL));
    assertEquals("b", read("k"));
    near.apply("k", Mutation.remove(Guard.any(), Want.NOTHING));
    assertNull(read("k"));
  }

  @Test
  void ownTouch_isSeenAtOnce() {
    elsewhere("k", "a");
    read("k");
    near.apply("k", Mutation.keep(Guard.present(), Ttl.NOW, Want.EFFECT));
    assertNull(read("k"));
  }

  @Test
  void ownBulk_isSeenAtOnce() {
    elsewhere("k", "a");
    elsewhere("l", "a");
    near.readAllNear(List.of(new Request<>("k", READ), new Request<>("l", READ)));
    near.applyAll(List.of(new Request<>("k", put("b", Ttl.ETERNAL))));
    assertEquals("b", read("k"));
    assertEquals("a", read("l"));
    assertEquals(2, server.reads);
  }

  @Test
  void writeWithUnknownOutcome_endsTheCopy() {
    elsewhere("k", "a");
    read("k");
    server.failure = new UnknownOutcomeException("the reply was lost", null);
    assertThrows(StoreException.class, () -> near.apply("k", put("b", Ttl.ETERNAL)));
    assertEquals("b", read("k"));
  }

  @Test
  void clear_endsAllCopies() {
    elsewhere("k", "a");
    read("k");
    near.clear();
    assertNull(read("k"));
  }

  @Test
  void suspects_endTheirCopies() {
    elsewhere("k", "a");
    elsewhere("l", "a");
    read("k");
    read("l");
    elsewhere("k", "b");
    elsewhere("l", "b");
    near.suspect("k");
    assertEquals("b", read("k"));
    assertEquals("a", read("l"));
    near.suspectAll();
    assertEquals("b", read("l"));
  }

  @Test
  void whoDecidesByARead_asksTheServer() {
    elsewhere("k", "a");
    read("k");
    elsewhere("k", "b");
    assertEquals("b", near.apply("k", READ).previousValue());
  }

  @Test
  void bulkRead_asksForTheRestOnly() {
    elsewhere("k", "a");
    elsewhere("l", "b");
    read("k");
    elsewhere("k", "c");
    List<Outcome<String>> found =
        near.readAllNear(
            List.of(new Request<>("m", READ), new Request<>("k", READ), new Request<>("l", READ)));
    List<@Nullable String> values = new ArrayList<>();
    found.forEach(outcome -> values.add(outcome.previousValue()));
    assertEquals(3, values.size());
    assertNull(values.get(0));
    assertEquals("a", values.get(1));
    assertEquals("b", values.get(2));
    assertEquals(2, server.reads);
    assertEquals("b", read("l"));
    assertEquals(2, server.reads);
  }

  @Test
  void readThatTouches_goesToTheServer() {
    elsewhere("k", "a");
    read("k");
    elsewhere("k", "b");
    Mutation<String> touch = Mutation.access(Ttl.ofMillis(100));
    assertEquals("b", near.readNear("k", touch).previousValue());
    assertEquals("b", near.readAllNear(List.of(new Request<>("k", touch))).get(0).previousValue());
  }

  @Test
  void whoAsksWhetherThereIsAnEntry_bringsNoCopy() {
    Mutation<String> exists = Mutation.keep(Guard.present(), Ttl.KEEP, Want.EFFECT);
    List<Request<String, String>> many =
        List.of(new Request<>("k", exists), new Request<>("l", exists));
    assertFalse(near.readNear("k", exists).existed());
    elsewhere("k", "a");
    assertTrue(near.readNear("k", exists).existed());
    assertTrue(near.readAllNear(many).get(0).existed());
    assertFalse(near.readAllNear(many).get(1).existed());
    assertEquals(0, server.reads);
    assertEquals(0, near.counters().get("near-entries"));
    read("k");
    assertEquals(1, server.reads);
    entries.clear();
    assertTrue(near.readNear("k", exists).existed());
    assertNull(near.readNear("k", exists).previous());
    assertTrue(near.readAllNear(many).get(0).existed());
    assertFalse(near.readAllNear(many).get(1).existed());
    assertEquals(1, server.reads);
  }

  /** Values that are copied as another text, which is read where it does not say otherwise. */
  private static final Codec<String, Object> PICKY =
      new Codec<>() {
        @Override
        public Object encode(String value) {
          return "copy of " + value;
        }

        @Override
        public String decode(Object encoded) {
          if (encoded.equals("copy of unreadable")) {
            throw new UndecodableException("by the test");
          }
          return ((String) encoded).substring("copy of ".length());
        }
      };

  private static int weigh(Object copy) {
    if (copy.equals("copy of weightless")) {
      throw new UnencodableException("by the test");
    }
    return 1;
  }

  @Test
  void whatCantBeCopied_isReadAllTheSame() {
    NearStore<String, String> picky =
        new NearStore<>(
            server,
            new NearStore.Copies<>(SAME, PICKY),
            new NearBounds(
                NearBounds.UNLIMITED, 100, NearStoreTest::weigh, 1L << 40, NearBounds.UNLIMITED),
            new NearStore.Clock(() -> 0, () -> Instant.ofEpochMilli(millis)));
    for (String value : List.of("fine", "unreadable", "weightless")) {
      elsewhere(value, value);
      for (int i = 0; i < 3; i++) {
        assertEquals(value, picky.readNear(value, READ).previousValue());
        Request<String, String> request = new Request<>(value, READ);
        assertEquals(value, picky.readAllNear(List.of(request)).get(0).previousValue());
      }
    }
    assertEquals(1 + 6 + 6, server.reads);
  }

  @Test
  void copiesThatAreTooMany_goAtOnce() {
    for (boolean weighs : List.of(false, true)) {
      NearStore<String, String> small =
          new NearStore<>(
              server,
              new NearStore.Copies<>(SAME, SAME),
              new NearBounds(
                  weighs ? NearBounds.UNLIMITED : 10,
                  weighs ? 20 : NearBounds.UNLIMITED,
                  copy -> 2,
                  1L << 40,
                  NearBounds.UNLIMITED),
              new NearStore.Clock(() -> 0, () -> Instant.ofEpochMilli(millis)));
      for (int i = 0; i < 500; i++) {
        elsewhere("k" + i, "v");
        small.readNear("k" + i, READ);
        assertTrue(small.statistics().getEntries() <= 10, "after " + i);
      }
      assertEquals(10, small.statistics().getEntries());
      server.closed = false;
    }
  }

  @Test
  void mutableValues_areDecodedForEachReader() {
    Codec<int[], Object> bytes =
        new Codec<>() {
          @Override
          public Object encode(int[] value) {
            return value.clone();
          }

          @Override
          public int[] decode(Object encoded) {
            return ((int[]) encoded).clone();
          }
        };
    LocalStore<String, int[]> arrays =
        new LocalStore<>(Bounds.none(), new PlainValues<>(), () -> Instant.ofEpochMilli(millis));
    NearStore<String, int[]> front =
        new NearStore<>(
            arrays,
            new NearStore.Copies<>(SAME, bytes),
            new NearBounds(NearBounds.UNLIMITED, 1_000, value -> 1, 1L << 40, NearBounds.UNLIMITED),
            new NearStore.Clock(() -> 0, () -> Instant.ofEpochMilli(millis)));
    Mutation<int[]> put =
        Mutation.put(Guard.any(), new int[] {1}, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
    arrays.apply("k", put);
    front.readNear("k", Mutation.read());
    int[] first = front.readNear("k", Mutation.<int[]>read()).previousValue();
    int[] second = front.readNear("k", Mutation.<int[]>read()).previousValue();
    assertNotSame(first, second);
    assertEquals(2, front.counters().get("near-hits"));
    int[] third = front.nearValue("k", Mutation.read(), 0);
    assertEquals(1, third[0]);
    assertNotSame(second, third);
    assertEquals(3, front.counters().get("near-hits"));
  }
}

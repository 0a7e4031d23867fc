package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.CodedStore;
import dev.jaycache.near.NearStore;
import dev.jaycache.near.PublishingStore;
import dev.jaycache.store.DatedStore;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.store.outage.Recovery;
import dev.jaycache.store.outage.SuspectStore;
import dev.jaycache.testkit.outage.WeakStore.Link;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was given up is never served, and what nobody gave up stays. */
@Timeout(60)
class SuspectStoreTest {
  private static final byte[] K = bytes("k");

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final WeakStore server = new WeakStore();

  /** Whose recovery never runs, so that a test sees what callers do. */
  private final SuspectStore store =
      new SuspectStore(
          server, "c", new Recovery(task -> {}), server::check, TimeUnit.SECONDS.toNanos(30));

  private final Store<byte[], byte[]> elsewhere = server.elsewhere();

  @AfterEach
  void close() {
    executor.shutdown();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Mutation<byte[]> put(Guard<byte[]> guard, String value, Want want) {
    return Mutation.put(guard, bytes(value), Ttl.ETERNAL, Ttl.ETERNAL, want);
  }

  private static Mutation<byte[]> put(String value) {
    return put(Guard.any(), value, Want.NOTHING);
  }

  private static Mutation<byte[]> remove() {
    return Mutation.remove(Guard.any(), Want.EFFECT);
  }

  private static @Nullable String read(Store<byte[], byte[]> from, byte[] key) {
    byte[] value = from.apply(key, Mutation.read()).previousValue();
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  private void fails(Link how, byte[] key, Mutation<byte[]> mutation) {
    server.set(how);
    StoreException e = assertThrows(StoreException.class, () -> store.apply(key, mutation));
    if (!(e instanceof UnknownOutcomeException)) {
      // What the engine does for an operation that is dropped.
      store.suspect(key);
    }
    server.set(Link.GOOD);
  }

  @ParameterizedTest
  @EnumSource(value = Link.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
  void keyOfADroppedWrite_isRemovedBeforeItIsServed(Link how) {
    store.apply(K, put("old"));
    fails(how, K, remove());
    assertEquals(1, store.suspects());
    assertNull(read(store, K));
    assertEquals(0, store.suspects());
    assertNull(read(elsewhere, K), "it is gone for the others, too");
    fails(how, K, put("newer"));
    assertNull(read(store, K));
    assertNull(read(elsewhere, K));
  }

  /**
   * A default that is not handed on would be the answer of no store at all. Only reads that may be
   * near are by default what the store in front makes of a read.
   */
  @ParameterizedTest
  @ValueSource(
      classes = {
        SuspectStore.class,
        NearStore.class,
        DatedStore.class,
        CodedStore.class,
        PublishingStore.class
      })
  void everyMethodOfStores_isHandedOn(Class<?> front) throws NoSuchMethodException {
    Set<String> reads = Set.of("readNear", "readAllNear", "nearValue", "keepsCopies");
    for (Method method : Store.class.getDeclaredMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        Method found = front.getMethod(method.getName(), method.getParameterTypes());
        assertTrue(
            found.getDeclaringClass() != Store.class || reads.contains(method.getName()),
            method::toString);
      }
    }
  }

  @Test
  void readOfASuspect_isOneCall() {
    fails(Link.REFUSES, K, put("v"));
    int before = server.calls();
    assertNull(read(store, K));
    assertEquals(1, server.calls() - before);
  }

  @ParameterizedTest
  @EnumSource(value = Link.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
  void laterPut_endsTheSuspicion(Link how) {
    store.apply(K, put("old"));
    fails(how, K, remove());
    fails(how, K, put("lost"));
    store.apply(K, put("new"));
    assertEquals(0, store.suspects());
    assertEquals("new", read(store, K));
    assertEquals("new", read(elsewhere, K));
  }

  @Test
  void valueThatArrivesLate_comesBackForNobody() {
    store.apply(K, put("old"));
    fails(Link.MUTE, K, put("late"));
    fails(Link.MUTE, K, remove());
    assertNull(read(store, K));
    assertNull(read(store, K));
    assertNull(read(elsewhere, K));
    fails(Link.MUTE, K, put("late"));
    store.apply(K, put("newer"));
    assertEquals("newer", read(store, K));
    fails(Link.MUTE, K, put("late"));
    assertEquals(Effect.CREATED, putIfAbsent("first").effect());
    assertEquals("first", read(store, K));
  }

  private Outcome<byte[]> putIfAbsent(String value) {
    return store.apply(K, put(Guard.absent(), value, Want.EFFECT));
  }

  @Test
  void whatAnswersWhatWasThere_neverAnswersASuspect() {
    store.apply(K, put("old"));
    fails(Link.REFUSES, K, put("new"));
    Outcome<byte[]> outcome = store.apply(K, put(Guard.any(), "newest", Want.PREVIOUS));
    assertNull(outcome.previous());
    assertEquals(Effect.CREATED, outcome.effect());
    fails(Link.REFUSES, K, remove());
    assertFalse(store.apply(K, put(Guard.present(), "x", Want.EFFECT)).matched());
    fails(Link.REFUSES, K, remove());
    assertTrue(putIfAbsent("y").matched());
    fails(Link.REFUSES, K, remove());
    assertFalse(
        store.apply(K, Mutation.remove(new Guard.Value<>(bytes("y")), Want.EFFECT)).matched());
  }

  @Test
  void removalThatBeganBeforeAnotherDrop_doesNotEndItsSuspicion() {
    // The removal is answered, and before the reader hears of it another write is given up.
    store.apply(K, put("old"));
    fails(Link.REFUSES, K, remove());
    AtomicReference<Runnable> others = new AtomicReference<>(() -> {});
    BetweenStore between = new BetweenStore(server, () -> others.get().run());
    SuspectStore racing = new SuspectStore(between, "b", new Recovery(task -> {}), () -> {}, 1);
    others.set(
        () -> {
          elsewhere.apply(K, put("of another JVM"));
          racing.suspect(K);
        });
    racing.suspect(K);
    assertNull(read(racing, K));
    assertEquals(1, racing.suspects(), "the newer mark stays");
    assertNull(read(racing, K));
    assertNull(read(elsewhere, K));
  }

  @Test
  void serverThatStaysAway_servesNoSuspect() {
    store.apply(K, put("old"));
    fails(Link.REFUSES, K, remove());
    server.set(Link.REFUSES);
    assertThrows(StoreException.class, () -> read(store, K));
    assertEquals(1, store.suspects());
  }

  @ParameterizedTest
  @EnumSource(value = Link.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
  void bulks_servesNoSuspectAndDoTheRest(Link how) {
    byte[] sound = bytes("sound");
    store.apply(K, put("old"));
    store.apply(sound, put("yes"));
    fails(how, K, put("late"));
    fails(how, K, remove());
    List<Request<byte[], byte[]>> reads =
        List.of(new Request<>(K, Mutation.read()), new Request<>(sound, Mutation.read()));
    server.failOnly(K);
    server.set(Link.REFUSES);
    StoreException e = assertThrows(StoreException.class, () -> store.applyAll(reads));
    List<@Nullable Outcome<byte[]>> known = e.outcomes(2);
    assertNull(known.get(0));
    assertNotNull(known.get(1));
    assertArrayEquals(bytes("yes"), known.get(1).previousValue());
    server.set(Link.GOOD);
    List<Outcome<byte[]>> outcomes = store.applyAll(reads);
    assertNull(outcomes.get(0).previous());
    assertArrayEquals(bytes("yes"), outcomes.get(1).previousValue());
    assertEquals(0, store.suspects());
  }

  @Test
  void bulkWhoseRepliesAreLost_makesItsWritesSuspectAndItsReadsNot() {
    byte[] other = bytes("other");
    server.set(Link.LOSES_REPLIES);
    assertThrows(
        StoreException.class,
        () ->
            store.applyAll(
                List.of(new Request<>(K, put("v")), new Request<>(other, Mutation.read()))));
    assertEquals(1, store.suspects());
  }

  @Test
  void walk_leavesSuspectsOut() {
    byte[] sound = bytes("sound");
    store.apply(K, put("old"));
    store.apply(sound, put("yes"));
    fails(Link.REFUSES, K, remove());
    assertEquals(List.of("sound"), walked());
    store.suspectAll();
    assertEquals(List.of(), walked());
  }

  private List<String> walked() {
    List<String> keys = new ArrayList<>();
    try (EntryPages<byte[], byte[]> pages = store.entries(Mutation.read())) {
      while (pages.hasNext()) {
        for (KeyedEntry<byte[], byte[]> entry : pages.next()) {
          keys.add(new String(entry.key(), StandardCharsets.UTF_8));
        }
      }
    }
    return keys;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void moreSuspectsThanFit_areTheWholeCache(boolean longKeys) {
    store.apply(bytes("old"), put("old"));
    server.set(Link.REFUSES);
    int count = longKeys ? 20 : 10_001;
    for (int i = 0; i < count; i++) {
      store.suspect(bytes((longKeys ? "x".repeat(60_000) : "") + i));
    }
    assertEquals(Store.ALL_SUSPECT, store.suspects());
    assertNull(read(store, bytes("old")), "a miss without a call");
    assertThrows(StoreException.class, () -> store.apply(K, put("v")));
    server.set(Link.GOOD);
    assertNull(read(store, bytes("old")));
    assertEquals("old", read(elsewhere, bytes("old")));
    store.apply(K, put("v"));
    assertNull(read(elsewhere, bytes("old")), "cleared before the first write");
    assertEquals("v", read(store, K));
  }

  @Test
  void clear_endsWhatWasSuspectBefore() {
    store.suspect(K);
    store.suspectAll();
    store.clear();
    assertEquals(0, store.suspects());
    store.apply(K, put("v"));
    assertEquals("v", read(store, K));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recovery_removesSuspectsWhenTheServerIsBack(boolean whole) {
    SuspectStore own =
        new SuspectStore(
            server, "c", new Recovery(executor), server::check, TimeUnit.SECONDS.toNanos(30));
    for (int i = 0; i < 1_200; i++) {
      own.apply(bytes("k" + i), put("old"));
    }
    server.set(Link.REFUSES);
    for (int i = 0; i < 1_200; i++) {
      own.suspect(bytes("k" + i));
    }
    if (whole) {
      own.suspectAll();
    }
    int before = server.calls();
    while (server.calls() == before) {
      Thread.onSpinWait();
    }
    assertTrue(own.suspects() != 0, "it can't be removed yet");
    server.set(Link.GOOD);
    while (own.suspects() != 0) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 1_200; i++) {
      assertNull(read(elsewhere, bytes("k" + i)));
    }
  }
}

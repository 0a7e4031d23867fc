package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.cache.KilledClients;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Links that break and servers that stop. The pool has one connection unless a test says otherwise,
 * so that one that is not given back, or not in order, fails what follows.
 */
@ServerTest
@Timeout(120)
class RedisFailuresTest {
  private final String one = oneConnection();
  private final String quick = one + ", command-timeout = 300 ms";

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
  private final List<Backend> backends = new ArrayList<>();

  /**
   * A store through the proxy, with a connection that is open and a server that knows the script.
   */
  private Store<byte[], byte[]> proxied(String settings) {
    return open(server.uri(proxy.port()).toString(), settings);
  }

  private Store<byte[], byte[]> direct(String settings) {
    return open(server.uri().toString(), settings);
  }

  /** Settings for one connection, in the way of reaching it that is tested. */
  String oneConnection() {
    return "redis.connections = lanes, redis.lanes.count = 1";
  }

  private Store<byte[], byte[]> open(String uri, String settings) {
    Backend backend = TestBackends.connect(uri, settings);
    backends.add(backend);
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    while (!isWarm(store)) {
      // On a slow machine the first connection and the script take more than a quick deadline.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return store;
  }

  private static boolean isWarm(Store<byte[], byte[]> store) {
    try {
      store.apply(Mutations.key("k"), Mutations.scriptedPut(Guard.any(), "old"));
      return true;
    } catch (StoreException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("in time"), e::toString);
      return false;
    }
  }

  @AfterEach
  void closeAll() {
    server.resume();
    backends.forEach(Backend::close);
    proxy.close();
    server.close();
  }

  private void assertSound(Store<byte[], byte[]> store) {
    assertEquals(Effect.STORED, Mutations.put(store, "sound", "yes"));
    assertArrayEquals(Bodies.text("yes"), Mutations.read(store, "sound"));
  }

  @Test
  void replyOfGetCutInTheMiddle_isReadAgain() {
    Store<byte[], byte[]> store = proxied(one);
    proxy.cutAfter(Direction.TO_CLIENT, 3);
    assertArrayEquals(Bodies.text("old"), Mutations.read(store, "k"));
    assertEquals(1, proxy.hits());
    proxy.cutAfter(Direction.TO_CLIENT, 3);
    Outcome<byte[]> touched =
        store.apply(Mutations.key("k"), Mutation.access(Ttl.ofMillis(60_000)));
    assertEquals(Effect.TOUCHED, touched.effect());
    assertEquals(2, proxy.hits());
    assertSound(store);
  }

  @Test
  void replyOfPutCut_isUnknownAndWasDone() {
    Store<byte[], byte[]> store = proxied(one);
    proxy.cutAfter(Direction.TO_CLIENT, 1);
    UnknownOutcomeException e =
        assertThrows(UnknownOutcomeException.class, () -> Mutations.put(store, "k", "VALUE"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("127.0.0.1:" + proxy.port()), message);
    assertTrue(message.contains("SET") && message.contains("cache:"), message);
    assertFalse(message.contains("VALUE"), message);
    assertArrayEquals(Bodies.text("VALUE"), Mutations.read(store, "k"));
    assertSound(store);
  }

  @Test
  void replyOfPutIfAbsentCut_isCreatedByTheStamp() {
    Store<byte[], byte[]> store = proxied(one);
    for (Mutation<byte[]> mutation :
        List.of(
            Mutations.putIfAbsent("mine"),
            Mutations.putIfAbsent("mine").withMismatch(Ttl.ofMillis(60_000)))) {
      store.apply(Mutations.key("new"), Mutation.remove(Guard.any(), Want.NOTHING));
      proxy.cutAfter(Direction.TO_CLIENT, 2);
      Outcome<byte[]> outcome = store.apply(Mutations.key("new"), mutation);
      assertEquals(new Outcome<byte[]>(true, false, Effect.CREATED, null), outcome);
      assertArrayEquals(Bodies.text("mine"), Mutations.read(store, "new"));
    }
    assertEquals(2, proxy.hits());
  }

  @Test
  void replyOfPutByVersionCut_isUpdatedByTheStamp() {
    Store<byte[], byte[]> store = proxied(one);
    Guard<byte[]> guard = new Guard.Version<>(Mutations.version(store, "k"));
    proxy.cutAfter(Direction.TO_CLIENT, 1);
    Outcome<byte[]> outcome = store.apply(Mutations.key("k"), Mutations.scriptedPut(guard, "mine"));
    assertEquals(new Outcome<byte[]>(true, true, Effect.UPDATED, null), outcome);
    assertEquals(1, proxy.hits());
    assertArrayEquals(Bodies.text("mine"), Mutations.read(store, "k"));
  }

  @Test
  void requestByVersionCut_isSentAgain() {
    Store<byte[], byte[]> store = proxied(one);
    Guard<byte[]> guard = new Guard.Version<>(Mutations.version(store, "k"));
    proxy.cutAfter(Direction.TO_SERVER, 20);
    Outcome<byte[]> outcome = store.apply(Mutations.key("k"), Mutations.scriptedPut(guard, "mine"));
    assertEquals(new Outcome<byte[]>(true, true, Effect.UPDATED, null), outcome);
    assertEquals(1, proxy.hits());
    assertArrayEquals(Bodies.text("mine"), Mutations.read(store, "k"));
    guard = new Guard.Version<>(Mutations.version(store, "k"));
    proxy.cutAfter(Direction.TO_SERVER, 20);
    outcome = store.apply(Mutations.key("k"), Mutation.remove(guard, Want.EFFECT));
    assertEquals(Effect.REMOVED, outcome.effect());
    assertEquals(2, proxy.hits());
    assertNull(Mutations.read(store, "k"));
  }

  @Test
  void requestOfPutCut_isUnknownAndNotRepeated() {
    Store<byte[], byte[]> store = proxied(one);
    proxy.cutAfter(Direction.TO_SERVER, 20);
    assertThrows(UnknownOutcomeException.class, () -> Mutations.put(store, "k", "new"));
    assertArrayEquals(Bodies.text("old"), Mutations.read(store, "k"));
    assertSound(store);
  }

  @Test
  void replyOfRemoveByValueCut_isUnknown() {
    Store<byte[], byte[]> store = proxied(one);
    Guard<byte[]> guard = new Guard.Value<>(Bodies.text("old"));
    proxy.cutAfter(Direction.TO_CLIENT, 1);
    assertThrows(
        UnknownOutcomeException.class,
        () -> store.apply(Mutations.key("k"), Mutation.remove(guard, Want.EFFECT)));
    assertNull(Mutations.read(store, "k"));
  }

  @Test
  void bulkOfReadsCut_isReadAgain() {
    Store<byte[], byte[]> store = proxied(one);
    List<Request<byte[], byte[]>> reads = new ArrayList<>();
    List<Request<byte[], byte[]>> touches = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Mutations.put(store, "k" + i, "v" + i);
      reads.add(new Request<>(Mutations.key("k" + i), Mutation.read()));
      touches.add(new Request<>(Mutations.key("k" + i), Mutation.access(Ttl.ofMillis(60_000))));
    }
    for (List<Request<byte[], byte[]>> bulk : List.of(reads, touches)) {
      proxy.cutAfter(Direction.TO_CLIENT, 500);
      List<Outcome<byte[]>> outcomes = store.applyAll(bulk);
      for (int i = 0; i < 100; i++) {
        assertArrayEquals(Bodies.text("v" + i), outcomes.get(i).previousValue());
      }
    }
    assertEquals(2, proxy.hits());
  }

  @Test
  void bulkOfWritesCut_tellsHowManyAreUnknown() {
    Store<byte[], byte[]> store = proxied(one);
    List<Request<byte[], byte[]>> bulk = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      // Each reply of a stored value is 5 bytes: "+OK", CR, LF.
      Ttl ttl = Ttl.ofMillis(60_000);
      bulk.add(
          new Request<>(
              Mutations.key("k" + i),
              Mutation.put(Guard.any(), Bodies.text("v"), ttl, ttl, Want.NOTHING)));
    }
    bulk.set(99, new Request<>(Mutations.key("k99"), Mutations.putIfAbsent("mine")));
    proxy.cutAfter(Direction.TO_CLIENT, 302);
    UnknownOutcomeException e =
        assertThrows(UnknownOutcomeException.class, () -> store.applyAll(bulk));
    // 60 replies came, and the last mutation was found out by its stamp.
    assertTrue(String.valueOf(e.getMessage()).startsWith("39 of 100"), e::toString);
    for (int i = 0; i < 99; i++) {
      assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k" + i));
    }
    assertArrayEquals(Bodies.text("mine"), Mutations.read(store, "k99"));
  }

  @Test
  void garbageForAReply_isAnErrorOrTheValue() {
    Store<byte[], byte[]> store = proxied(one);
    proxy.garbage(Direction.TO_CLIENT, "HTTP/1.1 400\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertArrayEquals(Bodies.text("old"), Mutations.read(store, "k"));
    proxy.garbage(Direction.TO_CLIENT, "$x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThrows(StoreException.class, () -> Mutations.put(store, "k", "new"));
    assertSound(store);
  }

  @Test
  void connectionsKilledWhileIdle_areNotNoticed() {
    Store<byte[], byte[]> store = direct("");
    occupy(store, 8);
    for (int round = 0; round < 20; round++) {
      assertTrue(KilledClients.idle(server) > 0);
      assertEquals(Effect.STORED, Mutations.put(store, "k", "v" + round));
      assertArrayEquals(Bodies.text("v" + round), Mutations.read(store, "k"));
    }
  }

  @Test
  void serverRestarted_isNotNoticed() {
    Store<byte[], byte[]> store = direct("");
    occupy(store, 8);
    server.kill();
    StoreException e = assertThrows(StoreException.class, () -> Mutations.put(store, "k", "v"));
    assertFalse(e instanceof UnknownOutcomeException, e::toString);
    server.restart();
    for (int i = 0; i < 20; i++) {
      assertEquals(Effect.STORED, Mutations.put(store, "k" + i, "v"));
      store.apply(Mutations.key("k" + i), Mutations.scriptedPut(Guard.any(), "w"));
    }
  }

  /** Opens connections by so many operations at a time, as far as they overlap. */
  private static void occupy(Store<byte[], byte[]> store, int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int i = 0; i < threads * 20; i++) {
        int number = i;
        workers.run(() -> Mutations.put(store, "o" + number, "v"));
      }
      workers.join();
    }
  }

  @Test
  void stoppedServer_endsEachOperationByItsDeadline() {
    Store<byte[], byte[]> store = direct(quick);
    String large = "v".repeat(50_000_000);
    server.pause();
    StoreException read = assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    assertFalse(read instanceof UnknownOutcomeException, read::toString);
    assertTrue(String.valueOf(read.getMessage()).contains("in time"), read::toString);
    assertThrows(StoreException.class, () -> Mutations.put(store, "k", "v"));
    assertThrows(StoreException.class, store::clear);
    assertThrows(StoreException.class, () -> store.keys().next());
    server.resume();
    assertSound(store);
    server.pause();
    assertThrows(UnknownOutcomeException.class, () -> Mutations.put(store, "k", "v"));
    server.resume();
    assertSound(store);
    server.pause();
    // More than the buffers between us take: the write itself does not end.
    assertThrows(StoreException.class, () -> Mutations.put(store, "k", large));
    server.resume();
    assertSound(store);
    server.pause();
    Request<byte[], byte[]> request = new Request<>(Mutations.key("k"), Mutation.read());
    assertThrows(StoreException.class, () -> store.applyAll(List.of(request, request)));
    server.resume();
    assertSound(store);
  }

  @Test
  void slowLink_endsEachOperationByItsDeadline() {
    Store<byte[], byte[]> store = proxied(quick);
    proxy.delay(Direction.TO_CLIENT, Duration.ofMinutes(10));
    assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    assertThrows(StoreException.class, () -> Mutations.put(store, "k", "v"));
    proxy.pass();
    assertSound(store);
  }

  @Test
  void silentLink_endsEachOperationByItsDeadline() {
    Store<byte[], byte[]> store = proxied(quick);
    proxy.drop();
    assertThrows(UnknownOutcomeException.class, () -> Mutations.put(store, "k", "v"));
    assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    proxy.pass();
    assertSound(store);
  }

  @Test
  void interruptedThread_finishesAndStaysInterrupted() {
    Store<byte[], byte[]> store = direct(one);
    Thread.currentThread().interrupt();
    assertEquals(Effect.STORED, Mutations.put(store, "k", "v"));
    assertTrue(Thread.interrupted());
    assertSound(store);
  }

  @Test
  void threadInterruptedWhileItReads_readsAgain() throws Exception {
    Store<byte[], byte[]> store = direct(one);
    server.pause();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<byte[]> value = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              value.complete(Mutations.read(store, "k"));
              interrupted.complete(Thread.interrupted());
            });
    reader.start();
    while (!isReading(reader)) {
      Thread.onSpinWait();
    }
    reader.interrupt();
    server.resume();
    assertArrayEquals(Bodies.text("old"), value.get());
    assertTrue(interrupted.get());
    assertSound(store);
  }

  private static boolean isReading(Thread thread) {
    for (StackTraceElement element : thread.getStackTrace()) {
      if (element.getMethodName().equals("receive")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void closedBackend_leavesNoConnectionAndNoThread() {
    Store<byte[], byte[]> store = direct("redis.client-name = leaving");
    occupy(store, 8);
    assertTrue(server.cli("CLIENT", "LIST").contains("name=leaving"));
    backends.forEach(Backend::close);
    while (server.cli("CLIENT", "LIST").contains("name=leaving")) {
      Thread.onSpinWait();
    }
    String place = "127.0.0.1:" + server.port();
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().contains(place))) {
      Thread.onSpinWait();
    }
  }
}

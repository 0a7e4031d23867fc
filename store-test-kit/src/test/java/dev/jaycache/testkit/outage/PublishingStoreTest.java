package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.near.PublishingStore;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.store.outage.Recovery;
import dev.jaycache.testkit.outage.WeakStore.Link;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of which write, and what becomes of that where it can't be told. */
@Timeout(60)
class PublishingStoreTest {
  private final WeakStore server = new WeakStore();
  private final WeakBus bus = new WeakBus();

  /** What the recovery would run now. */
  private final BlockingQueue<Runnable> planned = new LinkedBlockingQueue<>();

  private final PublishingStore store =
      new PublishingStore(
          server, new StoreSpace("n", "c", ConfigFactory.empty()), bus, new Recovery(planned::add));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Mutation<byte[]> put(Guard<byte[]> guard) {
    return Mutation.put(guard, bytes("v"), Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT);
  }

  private Outcome<byte[]> apply(String key, Mutation<byte[]> mutation) {
    return store.apply(bytes(key), mutation);
  }

  private static Request<byte[], byte[]> request(String key, Mutation<byte[]> mutation) {
    return new Request<>(bytes(key), mutation);
  }

  private long count(String name) {
    return store.counters().get(name);
  }

  @Test
  void writes_areToldAfterThem_andReadsAreNot() {
    bus.meanwhile(
        () ->
            assertArrayEquals(
                bytes("v"), server.elsewhere().apply(bytes("k"), Mutation.read()).previousValue()));
    apply("k", put(Guard.any()));
    assertEquals(List.of("k"), bus.told());
    apply("k", Mutation.read());
    apply("k", Mutation.keep(Guard.present(), Ttl.KEEP, Want.EFFECT));
    assertEquals(List.of(), bus.told());
    apply("k", Mutation.access(Ttl.ofMillis(60_000)));
    apply("k", Mutation.remove(Guard.any(), Want.NOTHING));
    assertEquals(List.of("k", "k"), bus.told());
    store.clear();
    assertEquals(List.of("*"), bus.told());
  }

  @Test
  void whatChangedNothing_isNotTold() {
    apply("k", put(Guard.any()));
    bus.told();
    assertEquals(Effect.NONE, apply("k", put(Guard.absent())).effect());
    assertEquals(Effect.NONE, apply("absent", put(Guard.present())).effect());
    assertEquals(List.of(), bus.told());
  }

  @Test
  void bulk_isToldByItsKeysThatChanged() {
    apply("b", put(Guard.any()));
    bus.told();
    store.applyAll(
        List.of(
            request("a", put(Guard.any())),
            request("b", put(Guard.absent())),
            request("c", Mutation.read()),
            request("d", put(Guard.any()))));
    assertEquals(List.of("a", "d"), bus.told());
  }

  @Test
  void bulkThatFailsInPart_isToldByAllThatMayHaveChanged() {
    apply("b", put(Guard.any()));
    bus.told();
    server.failOnly(bytes("c"));
    server.set(Link.LOSES_REPLIES);
    assertThrows(
        StoreException.class,
        () ->
            store.applyAll(
                List.of(
                    request("a", put(Guard.any())),
                    request("b", put(Guard.absent())),
                    request("c", put(Guard.any())),
                    request("d", put(Guard.any())))));
    assertEquals(List.of("a", "c", "d"), bus.told());
  }

  @Test
  void whatAnIteratorGivesAnotherExpiry_isTold() {
    apply("k", put(Guard.any()));
    bus.told();
    for (Mutation<byte[]> read :
        List.of(Mutation.<byte[]>read(), Mutation.<byte[]>access(Ttl.ofMillis(60_000)))) {
      try (EntryPages<byte[], byte[]> pages = store.entries(read)) {
        while (pages.hasNext()) {
          assertEquals(1, pages.next().size());
        }
      }
      assertEquals(read.mayChange() ? List.of("k") : List.of(), bus.told());
    }
  }

  @Test
  void errorWhileItIsTold_isMadeGoodAsWell() throws Exception {
    bus.meanwhile(
        () -> {
          throw new StackOverflowError("by the test");
        });
    assertThrows(StackOverflowError.class, () -> apply("k", put(Guard.any())));
    assertEquals(1, count("near-unpublished"));
    planned.take().run();
    assertEquals(List.of("*"), bus.told());
  }

  @Test
  void whatIsOwed_canBeToldBeforeTheEnd() {
    bus.failing(true);
    apply("k", put(Guard.any()));
    bus.failing(false);
    store.settle();
    assertEquals(List.of("*"), bus.told());
    store.settle();
    assertEquals(List.of(), bus.told());
  }

  @Test
  void writeWhoseOutcomeIsUnknown_isTold() {
    server.set(Link.LOSES_REPLIES);
    assertThrows(UnknownOutcomeException.class, () -> apply("k", put(Guard.any())));
    assertEquals(List.of("k"), bus.told());
  }

  @Test
  void writeStands_whereItCantBeTold_andTheNextTellsAll() {
    bus.failing(true);
    assertEquals(Effect.CREATED, apply("k", put(Guard.any())).effect());
    assertEquals(1, count("near-unpublished"));
    bus.failing(false);
    apply("l", put(Guard.any()));
    assertEquals(List.of("*"), bus.told());
    apply("m", put(Guard.any()));
    assertEquals(List.of("m"), bus.told());
    assertEquals(2, count("near-published"));
  }

  @Test
  void failureWhileAllIsTold_isOwedStill() {
    bus.failing(true);
    apply("k", put(Guard.any()));
    bus.failing(false);
    // While all is told for the first failure, another write fails to tell.
    bus.meanwhile(
        () -> {
          bus.failing(true);
          apply("l", put(Guard.any()));
          bus.failing(false);
        });
    apply("m", put(Guard.any()));
    assertEquals(List.of("*"), bus.told());
    apply("n", put(Guard.any()));
    assertEquals(List.of("*"), bus.told());
    apply("o", put(Guard.any()));
    assertEquals(List.of("o"), bus.told());
  }

  @Test
  void recovery_tellsAll_asSoonAsTheBusIsBack() throws InterruptedException {
    bus.failing(true);
    apply("k", put(Guard.any()));
    planned.take().run();
    assertEquals(2, count("near-unpublished"));
    bus.failing(false);
    planned.take().run();
    assertEquals(List.of("*"), bus.told());
    apply("l", put(Guard.any()));
    assertEquals(List.of("l"), bus.told());
    assertTrue(planned.isEmpty());
  }

  @Test
  void closedCache_isNotTriedAgain() throws InterruptedException {
    bus.failing(true);
    apply("k", put(Guard.any()));
    Runnable late = planned.take();
    store.close();
    bus.failing(false);
    late.run();
    assertEquals(List.of(), bus.told());
  }
}

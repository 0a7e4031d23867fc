package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryExistsException;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code write-mode} and {@code expire}, and the server's own time to live. */
@ServerTest
class CacheOptionsTest {
  private final List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(1));
  private final TestClock clock = TestClock.manual();
  private final Backend backend = TestLinks.backend(servers, new TextWire(), clock);

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void noOverwrite_everyEntryIsWrittenOnce() {
    Store<byte[], byte[]> store = backend.open(Entries.space("c", "write-mode = no-overwrite"));
    byte[] key = Entries.key("k");
    assertEquals(
        Effect.CREATED, store.apply(key, Entries.put(Guard.any(), "1", Want.NOTHING)).effect());
    List<Mutation<byte[]>> refused = new ArrayList<>();
    for (Want want : Want.values()) {
      refused.add(Entries.put(Guard.any(), "2", want));
      refused.add(Entries.put(Guard.present(), "2", want));
      refused.add(Entries.put(new Guard.Value<>(Bodies.text("1")), "2", want));
      refused.add(Mutation.put(Guard.any(), Bodies.text("2"), Ttl.NOW, Ttl.NOW, want));
    }
    for (Mutation<byte[]> mutation : refused) {
      assertThrows(EntryExistsException.class, () -> store.apply(key, mutation));
      assertArrayEquals(Bodies.text("1"), Entries.read(store, "k"));
    }
    assertEquals(
        Effect.NONE, store.apply(key, Entries.put(Guard.absent(), "2", Want.EFFECT)).effect());
    assertEquals(Effect.TOUCHED, store.apply(key, Mutation.access(Ttl.ofMillis(1_000))).effect());
    clock.advance(Duration.ofMillis(1_000));
    // An entry whose time is over is none.
    assertEquals(
        Effect.CREATED, store.apply(key, Entries.put(Guard.any(), "3", Want.EFFECT)).effect());
    assertEquals(
        Effect.REMOVED, store.apply(key, Mutation.remove(Guard.any(), Want.EFFECT)).effect());
    assertEquals(
        Effect.CREATED, store.apply(key, Entries.put(Guard.any(), "4", Want.EFFECT)).effect());
    List<Request<byte[], byte[]>> bulk =
        List.of(
            new Request<>(key, Entries.put(Guard.any(), "5", Want.NOTHING)),
            new Request<>(Entries.key("new"), Entries.put(Guard.any(), "5", Want.NOTHING)));
    assertThrows(EntryExistsException.class, () -> store.applyAll(bulk));
    assertArrayEquals(Bodies.text("4"), Entries.read(store, "k"));
    store.clear();
    assertEquals(
        Effect.CREATED, store.apply(key, Entries.put(Guard.any(), "6", Want.EFFECT)).effect());
  }

  @Test
  void noOverwrite_ofManyWritersOneWins() throws Exception {
    Store<byte[], byte[]> store = backend.open(Entries.space("c", "write-mode = no-overwrite"));
    AtomicInteger written = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String value = "v" + t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  try {
                    Entries.put(store, "k" + i, value);
                    written.incrementAndGet();
                  } catch (EntryExistsException e) {
                    refused.incrementAndGet();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(50, written.get());
    assertEquals(350, refused.get());
  }

  @Test
  void expire_isForEntriesThatNobodyGaveAnEnd() {
    Store<byte[], byte[]> store = backend.open(Entries.space("c", "expire = 5 s"));
    Entries.put(store, "eternal", "v");
    Ttl longer = Ttl.ofMillis(10_000);
    store.apply(
        Entries.key("longer"),
        Mutation.put(Guard.any(), Bodies.text("v"), longer, longer, Want.EFFECT));
    clock.advance(Duration.ofMillis(4_999));
    assertNotNull(Entries.read(store, "eternal"));
    clock.advance(Duration.ofMillis(1));
    assertNull(Entries.read(store, "eternal"));
    assertNotNull(Entries.read(store, "longer"));
  }

  @Test
  void exptime_isRoundedUpAndAMomentAboveThirtyDays() {
    Exptime exptime = new Exptime(clock, StoredEntry.NEVER_EXPIRES, 1);
    long now = clock.millis();
    assertEquals(0, exptime.of(StoredEntry.NEVER_EXPIRES));
    assertEquals(1, exptime.of(now - 5));
    assertEquals(2, exptime.of(now + 1));
    assertEquals(2, exptime.of(now + 1_000));
    assertEquals(3, exptime.of(now + 1_001));
    long days = Duration.ofDays(30).toMillis();
    assertEquals(30 * 86_400, exptime.of(now + days - 1_000));
    long moment = exptime.of(now + days + 1);
    long wall = System.currentTimeMillis() / 1_000;
    assertTrue(Math.abs(moment - wall - 30 * 86_400) < 60, "moment " + moment);
    assertEquals(0, exptime.of(now + Ttl.MAX_MILLIS));
  }

  /** For real, once: the server forgets the item itself, and not before its time. */
  @Test
  void serversTime_endsAfterTheEntrys() {
    StoreSpace space = Entries.space("c");
    try (MemcachedLink link = TestLinks.open(servers, new TextWire());
        Backend real = TestLinks.backend(servers, new TextWire(), TestClock.real());
        Store<byte[], byte[]> store = real.open(space)) {
      Ttl second = Ttl.ofMillis(1_000);
      long begin = System.nanoTime();
      store.apply(
          Entries.key("k"),
          Mutation.put(Guard.any(), Bodies.text("v"), second, second, Want.NOTHING));
      EntryCells.Place place =
          new EntryCells(link, new WireKeys(space, "MD5"))
              .place(new CasStep.Read(Entries.key("k")));
      Command get = new Command.Get(0, List.of(place.key().text()));
      while (((Reply.Items) link.run(List.of(get), link.deadline()).get(0)).items().get(0)
          != null) {
        LockSupport.parkNanos(1_000_000);
      }
      assertFalse(System.nanoTime() - begin < 1_000_000_000L);
      assertNull(Entries.read(store, "k"));
    }
  }
}

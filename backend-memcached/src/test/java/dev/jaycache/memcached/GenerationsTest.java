package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code clear()} promises to several processes, and what becomes of an evicted number. */
@ServerTest
class GenerationsTest {
  private final List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(3));
  private final StoreSpace space = Entries.space("cache");
  private final WireKeys keys = new WireKeys(space, "MD5");
  private final MemcachedLink link = TestLinks.open(servers, new TextWire());
  private final Backend one = TestLinks.backend(servers, new TextWire(), TestClock.real());
  private final Backend other = TestLinks.backend(servers, new BinaryWire(), TestClock.real());
  private Store<byte[], byte[]> mine;
  private Store<byte[], byte[]> theirs;

  @BeforeEach
  void open() {
    mine = one.open(space);
    theirs = other.open(space);
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    link.close();
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (int server = 0; server < 3; server++) {
      Command get = new Command.Get(server, List.of(keys.generation()));
      Item item = ((Reply.Items) link.run(List.of(get), link.deadline()).get(0)).items().get(0);
      assertNotNull(item);
      numbers.add(Long.parseUnsignedLong(new String(item.value(), StandardCharsets.US_ASCII)));
    }
    return numbers;
  }

  private void fill(Store<byte[], byte[]> store) {
    for (int i = 0; i < 30; i++) {
      Entries.put(store, "k" + i, "v" + i);
    }
  }

  private static int count(Store<byte[], byte[]> store) {
    int count = 0;
    for (int i = 0; i < 30; i++) {
      count += Entries.read(store, "k" + i) == null ? 0 : 1;
    }
    return count;
  }

  @Test
  void clear_holdsForOthersAtOnce() {
    for (int i = 0; i < 20; i++) {
      fill(mine);
      assertEquals(30, count(theirs));
      theirs.clear();
      assertEquals(0, count(mine));
      assertEquals(0, count(theirs));
    }
  }

  /** Reads and writes of many callers are sent together, with one look at the generation. */
  @Test
  void clearsWhileManyWork_bringNothingBack() throws Exception {
    AtomicInteger cleared = new AtomicInteger();
    AtomicInteger reads = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String key = "k" + i;
        readers.add(
            threads.submit(
                () -> {
                  int found = 0;
                  while (!over.get()) {
                    int before = cleared.get();
                    byte[] value = Entries.read(mine, key);
                    if (value != null) {
                      found++;
                      assertTrue(value[1] > before);
                    }
                    reads.incrementAndGet();
                    mine.apply(
                        Entries.key(key + "x"), Entries.put(Guard.absent(), "x", Want.EFFECT));
                  }
                  return found;
                }));
      }
      for (int round = 1; round <= 100; round++) {
        for (int i = 0; i < 8; i++) {
          Mutation<byte[]> put =
              Mutation.put(
                  Guard.any(),
                  new byte[] {1, (byte) round},
                  Ttl.ETERNAL,
                  Ttl.ETERNAL,
                  Want.NOTHING);
          theirs.apply(Entries.key("k" + i), put);
        }
        int before = reads.get();
        while (reads.get() < before + 8) {
          Thread.onSpinWait();
        }
        theirs.clear();
        cleared.set(round);
      }
      over.set(true);
      int found = 0;
      for (Future<Integer> reader : readers) {
        found += reader.get();
      }
      assertTrue(found > 0);
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  @Test
  void plainPutAfterTheClearOfAnother_isThere() {
    fill(mine);
    for (int i = 0; i < 20; i++) {
      theirs.clear();
      assertEquals(Effect.STORED, Entries.put(mine, "k", "new" + i));
      assertArrayEquals(Bodies.text("new" + i), Entries.read(theirs, "k"));
      assertArrayEquals(Bodies.text("new" + i), Entries.read(mine, "k"));
    }
  }

  @Test
  void updateThatBeganBeforeAClear_neverComesBackAfterIt() {
    fill(mine);
    byte[] key = Entries.key("k1");
    long version = mine.apply(key, Mutation.read()).previous().version();
    theirs.clear();
    Mutation<byte[]> put = Entries.put(new Guard.Version<>(version), "late", Want.EFFECT);
    assertEquals(Effect.NONE, mine.apply(key, put).effect());
    assertNull(Entries.read(theirs, "k1"));
  }

  @Test
  void clear_movesForwardOnly() {
    fill(mine);
    List<Long> before = numbers();
    for (int i = 0; i < 5; i++) {
      mine.clear();
      List<Long> now = numbers();
      for (int server = 0; server < 3; server++) {
        assertTrue(Long.compareUnsigned(now.get(server), before.get(server)) > 0);
      }
      before = now;
    }
  }

  @Test
  void clearOfANumberFromTheFuture_isAboveIt() {
    fill(mine);
    for (int server = 0; server < 3; server++) {
      byte[] last = Long.toUnsignedString(-2).getBytes(StandardCharsets.US_ASCII);
      set(server, last);
    }
    assertEquals(0, count(mine));
    fill(mine);
    assertEquals(30, count(theirs));
    mine.clear();
    assertEquals(List.of(-1L, -1L, -1L), numbers());
    assertEquals(0, count(theirs));
  }

  private void set(int server, byte[] value) {
    Command write = new Command.Write(server, Command.Mode.SET, keys.generation(), value, 0, 0);
    assertEquals(Reply.Done.YES, link.run(List.of(write), link.deadline()).get(0));
  }

  @Test
  void evictedOrDamagedNumber_bringsNothingBack() {
    fill(mine);
    List<Long> before = numbers();
    for (int server = 0; server < 3; server++) {
      link.run(List.of(new Command.Remove(server, keys.generation(), 0)), link.deadline());
    }
    assertEquals(0, count(theirs));
    List<Long> now = numbers();
    for (int server = 0; server < 3; server++) {
      assertTrue(Long.compareUnsigned(now.get(server), before.get(server)) > 0);
      set(server, new byte[] {'x'});
    }
    // One that remembers the old number puts into the new one.
    fill(mine);
    assertEquals(30, count(theirs));
    assertEquals(30, count(mine));
  }

  @Test
  void putsAmongClears_areThereOrCleared() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (Store<byte[], byte[]> store : List.of(mine, theirs)) {
        futures.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 300; i++) {
                    Entries.put(store, "k" + i % 30, "v" + i);
                  }
                }));
      }
      futures.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 100; i++) {
                  mine.clear();
                }
              }));
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
    mine.clear();
    assertEquals(0, count(theirs));
    fill(theirs);
    assertEquals(30, count(mine));
  }
}

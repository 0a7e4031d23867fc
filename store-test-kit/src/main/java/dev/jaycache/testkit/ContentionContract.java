package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads on few keys: each mutation is one atomic step. */
interface ContentionContract extends ContractChapter {
  /** How many callers at a time. */
  int THREADS = 8;

  private static void inThreads(Callable<?> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return work.call();
                }));
      }
      for (Future<?> future : futures) {
        future.get(120, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Mutation<byte[]> put(Guard<byte[]> guard, byte[] value) {
    return Mutation.put(guard, value, Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT);
  }

  private static long number(Store<byte[], byte[]> store, byte[] key) {
    byte[] body = store.apply(key, Mutation.read()).previousValue();
    return body == null ? 0 : Bodies.number(body);
  }

  @Test
  default void incrementsByVersion_areNeverLost() throws Exception {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    int each = 100;
    inThreads(
        () -> {
          for (int i = 0; i < each; ) {
            StoredEntry<byte[]> read = store.apply(key, Mutation.read()).previous();
            Guard<byte[]> guard =
                read == null ? Guard.absent() : new Guard.Version<>(read.version());
            long before = read == null ? 0 : Bodies.number(read.value());
            if (store.apply(key, put(guard, Bodies.ofLong(before + 1))).matched()) {
              i++;
            }
          }
          return null;
        });
    assertEquals((long) THREADS * each, number(store, key));
  }

  @Test
  default void incrementsByValue_areNeverLost() throws Exception {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    int each = 100;
    store.apply(key, put(Guard.any(), Bodies.ofLong(0)));
    inThreads(
        () -> {
          for (int i = 0; i < each; ) {
            long before = number(store, key);
            Guard<byte[]> guard = new Guard.Value<>(Bodies.ofLong(before));
            if (store.apply(key, put(guard, Bodies.ofLong(before + 1))).matched()) {
              i++;
            }
          }
          return null;
        });
    assertEquals((long) THREADS * each, number(store, key));
  }

  @Test
  default void additions_sumUpExactly() throws Exception {
    Store<byte[], byte[]> store = fixture().open();
    if (!store.canAdd()) {
      return;
    }
    byte[] single = fixture().key();
    byte[] bulk = fixture().key();
    int each = 200;
    Mutation<byte[]> add = Mutation.add(Bodies.ofLong(3), Ttl.ETERNAL, Ttl.KEEP);
    inThreads(
        () -> {
          for (int i = 0; i < each; i++) {
            store.apply(single, add);
            if (i % 10 == 0) {
              List<Request<byte[], byte[]>> ten = new ArrayList<>();
              for (int j = 0; j < 10; j++) {
                ten.add(new Request<>(bulk, add));
              }
              store.applyAll(ten);
            }
          }
          return null;
        });
    assertEquals(3L * THREADS * each, number(store, single));
    assertEquals(3L * THREADS * each, number(store, bulk));
  }

  @Test
  default void putIfAbsentOfMany_createsOnce() throws Exception {
    Store<byte[], byte[]> store = fixture().open();
    AtomicInteger created = new AtomicInteger();
    inThreads(
        () -> {
          for (int i = 0; i < 100; i++) {
            byte[] key = StoreFixture.key("once" + i);
            if (store.apply(key, put(Guard.absent(), Bodies.text("a"))).effect()
                == Effect.CREATED) {
              created.incrementAndGet();
            }
          }
          return null;
        });
    assertEquals(100, created.get());
  }

  @Test
  default void getAndRemoveOfMany_givesEachEntryToOne() throws Exception {
    Store<byte[], byte[]> store = fixture().open();
    for (int i = 0; i < 100; i++) {
      store.apply(StoreFixture.key("prize" + i), put(Guard.any(), Bodies.ofInt(i)));
    }
    AtomicInteger got = new AtomicInteger();
    inThreads(
        () -> {
          for (int i = 0; i < 100; i++) {
            byte[] key = StoreFixture.key("prize" + i);
            byte[] value =
                store.apply(key, Mutation.remove(Guard.any(), Want.PREVIOUS)).previousValue();
            if (value != null) {
              assertEquals(i, Bodies.number(value));
              got.incrementAndGet();
            }
          }
          return null;
        });
    assertEquals(100, got.get());
  }
}

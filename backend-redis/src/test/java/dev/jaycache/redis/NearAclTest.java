package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Changes;
import dev.jaycache.store.Effect;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of docs/redis-acl.md for channels and buses: enough, and what lacks shows. */
@ServerTest
@Timeout(60)
class NearAclTest {
  private static final long DAY = TimeUnit.DAYS.toNanos(1);
  private static final StoreSpace SPACE =
      new StoreSpace("test", "cache", ConfigFactory.parseString("near.source = channel"));

  private final List<AutoCloseable> open = new ArrayList<>();
  private final RedisProcess process = RedisProcess.start(Flavor.REDIS);

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    process.close();
  }

  private static final class Told implements Changes<byte[]> {
    private final AtomicInteger keys = new AtomicInteger();

    @Override
    public void changed(byte[] key) {
      keys.incrementAndGet();
    }

    @Override
    public void allChanged(Cause cause) {}
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private String uri() {
    return process.uri().toString().replace("://", "://bob:pw@");
  }

  private void allow(String... parts) {
    for (String part : parts) {
      AclDocument.rules(part, "user", "bob", "password", "pw", "namespace", "test")
          .forEach(process::cli);
    }
  }

  private Store<byte[], byte[]> store() {
    Backend backend = TestBackends.connect(uri(), "");
    open.add(0, backend);
    return backend.open(SPACE);
  }

  private InvalidationBus bus() {
    InvalidationBus bus = new RedisStoreProvider().bus(uri(), TestBackends.settings(""));
    open.add(0, bus);
    return bus;
  }

  @Test
  void rulesOfTheChannel_areEnough() {
    allow("caches", "near-channel");
    Told told = new Told();
    Tracking tracking = store().track(told, TimeUnit.SECONDS.toNanos(1));
    assertTrue(tracking != null);
    await(tracking::isLive);
    Store<byte[], byte[]> other = store();
    Mutations.put(other, "k", "v");
    await(() -> told.keys.get() == 1);
    long now = System.nanoTime();
    await(() -> tracking.toldUntil() - now >= 0);
    other.clear();
    assertEquals(0L, other.counters().get("near-unpublished"));
  }

  @Test
  void writerWhoMayNotPublish_writesAndCounts() {
    allow("caches", "near-channel");
    process.cli("ACL", "SETUSER", "bob", "-publish");
    Store<byte[], byte[]> store = store();
    assertEquals(Effect.CREATED, Mutations.put(store, "k", "v"));
    assertEquals(1L, store.counters().get("near-unpublished"));
    store.clear();
    assertEquals(2L, store.counters().get("near-unpublished"));
  }

  @Test
  void rulesOfTheBus_areEnough() {
    allow("near-bus");
    Told told = new Told();
    Tracking tracking = bus().track(SPACE, told, TimeUnit.SECONDS.toNanos(1));
    await(tracking::isLive);
    InvalidationBus other = bus();
    other.publish(SPACE, List.of(Mutations.key("k"), Mutations.key("l")));
    await(() -> told.keys.get() == 2);
    long now = System.nanoTime();
    await(() -> tracking.toldUntil() - now >= 0);
    other.publishAll(SPACE);
  }

  @Test
  void whoMayNotPublishOnTheBus_isToldSo_withoutSecrets() {
    allow("near-bus");
    process.cli("ACL", "SETUSER", "bob", "-publish");
    InvalidationBus bus = bus();
    StoreException e = assertThrows(StoreException.class, () -> bus.publishAll(SPACE));
    assertTrue(String.valueOf(e.getMessage()).contains("PUBLISH"), e::getMessage);
    assertTrue(!String.valueOf(e.getMessage()).contains("pw@"), e::getMessage);
  }

  @Test
  void whoMayNotListen_isNotLive() {
    allow("near-bus");
    process.cli("ACL", "SETUSER", "bob", "resetchannels");
    Tracking tracking = bus().track(SPACE, new Told(), DAY);
    // It tries: the server counts each refusal.
    await(() -> process.cli("ACL", "LOG").contains("test:%near:cache"));
    assertTrue(!tracking.isLive());
    tracking.close();
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Hearing;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of docs/redis-acl.md for events of other processes: enough, and what lacks shows. */
@ServerTest
@Timeout(60)
class EventsAclTest {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final RedisProcess process =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("notify-keyspace-events", "Ex"));

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    process.close();
  }

  /** What was told, in words. */
  private static final class Told implements Announcements<byte[], byte[]> {
    private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void announced(
        byte[] key, Effect effect, byte @Nullable [] oldValue, byte @Nullable [] value) {
      all.add(effect.name());
    }

    @Override
    public void ranOut(byte[] key) {
      all.add("ran out");
    }

    @Override
    public void lost(String node, String why) {
      all.add("lost: " + why);
    }

    @Override
    public void gap(String node) {
      all.add("gap");
    }

    private String next() throws InterruptedException {
      return String.valueOf(all.poll(30, TimeUnit.SECONDS));
    }
  }

  private Store<byte[], byte[]> store(String... without) {
    for (String part : List.of("caches", "events")) {
      AclDocument.rules(part, "user", "bob", "password", "pw", "namespace", "test", "database", "0")
          .forEach(process::cli);
    }
    for (String rule : without) {
      process.cli("ACL", "SETUSER", "bob", rule);
    }
    Backend backend =
        TestBackends.connect(process.uri().toString().replace("://", "://bob:pw@"), "");
    open.add(0, backend);
    return backend.open(
        new StoreSpace("test", "cache", ConfigFactory.parseString("events = cluster")));
  }

  private static Hearing hear(Store<byte[], byte[]> store, Told told) {
    Hearing hearing = store.hear(told);
    if (hearing == null) {
      throw new AssertionError("it can't hear");
    }
    hearing.tellRanOut(true);
    return hearing;
  }

  @Test
  void rulesOfTheDocument_areEnough() throws Exception {
    Told told = new Told();
    // Both before anybody listens: rules that are set anew end subscriptions.
    Store<byte[], byte[]> other = store();
    assertTrue(hear(store(), told).awaitHeard());
    Mutations.put(other, "k", "v");
    assertEquals("CREATED", told.next());
    process.cli("PEXPIRE", "test:cache:" + new String(Mutations.key("k")), "1");
    assertEquals("ran out", told.next());
    assertEquals(0L, other.counters().get("events-unpublished"));
  }

  @Test
  void writerWhoMayNotPublish_writesAndCounts() {
    for (String rule : List.of("-publish", "resetchannels")) {
      Store<byte[], byte[]> store = store(rule);
      assertEquals(Effect.CREATED, Mutations.put(store, rule, "v"));
      assertEquals(Effect.UPDATED, Mutations.put(store, rule, "w"));
      assertEquals(2L, store.counters().get("events-unpublished"));
    }
  }

  @Test
  void listenerWhoMayNotSubscribe_isToldOfTheLossOnce() throws Exception {
    for (String rule : List.of("-subscribe", "resetchannels")) {
      Told told = new Told();
      Store<byte[], byte[]> store = store(rule);
      assertFalse(hear(store, told).awaitHeard());
      String lost = told.next();
      assertTrue(lost.startsWith("lost: ") && lost.contains("NOPERM"), lost);
      assertEquals(1L, store.counters().get("event-link-losses"));
    }
  }
}

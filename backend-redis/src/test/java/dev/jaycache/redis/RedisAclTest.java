package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.config.Secret;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.redis.raw.ServerFeatures;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RedisSentinels;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rules of docs/redis-acl.md beyond those of the caches: enough for their part, and no more.
 */
@ServerTest
@Timeout(60)
class RedisAclTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static void allow(RedisProcess process, String part, String... values) {
    List<String> all = new ArrayList<>(List.of("user", "bob", "password", "pw"));
    all.addAll(List.of("namespace", "test"));
    all.addAll(List.of(values));
    AclDocument.rules(part, all.toArray(String[]::new)).forEach(process::cli);
  }

  private Backend backend(String uri) {
    return backend(uri, "");
  }

  private Backend backend(String uri, String lines) {
    Backend backend = TestBackends.connect(uri, lines);
    open.add(0, backend);
    return backend;
  }

  private static String asBob(String uri) {
    return uri.replace("://", "://bob:pw@");
  }

  @Test
  void userOfTheCaches_mayDoNothingElse() {
    RedisProcess process = RedisProcess.start(Flavor.REDIS);
    open.add(process);
    allow(process, "caches");
    RedisServer server =
        backend(asBob(process.uri().toString())).unwrap(RedisServers.class).orElseThrow().server();
    assertEquals("OK", server.command("SET test:cache:k v").value());
    assertEquals("NOPERM", code(server, "SET other:k v"));
    assertEquals("NOPERM", code(server, "KEYS *"));
    assertEquals("NOPERM", code(server, "FLUSHALL"));
    assertEquals("NOPERM", code(server, "CONFIG GET *"));
  }

  private static String code(RedisServer server, String command) {
    String text = server.tryCommand(command).info();
    return text.substring(0, Math.max(0, text.indexOf(' ')));
  }

  @Test
  void everyCommandOfTheCaches_isNeeded() {
    RedisProcess process = RedisProcess.start(Flavor.REDIS);
    open.add(process);
    List<String> commands = new ArrayList<>();
    for (String[] rule : AclDocument.rules("caches")) {
      for (String word : rule) {
        if (word.startsWith("+")) {
          commands.add(word.substring(1));
        }
      }
    }
    allow(process, "caches");
    useEverything(backend(asBob(process.uri().toString())));
    List<String> superfluous = new ArrayList<>();
    for (String command : commands) {
      allow(process, "caches");
      process.cli("ACL", "SETUSER", "bob", "-" + command);
      process.cli("SCRIPT", "FLUSH");
      try {
        useEverything(backend(asBob(process.uri().toString())));
        superfluous.add(command);
      } catch (StoreException e) {
        assertTrue(
            String.valueOf(e.getMessage())
                .matches("(?is).*(NOPERM|permission|not allow|can't run).*"),
            e.getMessage());
      }
    }
    assertEquals(List.of(), superfluous);
  }

  /** Has a store send each kind of command that it has, by itself and from its script. */
  private static void useEverything(Backend backend) {
    backend.check();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    byte[] key = Mutations.key("k");
    byte[] other = Mutations.key("l");
    Ttl hour = Ttl.ofMillis(3_600_000);
    store.applyAll(
        List.of(new Request<>(key, Mutations.put("v")), new Request<>(other, Mutations.put("v"))));
    store.apply(key, Mutations.put("v"));
    store.applyAll(
        List.of(new Request<>(key, Mutation.read()), new Request<>(other, Mutation.read())));
    store.apply(key, Mutation.read());
    store.apply(key, Mutation.keep(Guard.any(), Ttl.KEEP, Want.EFFECT));
    store.apply(key, Mutation.access(hour));
    store.apply(key, Mutation.keep(Guard.any(), Ttl.ETERNAL, Want.EFFECT));
    store.apply(key, Mutation.keep(Guard.any(), hour, Want.EFFECT));
    store.apply(key, Mutations.scriptedPut(Guard.any(), "w"));
    long token = Stamps.next();
    store.apply(key, Mutation.<byte[]>read().withLease(Lease.take(token, 60_000)));
    store.apply(key, Mutation.<byte[]>read().withLease(Lease.giveBack(token)));
    store.apply(other, Mutation.remove(Guard.any(), Want.NOTHING));
    store.apply(key, Mutation.remove(Guard.any(), Want.PREVIOUS));
    store.keys().next();
    store.clear();
  }

  @Test
  void cluster_isFoundAndFollowed() {
    try (RedisCluster cluster =
        RedisCluster.start(
            Flavor.REDIS, 2, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000"))) {
      for (RedisProcess node : cluster.nodes()) {
        allow(node, "caches");
        allow(node, "cluster");
      }
      Backend backend = backend(asBob(cluster.uri()));
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      List<Request<byte[], byte[]>> puts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        puts.add(new Request<>(Mutations.key("k" + i), Mutations.put("v")));
      }
      assertEquals(100, store.applyAll(puts).size());
      int slot = cluster.slot("way");
      RedisProcess from = cluster.owner(slot);
      RedisProcess to =
          cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
      cluster.beginMove(slot, to);
      store.apply(Mutations.key("{way}new"), Mutations.put("v"));
      assertEquals("1", to.cli("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)));
      store.clear();
      backend.close();

      cluster.nodes().forEach(node -> node.cli("ACL", "SETUSER", "bob", "-asking"));
      Store<byte[], byte[]> asks = TestBackends.open(backend(asBob(cluster.uri())), "cache");
      assertThrows(
          StoreException.class, () -> asks.apply(Mutations.key("{way}other"), Mutations.put("v")));
      cluster.nodes().forEach(node -> node.cli("ACL", "SETUSER", "bob", "-cluster|shards"));
      Store<byte[], byte[]> blind = TestBackends.open(backend(asBob(cluster.uri())), "cache");
      assertThrows(StoreException.class, () -> blind.apply(Mutations.key("k"), Mutation.read()));
    }
  }

  @Test
  void nodeThatReturns_isFlushedByTheRulesForThat() {
    try (RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 1, 0, RedisOptions.PLAIN)) {
      RedisProcess node = cluster.nodes().get(0);
      for (String flush : List.of("cache", "database")) {
        allowFlushes(node, flush);
        greetAsReturned(node, flush);
        assertEquals("0", node.cli("EXISTS", "test:cache:k"));
        List<String> needed = new ArrayList<>(List.of("cluster|myid", "cluster|nodes", "info"));
        if (flush.equals("database")) {
          needed.add("flushdb");
        }
        for (String command : needed) {
          node.cli("ACL", "SETUSER", "bob", "-" + command);
          node.cli("SCRIPT", "FLUSH");
          StoreException e =
              assertThrows(StoreException.class, () -> greetAsReturned(node, flush), command);
          assertTrue(
              String.valueOf(e.getMessage())
                  .matches("(?is).*(NOPERM|permission|not allow|can't run).*"),
              e.getMessage());
          allowFlushes(node, flush);
        }
      }
    }
  }

  private static void allowFlushes(RedisProcess node, String flush) {
    allow(node, "caches");
    allow(node, "cluster");
    allow(node, "flush-on-cluster");
    if (flush.equals("database")) {
      allow(node, "flush-database");
    }
  }

  /** A connection of one who knew another process behind the node. */
  private static void greetAsReturned(RedisProcess node, String flush) {
    node.cli("FLUSHALL");
    node.cli("SET", "test:cache:k", "old");
    KnownNodes known = new KnownNodes();
    known.at(RedisCluster.id(node)).becomes("another process");
    Access bob = new Access(false, "bob", new Secret("pw"), 0);
    RedisAddress address = new RedisAddress(Endpoint.tcp(node.host(), node.port()), bob);
    RedisSettings settings =
        RedisSettings.of(TestBackends.settings("namespace = test, flush-on-reconnect = " + flush));
    DeadlineWatch watch = new DeadlineWatch("acl", TimeUnit.SECONDS.toNanos(10));
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      RedisConnection connection =
          new Connector(address, settings, null, watch, known).open(deadline, null);
      connection.abort();
      watch.remove(connection);
    } finally {
      watch.close();
    }
  }

  @Test
  void sentinels_areAsked() {
    RedisSentinels group = SharedServers.sentinels();
    try {
      assertEquals(2, serversAsked(group, ""));
      assertEquals(1, serversAsked(group, "-sentinel|replicas"));
      assertThrows(
          StoreException.class, () -> serversAsked(group, "-sentinel|get-master-addr-by-name"));
    } finally {
      group.sentinels().forEach(sentinel -> sentinel.cli("ACL", "DELUSER", "bob"));
    }
  }

  /** How many servers are used after a write and a read that a replica may answer. */
  private int serversAsked(RedisSentinels group, String without) {
    for (RedisProcess sentinel : group.sentinels()) {
      allow(sentinel, "sentinel");
      if (!without.isEmpty()) {
        sentinel.cli("ACL", "SETUSER", "bob", without);
      }
    }
    RedisBackend backend =
        (RedisBackend)
            TestBackends.connect(
                group.uri() + "?role=replica",
                "redis.sentinel.user = bob, redis.sentinel.password = pw");
    open.add(0, backend);
    Store<byte[], byte[]> store = TestBackends.open(backend, "acl");
    Mutations.put(store, "k", "v");
    Mutations.read(store, "k");
    return backend.report().get(0).nodes().size();
  }

  @Test
  void rawAccess_knowsWhatTheServerCan() {
    RedisProcess process = RedisProcess.start(Flavor.REDIS);
    open.add(process);
    allow(process, "caches");
    allow(process, "raw");
    RedisServer server =
        backend(asBob(process.uri().toString())).unwrap(RedisServers.class).orElseThrow().server();
    ServerFeatures features = server.features();
    assertTrue(features.hasCommand("GETEX"));
    assertTrue(features.modules().isPresent());
    assertEquals(1, server.info("server").size());
  }

  @Test
  void keyspaceEvents_areHeard() throws Exception {
    RedisProcess process =
        RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("notify-keyspace-events", "AK"));
    open.add(process);
    allow(process, "caches");
    allow(process, "keyspace-events", "database", "0", "pattern", "orders:*");
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    var events =
        backend(asBob(process.uri().toString()))
            .unwrap(RedisServers.class)
            .orElseThrow()
            .server()
            .keyspaceEvents();
    try (var subscription =
        events.subscribePrefix(
            "orders:", Set.of(KeyspaceKind.STRING), event -> heard.add(event.keyText()))) {
      assertTrue(subscription.isConfirmed());
      process.cli("SET", "orders:1", "v");
      assertEquals("orders:1", heard.poll(30, TimeUnit.SECONDS));
    }
  }
}

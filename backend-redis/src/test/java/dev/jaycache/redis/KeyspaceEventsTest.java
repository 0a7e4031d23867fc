package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.raw.KeyspaceEvent;
import dev.jaycache.redis.raw.KeyspaceEvents;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.KeyspaceListener;
import dev.jaycache.redis.raw.KeyspaceSubscription;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.store.Backend;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keyspace events, as a server tells them, and what comes between. */
@ServerTest
@Timeout(60)
class KeyspaceEventsTest {
  private static final String SETTING = "notify-keyspace-events";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** What was told, in its order. */
  private static final class Heard implements KeyspaceListener {
    private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void onEvent(KeyspaceEvent event) {
      all.add(event.kind() + " " + event.name() + " " + event.keyText());
    }

    @Override
    public void onLost(String node, String why) {
      all.add("lost " + why);
    }

    @Override
    public void onGap(String node) {
      all.add("gap");
    }

    private String next() throws InterruptedException {
      return String.valueOf(all.poll(30, TimeUnit.SECONDS));
    }
  }

  private RedisProcess process(Flavor flavor, String flags) {
    RedisProcess process =
        RedisProcess.start(flavor, RedisOptions.PLAIN.with(SETTING, '"' + flags + '"'));
    open.add(process);
    return process;
  }

  private KeyspaceEvents events(String uri, String lines) {
    Backend backend = TestBackends.connect(uri, lines);
    open.add(0, backend);
    return backend.unwrap(RedisServers.class).orElseThrow().server().keyspaceEvents();
  }

  @ParameterizedTest
  @CsvSource({"REDIS, resp2", "REDIS, resp3", "VALKEY, resp3"})
  void events_areToldByKeyAndKind(Flavor flavor, String protocol) throws Exception {
    RedisProcess process = process(flavor, "AK");
    KeyspaceEvents events = events(process.uri() + "/2", "redis.protocol = " + protocol);
    Heard heard = new Heard();
    Heard others = new Heard();
    KeyspaceSubscription subscription =
        events.subscribePrefix(
            "a[*]:", EnumSet.of(KeyspaceKind.EXPIRED, KeyspaceKind.STRING), heard);
    KeyspaceSubscription second =
        events.subscribe(
            "?[*]:*",
            EnumSet.allOf(KeyspaceKind.class).stream()
                .filter(kind -> kind != KeyspaceKind.NEW && kind != KeyspaceKind.MISS)
                .collect(java.util.stream.Collectors.toSet()),
            others);
    assertTrue(subscription.isConfirmed());

    try (var client = process.connect()) {
      client.text("SET", "a[*]:other", "in database 0");
      client.text("SELECT", "2");
      client.text("SET", "ax:1", "matches neither");
      client.text("SET", "a[*]:1", "v");
      client.text("HSET", "a[*]:h", "f", "v");
      client.text("PEXPIRE", "a[*]:1", "1");
      client.text("SET", "a*:1", "v");
    }
    assertEquals("STRING set a[*]:1", heard.next());
    assertEquals("EXPIRED expired a[*]:1", heard.next());
    assertEquals("STRING set a*:1", others.next());
    subscription.close();
    second.close();
    while (process.cli("CLIENT", "LIST").contains("sub=1")) {
      Thread.onSpinWait();
    }
    assertNull(heard.all.poll());
  }

  @Test
  void events_comeByTlsAndUnixSockets(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("s");
    RedisProcess secured =
        RedisProcess.start(
            Flavor.REDIS,
            RedisOptions.PLAIN.withTls().with(SETTING, "AK").with("unixsocket", socket.toString()));
    open.add(secured);
    String ca = "redis.tls.ca = \"" + secured.tls().certificate() + '"';
    for (String uri : List.of(secured.uri().toString(), "redis+unix://" + socket)) {
      Heard heard = new Heard();
      events(uri, ca).subscribePrefix("k", Set.of(KeyspaceKind.STRING), heard);
      for (int i = 0; i < 3; i++) {
        secured.cli("MSET", "k" + i, "v", "k" + i + i, "v");
        assertEquals("STRING set k" + i, heard.next());
        assertEquals("STRING set k" + i + i, heard.next());
      }
    }
  }

  @Test
  void subscriptions_shareOneConnection() throws Exception {
    RedisProcess process = process(Flavor.REDIS, "AK");
    KeyspaceEvents events = events(process.uri().toString(), "");
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Heard heard = new Heard();
      all.add(heard);
      events.subscribePrefix("k" + i % 3, Set.of(KeyspaceKind.STRING), heard);
    }
    assertEquals(
        1, process.cli("CLIENT", "LIST").lines().filter(line -> !line.contains("psub=0")).count());
    process.cli("MSET", "k0", "v", "k1", "v", "k2", "v");
    for (int i = 0; i < 5; i++) {
      assertEquals("STRING set k" + i % 3, all.get(i).next());
    }
  }

  @Test
  void whatIsSwitchedOff_isAnErrorThatGivesTheLine() throws Exception {
    RedisProcess process = process(Flavor.REDIS, "Ex");
    KeyspaceEvents events = events(process.uri().toString(), "");
    Heard heard = new Heard();
    StoreException off =
        assertThrows(
            StoreException.class,
            () ->
                events.subscribe(
                    "*", EnumSet.of(KeyspaceKind.EXPIRED, KeyspaceKind.EVICTED), heard));
    String message = String.valueOf(off.getMessage());
    String line = message.substring(message.lastIndexOf(SETTING));
    assertTrue(line.matches(SETTING + " \"[A-Za-z$]+\""), message);
    process.cli("CONFIG", "SET", SETTING, line.substring(SETTING.length() + 2, line.length() - 1));
    events.subscribe("*", EnumSet.of(KeyspaceKind.EXPIRED, KeyspaceKind.EVICTED), heard);
    process.cli("SET", "k", "v", "PX", "1");
    assertEquals("EXPIRED expired k", heard.next());
    assertThrows(IllegalArgumentException.class, () -> events.subscribe("*", Set.of(), heard));
  }

  @Test
  void lostConnection_isToldAndMadeAnew() throws Exception {
    RedisProcess process = process(Flavor.REDIS, "AK");
    KeyspaceEvents events = events(process.uri().toString(), "");
    Heard heard = new Heard();
    events.subscribe("*", Set.of(KeyspaceKind.STRING), heard);
    process.cli("CLIENT", "KILL", "TYPE", "pubsub");
    assertTrue(heard.next().startsWith("lost "));
    assertEquals("gap", heard.next());
    process.cli("SET", "k", "v");
    assertEquals("STRING set k", heard.next());

    process.cli("CONFIG", "SET", SETTING, "");
    process.cli("CLIENT", "KILL", "TYPE", "pubsub");
    assertTrue(heard.next().startsWith("lost "));
    process.stop();
    process.restart();
    assertEquals("gap", heard.next());
    process.cli("SET", "l", "v");
    assertEquals("STRING set l", heard.next());
  }

  @Test
  void listenerThatThrows_doesNotEndTheSubscription() throws Exception {
    RedisProcess process = process(Flavor.REDIS, "AK");
    KeyspaceEvents events = events(process.uri().toString(), "");
    Heard heard = new Heard();
    events.subscribe(
        "*",
        Set.of(KeyspaceKind.STRING),
        event -> {
          heard.onEvent(event);
          if (event.keyText().equals("k")) {
            throw new IllegalStateException("a listener's own fault");
          }
          throw new AssertionError("another fault of it");
        });
    process.cli("MSET", "k", "v", "l", "v", "m", "v");
    assertEquals("STRING set k", heard.next());
    assertEquals("STRING set l", heard.next());
    assertEquals("STRING set m", heard.next());
  }

  @Test
  void userWhoMayNotAsk_isServedWithoutCertainty() throws Exception {
    RedisProcess process = process(Flavor.REDIS, "AK");
    process.cli(
        "ACL",
        "SETUSER",
        "bob",
        "on",
        ">pw",
        "~*",
        "&__keyspace@0__:a:*",
        "+ping",
        "+psubscribe",
        "+punsubscribe");
    KeyspaceEvents events = events(process.uri().toString().replace("://", "://bob:pw@"), "");
    Heard heard = new Heard();
    KeyspaceSubscription subscription =
        events.subscribePrefix("a:", Set.of(KeyspaceKind.STRING), heard);
    assertFalse(subscription.isConfirmed());
    process.cli("SET", "a:1", "v");
    assertEquals("STRING set a:1", heard.next());
    StoreException refused =
        assertThrows(
            StoreException.class,
            () -> events.subscribePrefix("b:", Set.of(KeyspaceKind.STRING), heard));
    assertTrue(String.valueOf(refused.getMessage()).contains("NOPERM"), refused.getMessage());
  }

  @Test
  void closedManager_endsThreadsAndTakesNoMore() throws Exception {
    RedisProcess process = process(Flavor.REDIS, "AK");
    KeyspaceEvents events = events(process.uri().toString(), "");
    events.subscribe("*", Set.of(KeyspaceKind.STRING), new Heard());
    String name = "jaycache keyspace events: 127.0.0.1:" + process.port();
    List<Thread> readers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals(name))
            .toList();
    assertEquals(1, readers.size());
    open.remove(0).close();
    readers.get(0).join();
    assertThrows(
        IllegalStateException.class,
        () -> events.subscribe("*", Set.of(KeyspaceKind.STRING), new Heard()));
  }

  @Test
  void events_comeFromEveryMasterOfACluster() throws Exception {
    RedisOptions options =
        RedisOptions.PLAIN.with("cluster-node-timeout", "15000").with(SETTING, "AK");
    try (RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 2, 0, options)) {
      KeyspaceEvents events = events(cluster.uri(), "");
      Heard heard = new Heard();
      events.subscribePrefix("k", Set.of(KeyspaceKind.STRING), heard);
      Set<String> wanted = new HashSet<>();
      try (Backend writer = TestBackends.connect(cluster.uri(), "")) {
        var server = writer.unwrap(RedisServers.class).orElseThrow().server();
        for (int i = 0; i < 20; i++) {
          server.command("SET %s v", "k" + i);
          wanted.add("STRING set k" + i);
        }
      }
      Set<String> told = new HashSet<>();
      while (told.size() < 20) {
        told.add(heard.next());
      }
      assertEquals(wanted, told);

      RedisProcess added = cluster.addMaster(Flavor.REDIS, options);
      int slot = cluster.slot("k0");
      RedisProcess from = cluster.owner(slot);
      cluster.beginMove(slot, added);
      cluster.moveKeys(slot, from, added);
      cluster.endMove(slot, from, added);
      assertEquals("gap", heard.next());
      added.cli("SET", "k0", "w");
      assertEquals("STRING set k0", heard.next());
      open.remove(0).close();
    }
  }
}

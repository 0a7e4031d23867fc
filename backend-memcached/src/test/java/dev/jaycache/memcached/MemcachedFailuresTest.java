package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that break, and servers that stop or say no. */
@ServerTest
@Timeout(120)
class MemcachedFailuresTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.add(resource);
    return resource;
  }

  private MemcachedProcess server(String... options) {
    return closing(MemcachedProcess.start(options));
  }

  private FaultProxy proxy(MemcachedProcess server) {
    return closing(new FaultProxy(server.host(), server.port()));
  }

  private Backend backend(String uri, String... settings) {
    return closing(
        new MemcachedStoreProvider()
            .connect(
                uri,
                ConfigFactory.parseString(String.join("\n", settings))
                    .withFallback(
                        ConfigFactory.parseString(
                            "connect-timeout = 10 s, command-timeout = 10 s, busy-poll = 50 us"))
                    .withFallback(MemcachedSettings.reference())));
  }

  private Store<byte[], byte[]> store(int port, String... settings) {
    return closing(Entries.open(backend("memcached://127.0.0.1:" + port, settings)));
  }

  private static String protocol(boolean binary) {
    return "memcached.protocol = " + (binary ? "binary" : "text");
  }

  private static StoreException failing(Store<byte[], byte[]> store) {
    return assertThrows(StoreException.class, () -> Entries.read(store, "k"));
  }

  private static void assertSays(StoreException error, String... parts) {
    String message = String.valueOf(error.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
    }
  }

  private static void assertSound(Store<byte[], byte[]> store) {
    assertEquals(Effect.STORED, Entries.put(store, "sound", "yes"));
    assertArrayEquals(Bodies.text("yes"), Entries.read(store, "sound"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void serverThatIsNotThere_isAnErrorAndUsedWhenItComes(boolean binary) {
    MemcachedProcess server = server();
    server.stop();
    Store<byte[], byte[]> store = store(server.port(), protocol(binary));
    assertSays(failing(store), "127.0.0.1:" + server.port(), "cannot be reached");
    server.restart();
    assertSound(store);
    server.kill();
    assertSays(failing(store), "127.0.0.1:" + server.port());
    server.restart();
    assertSound(store);
  }

  @Test
  void callsThatFail_logNothing() {
    MemcachedProcess server = server();
    Store<byte[], byte[]> store = store(server.port());
    assertSound(store);
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      server.stop();
      for (int i = 0; i < 50; i++) {
        failing(store);
      }
    } finally {
      System.setErr(before);
    }
    assertEquals("", said.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replyOfReadCutInTheMiddle_isReadAgain(boolean binary) {
    FaultProxy proxy = proxy(server());
    Store<byte[], byte[]> store = store(proxy.port(), protocol(binary));
    Entries.put(store, "k", "old");
    proxy.cutAfter(Direction.TO_CLIENT, 9);
    assertArrayEquals(Bodies.text("old"), Entries.read(store, "k"));
    assertEquals(1, proxy.hits());
    proxy.reset();
    assertArrayEquals(Bodies.text("old"), Entries.read(store, "k"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replyOfPutCut_isFoundByItsStamp(boolean binary) {
    FaultProxy proxy = proxy(server());
    Store<byte[], byte[]> store = store(proxy.port(), protocol(binary));
    assertSound(store);
    proxy.loseReply();
    assertEquals(Effect.STORED, Entries.put(store, "k", "mine"));
    assertEquals(1, proxy.hits());
    assertArrayEquals(Bodies.text("mine"), Entries.read(store, "k"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void garbageInTheReply_isAnErrorAndAnotherConnectionFollows(boolean binary) {
    FaultProxy proxy = proxy(server());
    Store<byte[], byte[]> store = store(proxy.port(), protocol(binary));
    assertSound(store);
    byte[] garbage = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    proxy.garbage(Direction.TO_CLIENT, garbage);
    // A read is tried again.
    assertNull(Entries.read(store, "k"));
    proxy.garbage(Direction.TO_CLIENT, garbage);
    assertEquals(Effect.STORED, Entries.put(store, "k", "mine"));
    assertEquals(2, proxy.hits());
    assertSound(store);
  }

  @Test
  void serverThatIsNoMemcached_isNamed() {
    FaultProxy proxy = proxy(server());
    Store<byte[], byte[]> store = store(proxy.port());
    proxy.garbage(Direction.TO_SERVER, "lru_crawler sleep\r\n".getBytes(StandardCharsets.US_ASCII));
    StoreException first = failing(store);
    assertSays(first, "127.0.0.1:" + proxy.port());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void frozenServer_isAnErrorByTheDeadline(boolean binary) {
    MemcachedProcess server = server();
    Store<byte[], byte[]> store =
        store(server.port(), protocol(binary), "command-timeout = 200 ms");
    assertSound(store);
    server.pause();
    try {
      assertSays(failing(store), "did not answer within 200 ms", "command-timeout");
      assertThrows(StoreException.class, () -> Entries.put(store, "k", "lost"));
    } finally {
      server.resume();
    }
    eventually(() -> assertSound(store));
  }

  @Test
  void halfOpenLink_isGivenUp() {
    FaultProxy proxy = proxy(server());
    Store<byte[], byte[]> store = store(proxy.port(), "command-timeout = 200 ms");
    assertSound(store);
    proxy.drop();
    failing(store);
    proxy.pass();
    // On the old connection nothing would ever come: its reply was swallowed.
    eventually(() -> assertSound(store));
  }

  /** On a machine that is busy a deadline of 200 ms may end by itself. */
  private static void eventually(Runnable check) {
    for (int i = 0; i < 50; i++) {
      try {
        check.run();
        return;
      } catch (StoreException e) {
        // Another try.
      }
    }
    check.run();
  }

  @Test
  void oneOfThreeServersLost_theOthersGoOn() {
    List<MemcachedProcess> servers = List.of(server(), server(), server());
    List<ServerAddress> addresses = TestLinks.addresses(servers);
    String hosts = String.join(",", addresses.stream().map(ServerAddress::shown).toList());
    Store<byte[], byte[]> store = closing(Entries.open(backend("memcached://" + hosts)));
    for (int i = 0; i < 60; i++) {
      Entries.put(store, "k" + i, "v" + i);
    }
    servers.get(1).kill();
    int lost = 0;
    for (int i = 0; i < 60; i++) {
      try {
        assertArrayEquals(Bodies.text("v" + i), Entries.read(store, "k" + i));
      } catch (StoreException e) {
        assertSays(e, addresses.get(1).shown());
        lost++;
      }
    }
    assertTrue(lost > 0 && lost < 60, "lost: " + lost);
    servers.get(1).restart();
    int missing = 0;
    for (int i = 0; i < 60; i++) {
      missing += Entries.read(store, "k" + i) == null ? 1 : 0;
    }
    assertEquals(lost, missing);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void valueAboveTheLimit_isRefusedAndTheOldOneIsGone(boolean binary) {
    Store<byte[], byte[]> store = store(server().port(), protocol(binary));
    byte[] large = Bodies.random(2_000_000, new Random(1));
    for (Guard<byte[]> guard : List.<Guard<byte[]>>of(Guard.any(), Guard.present())) {
      for (Want want : List.of(Want.NOTHING, Want.EFFECT)) {
        Entries.put(store, "k", "old");
        Mutation<byte[]> put = Mutation.put(guard, large, Ttl.ETERNAL, Ttl.ETERNAL, want);
        StoreException error =
            assertThrows(StoreException.class, () -> store.apply(Entries.key("k"), put));
        assertSays(error, "1048576 bytes", "2000", "-I");
        assertNull(Entries.read(store, "k"));
      }
    }
    List<Request<byte[], byte[]>> bulk =
        List.of(
            new Request<>(
                Entries.key("large"),
                Mutation.put(Guard.any(), large, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING)),
            new Request<>(Entries.key("small"), Entries.put(Guard.any(), "v", Want.NOTHING)));
    assertThrows(StoreException.class, () -> store.applyAll(bulk));
    assertNotNull(Entries.read(store, "small"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullServer_isAnErrorThatSaysSo(boolean binary) {
    Store<byte[], byte[]> store = store(server("-M", "-m", "2").port(), protocol(binary));
    byte[] value = Bodies.random(200_000, new Random(2));
    StoreException error =
        assertThrows(
            StoreException.class,
            () -> {
              for (int i = 0; i < 1_000; i++) {
                store.apply(
                    Entries.key("k" + i),
                    Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT));
              }
            });
    assertSays(error, "is full", "-m");
    assertFalse(String.valueOf(error.getMessage()).contains("too large"), error::getMessage);
  }

  @Test
  void serverWithPasswords_letsInWhoeverHasOne(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("users"), "ann:s3cret/x\n");
    MemcachedProcess server = server("-Y", file.toString());
    String place = "127.0.0.1:" + server.port();
    Backend right = backend("memcached://ann:s3cret%2Fx@" + place);
    right.check();
    Store<byte[], byte[]> store = closing(Entries.open(right));
    assertSound(store);
    try (KeyPages<byte[]> pages = store.keys()) {
      assertEquals(1, pages.next().size());
    }
    for (String login : List.of("", "ann:hunter2@")) {
      StoreException error =
          assertThrows(StoreException.class, () -> backend("memcached://" + login + place).check());
      assertSays(error, place, "refused user or password");
      assertFalse(String.valueOf(error.getMessage()).contains("hunter2"), error::getMessage);
    }
  }

  @Test
  void serverWithSasl_letsInWhoeverHasAPassword() {
    MemcachedProcess server = closing(MemcachedProcess.startWithUser("ann", "s3cret/x"));
    String place = "127.0.0.1:" + server.port();
    Backend right = backend("memcached://ann:s3cret%2Fx@" + place + "?protocol=binary");
    right.check();
    assertSound(closing(Entries.open(right)));
    // Who does not log in finds the connection closed.
    Backend nobody = backend("memcached://" + place + "?protocol=binary");
    assertSays(assertThrows(StoreException.class, nobody::check), place);
    for (String login : List.of("ann:hunter2@", "bob:s3cret%2Fx@")) {
      Backend wrong = backend("memcached://" + login + place + "?protocol=binary");
      StoreException error = assertThrows(StoreException.class, wrong::check);
      assertSays(error, place, "refused user or password");
      assertFalse(String.valueOf(error.getMessage()).contains("hunter2"), error::getMessage);
      assertFalse(String.valueOf(error.getMessage()).contains("s3cret"), error::getMessage);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void serverThatDoesNotKnowGats_removesByCompareAndSet(boolean brief) {
    FaultProxy proxy = proxy(server());
    Store<byte[], byte[]> store = store(proxy.port());
    Entries.put(store, "k", "v");
    proxy.garbage(Direction.TO_SERVER, "gets none\r\ngots\r\n".getBytes(StandardCharsets.US_ASCII));
    Mutation<byte[]> remove = Mutation.remove(Guard.any(), brief ? Want.EFFECT : Want.PREVIOUS);
    assertEquals(Effect.REMOVED, store.apply(Entries.key("k"), remove).effect());
    assertEquals(1, proxy.hits());
    assertEquals(Effect.NONE, store.apply(Entries.key("k"), remove).effect());
    Entries.put(store, "k", "v");
    assertEquals(Effect.REMOVED, store.apply(Entries.key("k"), remove).effect());
    assertNull(Entries.read(store, "k"));
  }

  @Test
  void listOfKeysThatIsRefused_namesWhatToChange() {
    Store<byte[], byte[]> store = store(server("-B", "binary").port(), protocol(true));
    assertSound(store);
    StoreException error =
        assertThrows(
            StoreException.class,
            () -> {
              try (KeyPages<byte[]> pages = store.keys()) {
                pages.next();
              }
            });
    assertSays(error, "-B binary", "clear()");
    store.clear();
    assertNull(Entries.read(store, "sound"));
    Store<byte[], byte[]> silent = store(server("-X").port());
    assertSound(silent);
    StoreException refused =
        assertThrows(
            StoreException.class,
            () -> {
              try (KeyPages<byte[]> pages = silent.keys()) {
                pages.next();
              }
            });
    assertSays(refused, "--disable-dumping", "clear()");
  }

  @Test
  void closedBackend_leavesNoThread() {
    MemcachedProcess server = server();
    Backend backend = backend("memcached://127.0.0.1:" + server.port());
    assertSound(closing(Entries.open(backend)));
    backend.close();
    backend.close();
    Store<byte[], byte[]> late = closing(Entries.open(backend));
    assertThrows(IllegalStateException.class, () -> Entries.read(late, "k"));
  }
}

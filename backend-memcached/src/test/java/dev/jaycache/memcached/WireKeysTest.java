package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.command.BinaryCommandFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of any bytes as memcached takes them. */
class WireKeysTest {
  private static StoreSpace space(String namespace, String cache) {
    return new StoreSpace(namespace, cache, ConfigFactory.empty());
  }

  private static Set<byte[]> odd() {
    Set<byte[]> keys = new HashSet<>();
    Random random = new Random(5);
    for (int length = 0; length <= 300; length++) {
      byte[] key = new byte[length];
      Arrays.fill(key, (byte) 'k');
      keys.add(key);
      keys.add(Bodies.random(length + 1, random));
    }
    for (int b = 0; b < 256; b++) {
      keys.add(new byte[] {(byte) b});
      keys.add(new byte[] {'a', (byte) b, 'z'});
    }
    for (String text : List.of("%", "%2", "%25", "%#", "%g", "a b", "\r\n", "\0", "%FF")) {
      keys.add(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return keys;
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256"})
  void key_isPrintableAndShortAndComesBack(String algorithm) {
    for (String name : List.of("cache", "c:ü %\n", "x".repeat(300))) {
      WireKeys keys = new WireKeys(space("app", name), algorithm);
      Set<String> seen = new HashSet<>();
      Set<String> given = new HashSet<>();
      for (byte[] key : odd()) {
        WireKeys.WireKey wire = keys.of(key);
        assertTrue(wire.text().matches("[!-~]{1,250}"), wire.text());
        assertTrue(keys.isOurs(wire.text()));
        boolean fresh = given.add(Arrays.toString(key));
        assertEquals(fresh, seen.add(wire.text()), () -> Arrays.toString(key));
        if (key.length > 0) {
          assertArrayEquals(key, keys.keyOf(wire.text(), wire.full()));
        }
      }
      assertTrue(keys.digested() > 0);
      assertNull(keys.keyOf(keys.generation(), null));
    }
  }

  @Test
  void textKeys_canBeRead() {
    WireKeys keys = new WireKeys(space("app", "users"), "MD5");
    assertEquals("app:users:ann", keys.of("ann".getBytes(StandardCharsets.UTF_8)).text());
  }

  @Test
  void cachesWithLikeNames_haveNoKeyInCommon() {
    byte[] key = {'k'};
    Set<String> seen = new HashSet<>();
    for (String name :
        List.of("a", "a:b", "a%3Ab", "a ", "a%20", "A", "x".repeat(300), "x".repeat(301))) {
      WireKeys keys = new WireKeys(space("app", name), "MD5");
      assertTrue(seen.add(keys.of(key).text()), name);
      assertTrue(seen.add(keys.generation()), name);
    }
  }

  @Test
  void keyThatNoEnvelopeHolds_isRefused() {
    WireKeys keys = new WireKeys(space("app", "users"), "MD5");
    StoreException error = assertThrows(StoreException.class, () -> keys.of(new byte[70_000]));
    assertTrue(error.getMessage().contains("70000"), error.getMessage());
  }

  /** A binary client of the library switches the library's key check off, for the whole JVM. */
  @ServerTest
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oddKeys_besideTheLibrarysOtherClients_areEntriesOfTheirOwn(boolean binary)
      throws IOException {
    List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(1));
    XMemcachedClientBuilder builder = new XMemcachedClientBuilder(servers.get(0).shown());
    if (!binary) {
      builder.setCommandFactory(new BinaryCommandFactory());
    }
    MemcachedClient other = builder.build();
    try (Backend backend =
            TestLinks.backend(
                servers, binary ? new BinaryWire() : new TextWire(), TestClock.real());
        Store<byte[], byte[]> store = Entries.open(backend)) {
      int number = 0;
      Set<String> given = new HashSet<>();
      for (byte[] key : odd()) {
        if (key.length > 0 && key[0] != (byte) 0xFF && given.add(Arrays.toString(key))) {
          Mutation<byte[]> put = Entries.put(Guard.any(), "v" + number++, Want.EFFECT);
          assertEquals(Effect.CREATED, store.apply(key, put).effect());
          assertArrayEquals(put.value(), store.apply(key, Mutation.read()).previousValue());
        }
      }
    } finally {
      other.shutdown();
    }
  }

  @ServerTest
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keyWithTheDigestOfAnother_isAMissAndIsReplaced(boolean binary) {
    List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(1));
    Wire wire = binary ? new BinaryWire() : new TextWire();
    StoreSpace space = Entries.space("cache");
    WireKeys keys = new WireKeys(space, "MD5");
    byte[] mine = Bodies.random(300, new Random(6));
    byte[] theirs = Bodies.random(300, new Random(7));
    assertNotEquals(keys.of(mine).text(), keys.of(theirs).text());
    try (MemcachedLink link = TestLinks.open(servers, wire);
        Backend backend = TestLinks.backend(servers, wire, TestClock.real());
        Store<byte[], byte[]> store = backend.open(space)) {
      for (Want want : Want.values()) {
        store.apply(mine, Entries.put(Guard.any(), "mine", Want.EFFECT));
        Item stored = get(link, keys.of(mine).text());
        assertNotNull(stored);
        assertArrayEquals(keys.of(mine).full(), Envelope.key(stored.value()));
        // The same item, under another key's digest: what a collision would be.
        String digest = keys.of(theirs).text();
        link.run(
            List.of(new Command.Write(0, Command.Mode.SET, digest, stored.value(), 0, 0)),
            link.deadline());
        StoredEntry<byte[]> seen =
            EntryCells.open(
                new EntryCells(link, keys).place(new CasStep.Read(theirs)),
                stored,
                Envelope.generation(stored.value()));
        assertNull(seen);
        Effect effect = store.apply(theirs, Entries.put(Guard.any(), "theirs", want)).effect();
        assertEquals(want == Want.NOTHING ? Effect.STORED : Effect.CREATED, effect);
        assertArrayEquals(
            Bodies.text("theirs"), store.apply(theirs, Mutation.read()).previousValue());
        assertArrayEquals(Bodies.text("mine"), store.apply(mine, Mutation.read()).previousValue());
        link.run(
            List.of(new Command.Write(0, Command.Mode.SET, digest, stored.value(), 0, 0)),
            link.deadline());
        assertNull(store.apply(theirs, Mutation.read()).previous());
      }
    }
  }

  private static Item get(MemcachedLink link, String key) {
    Reply reply = link.run(List.of(new Command.Get(0, List.of(key))), link.deadline()).get(0);
    return ((Reply.Items) reply).items().get(0);
  }
}

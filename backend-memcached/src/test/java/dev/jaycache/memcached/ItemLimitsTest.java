package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of servers' item limits, when one is started anew with another. */
@ServerTest
class ItemLimitsTest {
  private static final Mutation<byte[]> LARGE =
      Mutation.put(
          Guard.any(),
          Bodies.random(1_500_000, new Random(1)),
          Ttl.ETERNAL,
          Ttl.ETERNAL,
          Want.NOTHING);

  private static Effect put(Store<byte[], byte[]> store) {
    return store.apply(Entries.key("k"), LARGE).effect();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void raisedLimit_isNoticedByTheNextLargeValue(boolean binary) {
    Wire wire = binary ? new BinaryWire() : new TextWire();
    try (MemcachedProcess small = MemcachedProcess.start("-I", "1m");
        MemcachedProcess large = MemcachedProcess.start("-I", "4m");
        MemcachedLink toSmall = TestLinks.open(TestLinks.addresses(List.of(small)), wire);
        MemcachedLink toLarge = TestLinks.open(TestLinks.addresses(List.of(large)), wire)) {
      WatchedLink link = new WatchedLink(toSmall);
      try (Backend backend =
              TestLinks.backend(link, TestLinks.addresses(List.of(small)), wire, TestClock.real());
          Store<byte[], byte[]> store = Entries.open(backend)) {
        assertThrows(StoreException.class, () -> put(store));
        assertThrows(StoreException.class, () -> put(store));
        link.turnTo(toLarge);
        assertEquals(Effect.STORED, put(store));
        assertEquals(Effect.STORED, put(store));
        link.turnTo(toSmall);
        assertThrows(StoreException.class, () -> put(store));
      }
    }
  }

  @Test
  void valueThatIsKnownToBeTooLarge_isNotSent() {
    try (MemcachedProcess server = MemcachedProcess.start()) {
      List<ServerAddress> servers = TestLinks.addresses(List.of(server));
      WatchedLink link = new WatchedLink(TestLinks.open(servers, new TextWire()));
      try (Backend backend = TestLinks.backend(link, servers, new TextWire(), TestClock.real());
          Store<byte[], byte[]> store = Entries.open(backend)) {
        assertThrows(StoreException.class, () -> put(store));
        assertEquals(
            List.of("stats settings 1", "gets 1", "delete 1"),
            link.during(() -> assertThrows(StoreException.class, () -> put(store))));
      }
    }
  }
}

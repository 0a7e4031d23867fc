package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of keys and the breaker of their server: they keep to it, and it hears of them. */
@ServerTest
class KeyDumpBreakerTest {
  private final MemcachedProcess server = SharedServers.memcached(1).get(0);
  private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
  private Backend backend;
  private Store<byte[], byte[]> store;

  private void open(String rest) {
    backend =
        new MemcachedStoreProvider()
            .connect(
                "memcached://127.0.0.1:" + proxy.port(),
                ConfigFactory.parseString(
                        "connect-timeout = 10 s, command-timeout = 10 s, busy-poll = 50 us,"
                            + " breaker { allowed-timeouts = 3, disable-time = "
                            + rest
                            + " }")
                    .withFallback(MemcachedSettings.reference()));
    store = Entries.open(backend);
    Entries.put(store, "k", "v");
  }

  @BeforeEach
  void open() {
    open("1 h");
  }

  @AfterEach
  void close() {
    store.close();
    backend.close();
    proxy.close();
  }

  private int list() {
    int listed = 0;
    try (KeyPages<byte[]> pages = store.keys()) {
      while (pages.hasNext()) {
        listed += pages.next().size();
      }
    }
    return listed;
  }

  private List<NodeState.Health> health() {
    return backend.nodes().stream().map(NodeState::health).toList();
  }

  @Test
  void listThatIsRefused_opensTheBreaker_whichThenKeepsListsAway() {
    assertEquals(1, list());
    proxy.refuse();
    assertThrows(StoreException.class, this::list);
    assertEquals(List.of(NodeState.Health.AT_REST), health());
    proxy.pass();
    long before = proxy.accepted();
    StoreException kept = assertThrows(StoreException.class, this::list);
    assertTrue(String.valueOf(kept.getMessage()).contains("not asked for now"), kept::getMessage);
    assertEquals(before, proxy.accepted());
  }

  @Test
  void listThatIsAnswered_closesTheBreaker() {
    store.close();
    backend.close();
    open("1 ns");
    proxy.refuse();
    assertThrows(StoreException.class, this::list);
    assertEquals(List.of(NodeState.Health.AT_REST), health());
    proxy.pass();
    assertEquals(1, list());
    assertEquals(List.of(NodeState.Health.IN_USE), health());
  }
}

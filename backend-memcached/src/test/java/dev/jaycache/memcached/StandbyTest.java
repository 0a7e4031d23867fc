package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with standbys: what is lost is missing, and nothing old comes back. */
@ServerTest
@Timeout(120)
class StandbyTest {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final MemcachedProcess main = closing(MemcachedProcess.start());
  private final MemcachedProcess spare = closing(MemcachedProcess.start());
  private final StoreSpace space = Entries.space("c");

  /** One process, as far as servers can tell. */
  private final class Jvm {
    final FaultProxy way = closing(new FaultProxy(main.host(), main.port()));
    final Failover failover;
    final Backend backend;
    final Store<byte[], byte[]> store;

    Jvm(Wire wire) {
      List<ServerAddress> all =
          List.of(
              new ServerAddress("127.0.0.1", way.port(), 1),
              new ServerAddress(spare.host(), spare.port(), 1));
      LinkSettings settings = TestLinks.settings(wire, 10_000);
      MemcachedLink link = new TurnLink(all, 1, "ketama", settings);
      failover = new Failover(link, 1, 1);
      backend =
          closing(
              new MemcachedBackend(
                  new MemcachedParts(
                      link, failover, new KeyDump(all, settings), "MD5", TestClock.real(), 1)));
      store = closing(backend.open(space));
    }

    /** The main server is there and has what it had, but this process does not reach it. */
    void lose() {
      way.refuse();
      way.cut();
      assertNull(Entries.read(store, "k"));
      assertTrue(failover.last(0).standby());
    }

    void find() {
      way.pass();
      for (Failover.Use use = failover.last(0); use.standby(); use = failover.last(0)) {
        Entries.read(store, "other");
      }
    }
  }

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

  private static int listed(Store<byte[], byte[]> store) {
    int listed = 0;
    try (KeyPages<byte[]> pages = store.keys()) {
      while (pages.hasNext()) {
        listed += pages.next().size();
      }
    }
    return listed;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasThereBefore_neverComesBack(boolean binary) {
    Jvm jvm = new Jvm(binary ? new BinaryWire() : new TextWire());
    for (int round = 0; round < 3; round++) {
      String atMain = "main " + round;
      String atStandby = "standby " + round;
      Entries.put(jvm.store, "k", atMain);
      assertArrayEquals(Bodies.text(atMain), Entries.read(jvm.store, "k"));
      jvm.lose();
      assertNull(Entries.read(jvm.store, "k"));
      assertEquals(Effect.STORED, Entries.put(jvm.store, "k", atStandby));
      assertArrayEquals(Bodies.text(atStandby), Entries.read(jvm.store, "k"));
      if (!binary) {
        assertEquals(1, listed(jvm.store));
      }
      jvm.find();
      assertNull(Entries.read(jvm.store, "k"));
      if (!binary) {
        assertEquals(0, listed(jvm.store));
      }
    }
  }

  @Test
  void whoSawNoOutage_isNotToldOldThingsOnceOthersAreBack() {
    Jvm one = new Jvm(new TextWire());
    Jvm other = new Jvm(new TextWire());
    Entries.put(one.store, "k", "old");
    assertArrayEquals(Bodies.text("old"), Entries.read(other.store, "k"));
    one.lose();
    Entries.put(one.store, "k", "new");
    one.find();
    assertNull(Entries.read(one.store, "k"));
    assertNull(Entries.read(other.store, "k"));
    Entries.put(other.store, "k", "newer");
    assertArrayEquals(Bodies.text("newer"), Entries.read(one.store, "k"));
  }

  @Test
  void whoIsStillAtTheStandby_isNotToldOldThingsOnceOthersAreBack() {
    Jvm one = new Jvm(new TextWire());
    Jvm other = new Jvm(new TextWire());
    Entries.put(one.store, "k", "old");
    one.lose();
    other.lose();
    Entries.put(one.store, "k", "new");
    assertArrayEquals(Bodies.text("new"), Entries.read(other.store, "k"));
    one.find();
    Entries.put(one.store, "k", "newer");
    // It looks after the main server, and does not reach it.
    assertNull(Entries.read(other.store, "k"));
    other.find();
    assertFalse(other.failover.last(0).standby());
  }

  @Test
  void severalCachesOfAManager_arePreparedEachForItself() {
    Jvm jvm = new Jvm(new TextWire());
    Store<byte[], byte[]> second =
        closing(jvm.backend.open(new StoreSpace(space.namespace(), "second", space.settings())));
    Entries.put(jvm.store, "k", "old");
    Entries.put(second, "k", "old");
    jvm.lose();
    jvm.find();
    assertNull(Entries.read(second, "k"));
    assertNull(Entries.read(jvm.store, "k"));
  }

  @Test
  void rememberedGeneration_isNotUsed() {
    Jvm jvm = new Jvm(new TextWire());
    Store<byte[], byte[]> remembering =
        closing(jvm.backend.open(Entries.space("r", "generation = 1 h")));
    Entries.put(remembering, "k", "old");
    assertArrayEquals(Bodies.text("old"), Entries.read(remembering, "k"));
    jvm.lose();
    assertNull(Entries.read(remembering, "k"));
    jvm.find();
    assertNull(Entries.read(remembering, "k"));
  }

  /** Two servers, one of which is lost, and one standby for both. */
  @Test
  void oneStandbyForAll_hasTheKeysOfWhoeverIsLost() {
    MemcachedProcess second = closing(MemcachedProcess.start());
    FaultProxy firstWay = closing(new FaultProxy(main.host(), main.port()));
    FaultProxy secondWay = closing(new FaultProxy(second.host(), second.port()));
    List<ServerAddress> all =
        List.of(
            new ServerAddress("127.0.0.1", firstWay.port(), 1),
            new ServerAddress("127.0.0.1", secondWay.port(), 1),
            new ServerAddress(spare.host(), spare.port(), 1));
    LinkSettings settings = TestLinks.settings(new TextWire(), 10_000);
    MemcachedLink link = new TurnLink(all, 2, "ketama", settings);
    Failover failover = new Failover(link, 2, 1);
    Backend backend =
        closing(
            new MemcachedBackend(
                new MemcachedParts(
                    link, failover, new KeyDump(all, settings), "MD5", TestClock.real(), 1)));
    Store<byte[], byte[]> store = closing(backend.open(space));
    fill(store, "at the servers");
    for (FaultProxy way : List.of(firstWay, secondWay)) {
      way.refuse();
      way.cut();
      for (int i = 0; i < 20; i++) {
        Entries.read(store, "k" + i);
      }
      fill(store, "one lost");
    }
    assertTrue(failover.last(0).standby() && failover.last(1).standby());
    assertEquals(20, listed(store));
    backend.check();
    store.clear();
    assertEquals(0, listed(store));
    fill(store, "both lost");
    firstWay.pass();
    secondWay.pass();
    for (int i = 0; failover.last(0).standby() || failover.last(1).standby(); i++) {
      Entries.read(store, "other" + i);
    }
    for (int i = 0; i < 20; i++) {
      assertNull(Entries.read(store, "k" + i));
    }
    fill(store, "at the servers again");
    assertEquals(20, listed(store));
  }

  private static void fill(Store<byte[], byte[]> store, String value) {
    for (int i = 0; i < 20; i++) {
      assertEquals(Effect.STORED, Entries.put(store, "k" + i, value));
    }
    for (int i = 0; i < 20; i++) {
      assertArrayEquals(Bodies.text(value), Entries.read(store, "k" + i));
    }
  }

  @Test
  void serverThatStopsAndStandbyThatStops_failAndComeBack() {
    Jvm jvm = new Jvm(new TextWire());
    Entries.put(jvm.store, "k", "v");
    jvm.lose();
    spare.kill();
    StoreException error = assertThrows(StoreException.class, () -> Entries.read(jvm.store, "k"));
    assertTrue(
        String.valueOf(error.getMessage()).contains(String.valueOf(spare.port())),
        error::getMessage);
    assertThrows(StoreException.class, jvm.backend::check);
    jvm.way.pass();
    while (jvm.failover.last(0).standby()) {
      try {
        Entries.read(jvm.store, "k");
      } catch (StoreException e) {
        // Until it has looked.
      }
    }
    assertNull(Entries.read(jvm.store, "k"));
    Entries.put(jvm.store, "k", "again");
    assertArrayEquals(Bodies.text("again"), Entries.read(jvm.store, "k"));
    jvm.backend.check();
  }
}

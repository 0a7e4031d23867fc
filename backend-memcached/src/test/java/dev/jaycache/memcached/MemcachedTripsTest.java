package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often the store waits for its servers, counted outside. */
@ServerTest
class MemcachedTripsTest {
  private final List<RoundTripCounter> trips = new ArrayList<>();
  private Backend backend;
  private Store<byte[], byte[]> store;

  private void open(boolean binary, int servers) {
    List<ServerAddress> addresses = new ArrayList<>();
    for (MemcachedProcess server : SharedServers.memcached(servers)) {
      RoundTripCounter counter =
          new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(10));
      trips.add(counter);
      addresses.add(new ServerAddress("127.0.0.1", counter.port(), 1));
    }
    Wire wire = binary ? new BinaryWire() : new TextWire();
    backend = TestLinks.backend(addresses, wire, TestClock.real());
    store = Entries.open(backend);
    // Connections, and a generation on each server.
    store.applyAll(requests(i -> Mutation.read()));
  }

  @AfterEach
  void close() {
    backend.close();
    trips.forEach(RoundTripCounter::close);
  }

  /** The trips to each server; bursts to several servers are at the same time. */
  private long most(Runnable work) {
    List<Long> before = trips.stream().map(RoundTripCounter::trips).toList();
    work.run();
    long most = 0;
    for (int i = 0; i < trips.size(); i++) {
      most = Math.max(most, trips.get(i).trips() - before.get(i));
    }
    return most;
  }

  private static List<Request<byte[], byte[]>> requests(IntFunction<Mutation<byte[]>> each) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(new Request<>(Entries.key("bulk" + i), each.apply(i)));
    }
    return requests;
  }

  private static Mutation<byte[]> put(Guard<byte[]> guard, Want want) {
    return Entries.put(guard, "value", want);
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, 3", "true, 3"})
  void readsAndPlainPuts_areOneTrip_updatesTwo(boolean binary, int servers) {
    open(binary, servers);
    byte[] key = Entries.key("k");
    long token = Stamps.next();
    assertEquals(1, most(() -> store.apply(key, Mutation.read())));
    assertEquals(1, most(() -> store.apply(key, put(Guard.any(), Want.NOTHING))));
    assertEquals(1, most(() -> store.apply(key, put(Guard.absent(), Want.EFFECT))));
    assertEquals(1, most(() -> store.apply(key, Mutation.access(Ttl.KEEP))));
    assertEquals(1, most(() -> store.apply(key, Mutation.<byte[]>read().withLease(Lease.RESPECT))));
    assertEquals(
        1,
        most(() -> store.apply(key, Mutation.<byte[]>read().withLease(Lease.take(token, 9_000)))));
    assertEquals(
        2,
        most(
            () ->
                store.apply(key, put(Guard.any(), Want.EFFECT).withLease(Lease.giveBack(token)))));
    assertEquals(2, most(() -> store.apply(key, put(Guard.present(), Want.PREVIOUS))));
    assertEquals(2, most(() -> store.apply(key, Mutation.access(Ttl.ofMillis(60_000)))));
    assertEquals(1, most(() -> store.apply(key, Mutation.remove(Guard.any(), Want.PREVIOUS))));
    assertEquals(1, most(() -> store.apply(key, put(Guard.absent(), Want.EFFECT))));
    assertEquals(2, most(() -> store.apply(key, Mutation.remove(Guard.present(), Want.EFFECT))));
    Mutation<byte[]> add = Mutation.add(Bodies.ofInt(1), Ttl.ETERNAL, Ttl.KEEP);
    assertEquals(2, most(() -> store.apply(Entries.key("number"), add)));
    assertEquals(2, most(() -> store.apply(Entries.key("number"), add)));
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, 3", "true, 3"})
  void hundredKeys_areAsManyTripsAsOne(boolean binary, int servers) {
    open(binary, servers);
    assertEquals(1, most(() -> store.applyAll(requests(i -> put(Guard.any(), Want.NOTHING)))));
    assertEquals(1, most(() -> store.applyAll(requests(i -> Mutation.read()))));
    assertEquals(2, most(() -> store.applyAll(requests(i -> put(Guard.any(), Want.EFFECT)))));
    assertEquals(
        1, most(() -> store.applyAll(requests(i -> Mutation.remove(Guard.any(), Want.EFFECT)))));
    assertEquals(1, most(() -> store.applyAll(requests(i -> put(Guard.absent(), Want.EFFECT)))));
    assertEquals(2, most(store::clear));
  }
}

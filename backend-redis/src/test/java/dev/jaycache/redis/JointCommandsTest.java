package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many mutations as one command, with a time to live where the server can. */
@ServerTest
class JointCommandsTest {
  private static final Ttl HOUR = Ttl.ofMillis(3_600_000);

  private static final String KNOWS_MSETEX =
      "return redis.call('COMMAND', 'INFO', 'MSETEX')[1] and 1 or 0";

  private static List<Request<byte[], byte[]>> puts(Ttl even, Ttl odd) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Ttl ttl = i % 2 == 0 ? even : odd;
      requests.add(
          new Request<>(
              Mutations.key("k" + i),
              Mutation.put(Guard.any(), Bodies.ofInt(i), ttl, ttl, Want.NOTHING)));
    }
    return requests;
  }

  private static Map<String, Long> run(
      RedisProcess server,
      Store<byte[], byte[]> store,
      List<Request<byte[], byte[]>> requests,
      Effect effect) {
    try (CommandCounter counter = new CommandCounter(server)) {
      counter.reset();
      List<Outcome<byte[]>> outcomes = store.applyAll(requests);
      for (Outcome<byte[]> outcome : outcomes) {
        assertEquals(effect, outcome.effect());
        assertTrue(outcome.matched());
      }
      Map<String, Long> calls = counter.calls();
      assertEquals(100, outcomes.size());
      return calls == null ? Map.of() : calls;
    }
  }

  private static void assertStored(RedisProcess server, Store<byte[], byte[]> store) {
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(
          Bodies.ofInt(i), store.apply(Mutations.key("k" + i), Mutation.read()).previousValue());
    }
    String least =
        "local least = 1e9 for _, key in ipairs(redis.call('KEYS', '*')) do"
            + " least = math.min(least, redis.call('PTTL', key)) end return least";
    long left = Long.parseLong(server.cli("EVAL", least, "0"));
    assertTrue(left > 900_000 && left <= 3_600_000, () -> "ms left: " + left);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void putsOfOneTimeToLive_areOneCommandWhereTheServerKnowsIt(Flavor flavor) {
    try (RedisProcess server = RedisProcess.start(flavor);
        Backend backend = TestBackends.connect(server, "")) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      run(server, store, puts(HOUR, HOUR), Effect.STORED);
      assertStored(server, store);
      boolean known = !server.cli("EVAL", KNOWS_MSETEX, "0").equals("0");
      assertTrue(known || flavor != Flavor.VALKEY);
      Map<String, Long> calls = run(server, store, puts(HOUR, HOUR), Effect.STORED);
      assertEquals(known ? Map.of("msetex", 1L) : Map.of("set", 100L), calls);
      assertStored(server, store);
    }
  }

  @Test
  void putsOfTwoTimesToLive_areCommandsOfTheirOwn() {
    try (RedisProcess server = RedisProcess.start(Flavor.VALKEY);
        Backend backend = TestBackends.connect(server, "")) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      backend.check();
      assertEquals(
          Map.of("set", 100L),
          run(server, store, puts(HOUR, Ttl.ofMillis(1_000_000)), Effect.STORED));
      assertStored(server, store);
    }
  }

  @Test
  void userWhoMayNotMsetex_putsOneByOne() {
    try (RedisProcess server = RedisProcess.start(Flavor.VALKEY)) {
      server.cli("ACL", "SETUSER", "eve", "on", ">pw", "~*", "&*", "+@all", "-msetex");
      String uri = "redis://eve:pw@" + server.host() + ":" + server.port();
      try (Backend backend = TestBackends.connect(uri, "")) {
        Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
        run(server, store, puts(HOUR, HOUR), Effect.STORED);
        assertStored(server, store);
        Map<String, Long> calls = run(server, store, puts(HOUR, HOUR), Effect.STORED);
        assertFalse(calls.containsKey("msetex"), calls::toString);
      }
    }
  }

  @Test
  void blindRemovals_takeWhatIsThereAndNothingElse() {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS);
        Backend backend = TestBackends.connect(server, "")) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      store.applyAll(puts(HOUR, HOUR));
      store.apply(Mutations.key("other"), Mutations.put("stays"));
      List<Request<byte[], byte[]>> removals = new ArrayList<>();
      for (int i = 50; i < 150; i++) {
        removals.add(
            new Request<>(Mutations.key("k" + i), Mutation.remove(Guard.any(), Want.NOTHING)));
      }
      assertEquals(Map.of("unlink", 1L), run(server, store, removals, Effect.GONE));
      for (int i = 0; i < 150; i++) {
        boolean there = store.apply(Mutations.key("k" + i), Mutation.read()).existed();
        assertEquals(i < 50, there);
      }
      assertTrue(store.apply(Mutations.key("other"), Mutation.read()).existed());
    }
  }

  /** A trip ends behind the key that makes it longer than 8 MiB. */
  @Test
  void blindRemovals_areSeveralTripsWhereKeysAreLong() {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS);
        Backend backend = TestBackends.connect(server, "");
        CommandCounter counter = new CommandCounter(server)) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      backend.check();
      List<Request<byte[], byte[]>> removals = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        byte[] key = new byte[3 << 20];
        key[0] = (byte) i;
        removals.add(new Request<>(key, Mutation.remove(Guard.any(), Want.NOTHING)));
      }
      counter.reset();
      for (Outcome<byte[]> outcome : store.applyAll(removals)) {
        assertEquals(Effect.GONE, outcome.effect());
      }
      assertEquals(2L, counter.calls().get("unlink"));
    }
  }
}

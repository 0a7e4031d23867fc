package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Changes;
import dev.jaycache.store.Tracking;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is listened to, and for what. */
@ServerTest
@Timeout(60)
class ChangeHubTest {
  private static final byte[] PREFIX = "test:cache:".getBytes(StandardCharsets.UTF_8);
  private static final long DAY = TimeUnit.DAYS.toNanos(1);

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final Endpoint given = Endpoint.tcp("127.0.0.1", server.port());
  private final Endpoint other = Endpoint.tcp("localhost", server.port());
  private final DeadlineWatch watch = new DeadlineWatch("changes", TimeUnit.SECONDS.toNanos(10));
  private final RedisPlace place =
      new RedisPlace(
          new RedisTarget(
              "",
              RedisTarget.Kind.SERVERS,
              List.of(given, other),
              Access.PLAIN,
              /* sentinel= */ null),
          RedisSettings.of(TestBackends.settings("")),
          watch);
  private final ChangeHub hub = place.changes();

  @AfterEach
  void close() {
    place.close();
    watch.close();
    server.close();
  }

  /** Notes the keys that are told, and why all are. */
  private record Told(Set<String> keys, Set<Changes.Cause> causes) implements Changes<byte[]> {
    Told() {
      this(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
    }

    @Override
    public void changed(byte[] key) {
      keys.add(new String(key, StandardCharsets.UTF_8));
    }

    @Override
    public void allChanged(Cause cause) {
      causes.add(cause);
    }
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private NodeLink host() {
    ChoosingLink link = place.link();
    return link.owner(MutationCommands.get(PREFIX), link.deadline());
  }

  @Test
  void proofIsAskedOfAKeyThatNoCacheHas() {
    byte[] key = ProofQuestion.nobodys(PREFIX, 7);
    assertArrayEquals(PREFIX, Arrays.copyOf(key, PREFIX.length));
    assertEquals((byte) 0xff, key[PREFIX.length]);
    assertFalse(Arrays.equals(key, ProofQuestion.nobodys(PREFIX, 8)));
  }

  @Test
  void watchesOfTheSameKeys_areBothTold() {
    Told one = new Told();
    Told two = new Told();
    Tracking first = hub.track(PREFIX, PREFIX, one, DAY);
    Tracking second = hub.track(PREFIX.clone(), PREFIX, two, DAY);
    await(second::isLive);
    server.cli("SET", "test:cache:k", "v");
    await(() -> one.keys().contains("k") && two.keys().contains("k"));
    first.close();
    server.cli("SET", "test:cache:l", "v");
    await(() -> two.keys().contains("l"));
    second.close();
  }

  @Test
  void otherServers_areACause() {
    Told told = new Told();
    Tracking tracking = hub.track(PREFIX, PREFIX, told, DAY);
    await(tracking::isLive);
    assertEquals(Set.of(Changes.Cause.CONNECTED), told.causes());
    NodeLink used = host();
    place.link().leave(used, place.link().deadline());
    NodeLink next = host();
    await(() -> hub.hears(next));
    assertEquals(Set.of(Changes.Cause.CONNECTED, Changes.Cause.SERVERS_CHANGED), told.causes());
    tracking.close();
  }

  @Test
  void onlyTheServersThatAreListenedTo_areHeard() {
    NodeLink used = host();
    assertTrue(hub.hears(used));
    Tracking tracking = hub.track(PREFIX, PREFIX, new Told(), DAY);
    await(tracking::isLive);
    assertTrue(hub.hears(used));
    place.link().leave(used, place.link().deadline());
    assertFalse(hub.hears(null));
    NodeLink next = host();
    // The next look finds that out, and listens there instead.
    await(() -> hub.hears(next) && !hub.hears(used));
    tracking.close();
  }
}

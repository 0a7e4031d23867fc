package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Announcements;
import dev.jaycache.store.Effect;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Awaiting;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cache's interest makes of what becomes of nodes. */
@ServerTest
@Timeout(120)
class CacheInterestTest {
  /** Keeps what is told of nodes. */
  private static final class Losses implements Announcements<byte[], byte[]> {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    @Override
    public void announced(
        byte[] key, Effect effect, byte @Nullable [] oldValue, byte @Nullable [] value) {}

    @Override
    public void ranOut(byte[] key) {}

    @Override
    public void lost(String node, String why) {
      if (broken) {
        throw new StackOverflowError("by the test");
      }
      told.add("lost " + node);
    }

    @Override
    public void gap(String node) {
      told.add("gap " + node);
    }
  }

  /** A place whose server is behind a proxy, and a cache's interest in it. */
  private static final class Scene implements AutoCloseable {
    private final RedisProcess server = SharedServers.of(Flavor.REDIS);
    private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
    private final DeadlineWatch watch = new DeadlineWatch("scene", TimeUnit.SECONDS.toNanos(10));
    private final CountDownLatch released = new CountDownLatch(1);
    private final Losses losses = new Losses();
    private final RedisPlace place;
    private final NodeLinks others;
    private final CacheInterest interest;

    /** Holds back the first request with this text. */
    Scene(String held) {
      Config settings = TestBackends.settings("command-timeout = 500 ms");
      RedisSettings read = RedisSettings.of(settings);
      String uri = "redis://127.0.0.1:" + proxy.port();
      RedisTarget target = TargetReader.read(List.of(uri), settings.getConfig("redis")).get(0);
      place = new RedisPlace(target, read, watch);
      others = new NodeLinks(Access.PLAIN, read, false, watch);
      proxy.before(held, this::awaitRelease);
      StoreSpace space =
          new StoreSpace("test", "interest", ConfigFactory.parseString("events = cluster"));
      CacheEvents events = Objects.requireNonNull(CacheEvents.of(space, place));
      interest = (CacheInterest) events.hear(losses);
    }

    private void awaitRelease() {
      try {
        assertTrue(released.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      released.countDown();
      interest.close();
      others.close();
      place.close();
      watch.close();
      proxy.close();
    }
  }

  @Test
  void newNode_isToldAsLostAlsoWhereTheBeginningLackedAnAnswerAsToExpiries() {
    try (Scene scene = new Scene("__keyevent@")) {
      while (!scene.place.channels().hear(scene.interest.channels())) {
        Thread.onSpinWait();
      }
      assertTrue(scene.interest.tellRanOut(true));
      assertFalse(scene.interest.awaitHeard());
      assertEquals(List.of("lost " + scene.place), scene.losses.told);
      NodeLink added = scene.others.at(Endpoint.tcp("127.0.0.1", 1));
      scene.interest.lost(added, "refused the connection");
      assertEquals(List.of("lost " + scene.place, "lost " + added), scene.losses.told);
      // What was told as lost is told as heard when the answer comes.
      scene.released.countDown();
      while (!scene.losses.told.stream().anyMatch(told -> told.startsWith("gap "))) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void nodeThatConfirmsWhileTheTimeRunsOut_isNotMissing() {
    try (Scene scene = new Scene("SUBSCRIBE")) {
      while (scene.proxy.hits() == 0) {
        Thread.onSpinWait();
      }
      NodeLink node = scene.place.link().masters(scene.place.link().deadline()).get(0);
      ChannelReader reader = new ChannelReader(scene.place.channels(), node, Set.of());
      // It ends at once, as the hub does not know it.
      reader.start();
      for (Channel channel : scene.interest.channels()) {
        // As the node's reader does, just before others see that it was confirmed.
        scene.interest.confirmed(reader, channel);
      }
      assertFalse(scene.interest.awaitHeard());
      assertEquals(List.of(), scene.losses.told);
      scene.interest.lost(node, "closed the connection");
      assertEquals(List.of("lost " + node), scene.losses.told);
    }
  }

  @Test
  void newNodeThatCannotBeReached_isToldAsLostOnce() {
    Config settings = TestBackends.settings("");
    RedisSettings read = RedisSettings.of(settings);
    RedisTarget target =
        TargetReader.read(
                List.of(SharedServers.of(Flavor.REDIS).uri().toString()),
                settings.getConfig("redis"))
            .get(0);
    DeadlineWatch watch = new DeadlineWatch("interest", TimeUnit.SECONDS.toNanos(10));
    Losses losses = new Losses();
    try (RedisPlace place = new RedisPlace(target, read, watch);
        NodeLinks others = new NodeLinks(Access.PLAIN, read, false, watch)) {
      StoreSpace space =
          new StoreSpace("test", "interest", ConfigFactory.parseString("events = cluster"));
      CacheEvents events = Objects.requireNonNull(CacheEvents.of(space, place));
      try (CacheInterest interest = (CacheInterest) events.hear(losses)) {
        NodeLink added = others.at(Endpoint.tcp("127.0.0.1", 1));
        interest.lost(added, "before anybody waits for anything");
        assertTrue(interest.awaitHeard());
        assertEquals(List.of(), losses.told);
        interest.lost(added, "refused the connection");
        interest.lost(added, "refused the connection");
        assertEquals(List.of("lost " + added), losses.told);
        assertEquals(1L, events.counters().get("event-link-losses"));
      }
    } finally {
      watch.close();
    }
  }

  @Test
  void errorWhileALossIsTold_hidesNoLaterGap() {
    try (Scene scene = new Scene("SUBSCRIBE")) {
      while (scene.proxy.hits() == 0) {
        Thread.onSpinWait();
      }
      scene.losses.broken = true;
      assertThrows(StackOverflowError.class, scene.interest::awaitHeard);
      scene.losses.broken = false;
      scene.released.countDown();
      Awaiting.until("it is told as heard", () -> !scene.losses.told.isEmpty());
      assertTrue(scene.losses.told.get(0).startsWith("gap "), scene.losses.told::toString);
    }
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Changes;
import dev.jaycache.store.Tracking;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published is told, and what is proven by a connection that listens. */
@ServerTest
@Timeout(60)
class ChannelFeedTest {
  private static final byte[] PREFIX = bytes("test:cache:");
  private static final byte[] CHANNEL = bytes("test:%near:cache");
  private static final byte[] HEAD = EventMessage.head(1);
  private static final long DAY = TimeUnit.DAYS.toNanos(1);

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }

  private ChangeHub hub(String protocol) {
    DeadlineWatch watch = new DeadlineWatch("changes", TimeUnit.SECONDS.toNanos(10));
    RedisPlace place =
        new RedisPlace(
            new RedisTarget(
                "",
                RedisTarget.Kind.SERVERS,
                List.of(Endpoint.tcp(server.host(), server.port())),
                Access.PLAIN,
                /* sentinel= */ null),
            RedisSettings.of(TestBackends.settings("redis.protocol = " + protocol)),
            watch);
    open.add(0, watch::close);
    open.add(0, place);
    return place.published();
  }

  /** Notes the highest number that was told; where it is slow, messages queue up before it. */
  private static final class Told implements Changes<byte[]> {
    private final AtomicInteger highest = new AtomicInteger(-1);
    private final AtomicInteger clears = new AtomicInteger();
    private volatile boolean slow;

    @Override
    public void changed(byte[] key) {
      if (slow) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
      }
      highest.accumulateAndGet(
          Integer.parseInt(new String(key, StandardCharsets.UTF_8)), Math::max);
    }

    @Override
    public void allChanged(Cause cause) {
      clears.incrementAndGet();
    }
  }

  private static byte[] message(String key) {
    byte[] own = bytes(key);
    byte[] whole = Arrays.copyOf(PREFIX, PREFIX.length + own.length);
    System.arraycopy(own, 0, whole, PREFIX.length, own.length);
    return EventMessage.changed(HEAD, whole);
  }

  private static void publish(RespClient client, byte[] message) {
    client.command(bytes("PUBLISH"), CHANNEL, message);
  }

  /** The claim that the promise stands on: the proof comes after what was answered before it. */
  @ParameterizedTest
  @ValueSource(strings = {"resp2", "resp3"})
  void whatWasAnsweredBeforeAQuestion_isToldBeforeItsProof(String protocol) throws Exception {
    Told told = new Told();
    told.slow = true;
    Tracking tracking =
        hub(protocol).track(PREFIX, CHANNEL, told, TimeUnit.MILLISECONDS.toNanos(20));
    await(tracking::isLive);
    AtomicInteger answered = new AtomicInteger(-1);
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try (RespClient client = server.connect()) {
                for (int i = 0; !over.get(); i++) {
                  publish(client, message(Integer.toString(i)));
                  answered.set(i);
                  int queue = i - 100;
                  await(() -> told.highest.get() >= queue);
                }
              }
            });
    writer.start();
    try {
      for (int round = 0; round < 40; round++) {
        int before = answered.get();
        long asked = System.nanoTime();
        await(() -> tracking.toldUntil() - asked >= 0);
        assertTrue(told.highest.get() >= before, () -> told.highest + " of " + before);
      }
    } finally {
      over.set(true);
      writer.join();
    }
    assertTrue(answered.get() > 40, "few messages: " + answered);
    tracking.close();
  }

  @Test
  void byResp2_theConnectionIsOneOfResp2() {
    Tracking tracking = hub("resp2").track(PREFIX, CHANNEL, new Told(), DAY);
    await(tracking::isLive);
    String listening = server.cli("CLIENT", "LIST", "TYPE", "pubsub");
    assertTrue(listening.contains("resp=2"), listening);
    assertTrue(listening.contains("sub=1"), listening);
    tracking.close();
  }

  @Test
  void prefixAlone_isAllEntries_andSoIsWhatNobodyUnderstands() {
    Told told = new Told();
    Tracking tracking = hub("resp2").track(PREFIX, CHANNEL, told, DAY);
    await(tracking::isLive);
    try (RespClient client = server.connect()) {
      int before = told.clears.get();
      publish(client, EventMessage.changed(HEAD, PREFIX));
      await(() -> told.clears.get() == before + 1);
      publish(client, bytes("of the next century"));
      await(() -> told.clears.get() == before + 2);
      publish(client, EventMessage.changed(HEAD, bytes("test:other:7")));
      publish(client, message("8"));
      await(() -> told.highest.get() == 8);
      assertEquals(before + 2, told.clears.get());
    }
    tracking.close();
  }

  @Test
  void cacheThatIsOpenedLater_isHeard() {
    ChangeHub hub = hub("resp2");
    Tracking first = hub.track(PREFIX, CHANNEL, new Told(), DAY);
    await(first::isLive);
    Told told = new Told();
    byte[] prefix = bytes("test:later:");
    byte[] channel = bytes("test:%near:later");
    Tracking second = hub.track(prefix, channel, told, DAY);
    await(second::isLive);
    try (RespClient client = server.connect()) {
      byte[] key = ByteBuffer.allocate(prefix.length + 1).put(prefix).put((byte) '5').array();
      client.command(bytes("PUBLISH"), channel, EventMessage.changed(HEAD, key));
    }
    await(() -> told.highest.get() == 5);
    first.close();
    second.close();
  }

  @Test
  void connectionThatIsKilled_isMadeAnew_andAllIsForgotten() {
    Told told = new Told();
    Tracking tracking = hub("resp2").track(PREFIX, CHANNEL, told, DAY);
    await(tracking::isLive);
    int before = told.clears.get();
    server.cli("CLIENT", "KILL", "TYPE", "pubsub");
    await(() -> told.clears.get() > before && tracking.isLive());
    tracking.close();
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Changes;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import dev.jaycache.testkit.server.Awaiting;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A bus that meets a replica: it takes messages and passes none on. Two hosts, of which the first
 * is the replica, stand for sentinels or nodes that know of a failover later; a manager is refused
 * such a bus.
 */
@ServerTest
@Timeout(60)
class RedisBusTest {
  private static final StoreSpace SPACE = new StoreSpace("test", "cache", ConfigFactory.empty());

  private final List<AutoCloseable> open = new ArrayList<>();
  private final RedisProcess master = RedisProcess.start(Flavor.REDIS);
  private final RedisProcess replica = RedisProcess.start(Flavor.REDIS);

  private static final class Told implements Changes<byte[]> {
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();

    @Override
    public void changed(byte[] key) {
      keys.incrementAndGet();
    }

    @Override
    public void allChanged(Cause cause) {
      if (cause == Cause.FLUSHED) {
        flushes.incrementAndGet();
      }
    }
  }

  @BeforeEach
  void replicate() {
    replica.cli("REPLICAOF", master.host(), String.valueOf(master.port()));
    Awaiting.until(
        "the replica is in step",
        () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    replica.close();
    master.close();
  }

  private InvalidationBus bus(RedisProcess... hosts) {
    List<String> places = new ArrayList<>();
    for (RedisProcess host : hosts) {
      places.add(host.host() + ':' + host.port());
    }
    Config settings = TestBackends.settings("");
    String uri = "redis://" + String.join(",", places);
    RedisTarget target = TargetReader.read(List.of(uri), settings.getConfig("redis")).get(0);
    InvalidationBus bus = new RedisBus(target, RedisSettings.of(settings));
    open.add(0, bus);
    return bus;
  }

  @Test
  void whoIsAtAReplica_goesToTheMasterAndTellsThere() {
    Told told = new Told();
    Tracking tracking = bus(master).track(SPACE, told, TimeUnit.SECONDS.toNanos(1));
    Awaiting.until("it listens", tracking::isLive);
    InvalidationBus other = bus(replica, master);
    other.publish(SPACE, List.of(Mutations.key("k"), Mutations.key("l")));
    Awaiting.until("it is told", () -> told.keys.get() == 2);
    other.publishAll(SPACE);
    Awaiting.until("it is told of all", () -> told.flushes.get() == 1);
    tracking.close();
  }

  @Test
  void whoListensAtAReplica_goesToTheMaster() {
    Tracking tracking = bus(replica, master).track(SPACE, new Told(), TimeUnit.SECONDS.toNanos(1));
    Awaiting.until("it listens at the master", tracking::isLive);
    long now = System.nanoTime();
    Awaiting.until("the master proves", () -> tracking.toldUntil() - now >= 0);
    tracking.close();
  }

  @Test
  void whereThereIsNoMaster_nothingCountsAsTold() {
    InvalidationBus bus = bus(replica);
    StoreException e = assertThrows(StoreException.class, () -> bus.publishAll(SPACE));
    assertTrue(String.valueOf(e.getMessage()).contains("no master"), e::toString);
  }

  @Test
  void replicaThatIsRefusedWhenConnecting_isSaidToBeNoMaster() {
    RedisSettings settings = RedisSettings.of(TestBackends.settings(""));
    DeadlineWatch watch = new DeadlineWatch("bus", TimeUnit.SECONDS.toNanos(10));
    open.add(watch::close);
    Endpoint endpoint = Endpoint.tcp(replica.host(), replica.port());
    try (NodeLinks nodes = new NodeLinks(Access.PLAIN, settings, true, watch)) {
      // Whoever listens there looks for the master then.
      NodeLink node = nodes.at(endpoint);
      LinkException e = assertThrows(NoMasterException.class, () -> node.session(nodes.deadline()));
      assertFalse(e.maybeSent());
      assertTrue(String.valueOf(e.getMessage()).contains("while connecting"), e::toString);
    }
  }
}

package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.Counters;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.time.Duration;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counting is one call of the script in one trip, counted outside. */
@ServerTest
class CountersTripsTest {
  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final RoundTripCounter trips = new RoundTripCounter(server.host(), server.port());
  private final CommandCounter commands = new CommandCounter(server);
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    commands.close();
    trips.close();
    server.close();
  }

  @Test
  @SuppressWarnings("unchecked")
  void eachCall_isOneTripAndOneCommand() {
    Cache<String, Long> cache =
        managers.cache(
            server.uri(trips.port()),
            new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
    Counters<String> counters = cache.unwrap(Counters.class);
    counters.increment("warm", 1, 1, Counters.NEVER);
    Map<String, Runnable> calls =
        Map.of(
            "increment what is not there", () -> counters.increment("none", 1),
            "decrement what is not there", () -> counters.decrement("none", 1),
            "make", () -> counters.increment("made", 1, 1, Duration.ofHours(1)),
            "increment", () -> counters.increment("warm", 1),
            "increment or make", () -> counters.increment("warm", 1, 1, Counters.NEVER),
            "decrement", () -> counters.decrement("warm", 1),
            "decrement or make", () -> counters.decrement("warm", 1, 1, Counters.NEVER),
            "expire", () -> counters.expire("warm", Duration.ofHours(1)),
            "never expire", () -> counters.expire("warm", Counters.NEVER));
    calls.forEach(
        (name, call) -> {
          commands.reset();
          assertEquals(1, trips.during(call), name);
          assertEquals(1, commands.calls().get("evalsha"), name);
        });
  }
}

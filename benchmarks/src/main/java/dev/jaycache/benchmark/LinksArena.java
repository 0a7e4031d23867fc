package dev.jaycache.benchmark;

import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Redis by lanes of several numbers and by a pool, near or far. Stateless. */
final class LinksArena implements Arena {
  private final String store;
  private final Duration delay;

  /**
   * An arena.
   *
   * @param delay how much later each byte arrives at the server; zero: no proxy in between
   */
  LinksArena(String store, Duration delay) {
    this.store = store;
    this.delay = delay;
  }

  @Override
  public String store() {
    return store;
  }

  @Override
  public List<Contender> contenders() {
    return List.of(LinkContender.values());
  }

  @Override
  public Contender subject() {
    return LinkContender.LANES_8;
  }

  @Override
  public Contender raw() {
    return LinkContender.JEDIS;
  }

  @Override
  public String memoryMeaning() {
    return "The growth of `used_memory`, less the buffers of connections.";
  }

  @Override
  public Site start() {
    RedisProcess server = RedisProcess.start(Flavor.REDIS);
    if (delay.isZero()) {
      return new RedisSite(server.uri(), ", loopback", server::close);
    }
    FaultProxy proxy = new FaultProxy(server.host(), server.port());
    proxy.delay(Direction.TO_SERVER, delay);
    return new RedisSite(
        URI.create("redis://127.0.0.1:" + proxy.port()),
        ", " + delay.toMillis() + " ms away",
        () -> {
          proxy.close();
          server.close();
        });
  }

  @Override
  public Site at(URI server) {
    return new RedisSite(server, "", () -> {});
  }
}

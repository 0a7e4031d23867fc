package dev.jaycache.redis.cache;

import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.staleness.FaultRounds;
import java.time.Duration;
import java.util.List;

/**
 * What can happen to several JVMs with near caches, to the one server that they share, and to the
 * links between them. For one thread.
 */
final class ServerTroubles {
  /** Longer than the near caches' max-staleness, so that copies have to go meanwhile. */
  private static final Duration LONG = Duration.ofMillis(2_500);

  private static final Duration FREEZE = Duration.ofMillis(1_600);
  private static final Duration LATE = Duration.ofMillis(200);
  private static final int KILLS = 15;
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(100);

  private final RedisProcess server;
  private final List<FaultProxy> proxies;
  private final List<ChildJvm> jvms;
  private int next;

  /**
   * Troubles.
   *
   * @param proxies one before the server for each JVM
   */
  ServerTroubles(RedisProcess server, List<FaultProxy> proxies, List<ChildJvm> jvms) {
    this.server = server;
    this.proxies = List.copyOf(proxies);
    this.jvms = List.copyOf(jvms);
  }

  FaultRounds rounds() {
    return new FaultRounds()
        .with("half-open link", this::halfOpen)
        .with("tracking killed", () -> kill(() -> KilledClients.told(server)))
        .with("server frozen", this::freezeServer)
        .with("FLUSHALL", () -> server.cli("FLUSHALL"))
        .with("late replies", this::late)
        .with("all clients killed", () -> kill(() -> KilledClients.all(server)))
        .with("replies lost", this::loseReplies)
        .with("JVM frozen", () -> freeze(jvms.get(next++ % jvms.size())))
        .with("server killed, back empty", this::restart);
  }

  private FaultProxy proxy() {
    return proxies.get(next++ % proxies.size());
  }

  /** The JVM hears nothing, and the others go on writing. */
  void halfOpen() {
    FaultProxy proxy = proxy();
    proxy.drop();
    end(proxy);
  }

  private void loseReplies() {
    FaultProxy proxy = proxy();
    proxy.drop(Direction.TO_CLIENT);
    end(proxy);
  }

  private static void end(FaultProxy proxy) {
    FaultRounds.last(LONG);
    // In this order: what comes after a hole in the bytes must not pass.
    proxy.reset();
    proxy.pass();
  }

  private void late() {
    FaultProxy proxy = proxy();
    proxy.delay(Direction.TO_CLIENT, LATE);
    FaultRounds.last(LONG);
    proxy.pass();
  }

  private void freezeServer() {
    server.pause();
    FaultRounds.last(FREEZE);
    server.resume();
  }

  private void restart() {
    server.kill();
    server.restart();
  }

  /** Ends connections again and again, as they are made anew. */
  static void kill(Runnable killing) {
    for (int i = 0; i < KILLS; i++) {
      killing.run();
      FaultRounds.last(BETWEEN_KILLS);
    }
  }

  static void freeze(ChildJvm jvm) {
    jvm.freeze();
    FaultRounds.last(FREEZE);
    jvm.thaw();
  }
}

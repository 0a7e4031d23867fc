package dev.jaycache.testkit.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A master, its replicas and the sentinels that watch them, of a test's own. {@link #close()} ends
 * exactly these processes. For one thread, but for what its servers allow.
 */
public final class RedisSentinels implements AutoCloseable {
  /** What the sentinels call the master. */
  public static final String MASTER = "mymaster";

  private static final Duration LOST_AFTER = Duration.ofSeconds(1);

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();

  private RedisSentinels() {}

  /**
   * Starts a group whose sentinels take a server for lost after a second.
   *
   * @param replicas how many replicas
   * @param count how many sentinels; more than half of them have to agree
   */
  public static RedisSentinels start(Flavor flavor, int replicas, int count) {
    return start(flavor, replicas, count, LOST_AFTER);
  }

  /**
   * Starts all and waits until the sentinels know each other and the replicas.
   *
   * @param replicas how many replicas
   * @param count how many sentinels; more than half of them have to agree
   * @param lostAfter how long a server may be silent before a sentinel takes it for lost
   */
  public static RedisSentinels start(Flavor flavor, int replicas, int count, Duration lostAfter) {
    return start(flavor, replicas, count, lostAfter, RedisOptions.PLAIN);
  }

  /**
   * The same, all of them by TLS: clients, servers and sentinels trust one certificate.
   *
   * @param files the certificate
   */
  public static RedisSentinels start(Flavor flavor, int replicas, int count, TlsFiles files) {
    RedisOptions secured = RedisOptions.PLAIN.withTls(files).with("tls-replication", "yes");
    return start(flavor, replicas, count, LOST_AFTER, secured);
  }

  private static RedisSentinels start(
      Flavor flavor, int replicas, int count, Duration lostAfter, RedisOptions common) {
    RedisSentinels group = new RedisSentinels();
    try {
      group.launch(flavor, replicas, count, lostAfter, common);
      return group;
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private void launch(
      Flavor flavor, int replicas, int count, Duration lostAfter, RedisOptions common) {
    RedisOptions options = common.with("repl-diskless-sync-delay", "0");
    RedisProcess master = RedisProcess.start(flavor, options);
    servers.add(master);
    String place = master.host() + ' ' + master.port();
    for (int i = 0; i < replicas; i++) {
      servers.add(RedisProcess.start(flavor, options.with("replicaof", place)));
    }
    RedisOptions watching =
        common
            .with("sentinel", "monitor " + MASTER + ' ' + place + ' ' + (count / 2 + 1))
            .with("sentinel", "down-after-milliseconds " + MASTER + ' ' + lostAfter.toMillis())
            .with("sentinel", "failover-timeout " + MASTER + " 10000");
    for (int i = 0; i < count; i++) {
      sentinels.add(RedisProcess.start(flavor, watching));
    }
    Awaiting.until(
        "the sentinels know each other and the replicas",
        () ->
            sentinels.stream()
                .map(sentinel -> sentinel.cli("SENTINEL", "MASTER", MASTER))
                .allMatch(
                    told ->
                        told.contains("\nnum-slaves\n" + replicas + '\n')
                            && told.contains("\nnum-other-sentinels\n" + (count - 1) + '\n')));
    Awaiting.until("the replicas are in step", () -> replicas().stream().allMatch(this::isWell));
  }

  /** Whether a replica is in step, and every sentinel says so. */
  private boolean isWell(RedisProcess replica) {
    return replica.cli("INFO", "replication").contains("master_link_status:up")
        && sentinels.stream()
            .map(sentinel -> sentinel.cli("SENTINEL", "REPLICAS", MASTER))
            .allMatch(told -> told.contains("\nmaster-link-status\nok\n"));
  }

  /** The server that is the master now, as the first running sentinel says. */
  public RedisProcess master() {
    String told =
        sentinels.stream()
            .filter(RedisProcess::isAlive)
            .findFirst()
            .orElseThrow()
            .cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
    int port = Integer.parseInt(told.lines().skip(1).findFirst().orElseThrow());
    return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /** The servers that are no master now. */
  public List<RedisProcess> replicas() {
    RedisProcess master = master();
    return servers.stream().filter(server -> server != master).toList();
  }

  /** Waits until the sentinels name another master than this one, and it is one. */
  public RedisProcess awaitMasterAfter(RedisProcess before) {
    Awaiting.until(
        "another master", () -> master() != before && master().cli("ROLE").startsWith("master"));
    return master();
  }

  /** Has the sentinels make another server the master, while the old one goes on. */
  public RedisProcess failover() {
    RedisProcess before = master();
    sentinels.get(0).cli("SENTINEL", "FAILOVER", MASTER);
    return awaitMasterAfter(before);
  }

  /** The sentinels. */
  public List<RedisProcess> sentinels() {
    return List.copyOf(sentinels);
  }

  /** {@code redis+sentinel://} with all sentinels. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> sentinel.host() + ':' + sentinel.port())
        .collect(Collectors.joining(",", "redis+sentinel://", "/" + MASTER));
  }

  /** Ends all processes. Idempotent. */
  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    servers.forEach(RedisProcess::close);
  }
}

package dev.jaycache.benchmark;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** One Redis server, with a database for each contender. For one thread. */
final class RedisSite implements Site {
  private final URI server;
  private final String note;
  private final Runnable stop;
  private final RedisClient jedis;

  /**
   * A site.
   *
   * @param note what reports say behind the version
   * @param stop ends the server, where it was started for this site
   */
  RedisSite(URI server, String note, Runnable stop) {
    this.server = server;
    this.note = note;
    this.stop = stop;
    this.jedis = RedisClient.builder().fromURI(server).build();
  }

  @Override
  public URI of(Contender contender) {
    int database = ((RedisSeat) contender).database();
    return URI.create(server.getScheme() + "://" + server.getRawAuthority() + '/' + database);
  }

  @Override
  public String description() {
    Map<String, String> info = info("server");
    String version =
        info.containsKey("valkey_version")
            ? "Valkey " + info.get("valkey_version")
            : "Redis " + info.get("redis_version");
    return version + note + ", a database for each contender";
  }

  @Override
  public long usedBytes(Contender contender) {
    Map<String, String> info = info("memory");
    return number(info, "used_memory") - number(info, "mem_clients_normal");
  }

  private Map<String, String> info(String section) {
    Map<String, String> info = new HashMap<>();
    jedis
        .info(section)
        .lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> info.put(pair[0], pair[1].strip()));
    return info;
  }

  private static long number(Map<String, String> info, String name) {
    String text = info.get(name);
    if (text == null) {
      throw new IllegalStateException("INFO memory tells no " + name);
    }
    return Long.parseLong(text);
  }

  @Override
  public void close() {
    jedis.close();
    stop.run();
  }
}

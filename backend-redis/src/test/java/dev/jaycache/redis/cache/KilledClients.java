package dev.jaycache.redis.cache;

import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends connections at a server, as an operator would, by {@code CLIENT KILL}. Stateless. */
public final class KilledClients {
  private KilledClients() {}

  /** Ends those that are told of changes; gives their number. */
  static int told(RedisProcess server) {
    return kill(server, "t");
  }

  /** Ends all clients' connections, but those of replicas; gives their number. */
  static int all(RedisProcess server) {
    return kill(server, "");
  }

  /**
   * Ends all clients' connections after a rest, so that they are idle to whoever uses them next:
   * one that was used less than 100 µs ago is trusted without a look. Gives their number.
   */
  public static int idle(RedisProcess server) {
    rest();
    return all(server);
  }

  /**
   * Deletes a user and with it its connections, which are idle by then as in {@link #idle}, and
   * closed when this returns: the server closes them after its answer, before the next command.
   */
  static void ofUser(RedisProcess server, String user) {
    rest();
    server.cli("ACL", "DELUSER", user);
    server.cli("PING");
  }

  private static void rest() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(1)) {
      Thread.onSpinWait();
    }
  }

  private static int kill(RedisProcess server, String flag) {
    try (RespClient client = server.connect()) {
      String own = client.text("CLIENT", "ID");
      List<String> lines = client.text("CLIENT", "LIST", "TYPE", "normal").lines().toList();
      int killed = 0;
      for (String line : lines) {
        String id = field(line, "id");
        if (!id.equals(own) && field(line, "flags").contains(flag)) {
          killed += Integer.parseInt(client.text("CLIENT", "KILL", "ID", id));
        }
      }
      return killed;
    }
  }

  private static String field(String line, String name) {
    for (String word : line.split(" ")) {
      if (word.startsWith(name + '=')) {
        return word.substring(name.length() + 1);
      }
    }
    throw new IllegalStateException("no " + name + " in " + line);
  }
}

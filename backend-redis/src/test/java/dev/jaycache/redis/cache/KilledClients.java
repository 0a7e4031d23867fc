package dev.jaycache.redis.cache;

import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import java.util.List;

/** Ends connections at a server, as an operator would, by {@code CLIENT KILL}. Stateless. */
final class KilledClients {
  private KilledClients() {}

  /** Ends those that are told of changes; gives their number. */
  static int told(RedisProcess server) {
    return kill(server, "t");
  }

  /** Ends all clients' connections, but those of replicas; gives their number. */
  static int all(RedisProcess server) {
    return kill(server, "");
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

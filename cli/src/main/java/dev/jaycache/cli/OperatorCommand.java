package dev.jaycache.cli;

import dev.jaycache.redis.operations.ClusterInfo;
import dev.jaycache.redis.operations.RedisOperations;
import java.util.List;
import java.util.concurrent.Callable;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/** A command on Redis servers. For one thread. */
abstract class OperatorCommand implements Callable<Integer> {
  private final Jaycache main;

  OperatorCommand(Jaycache main) {
    this.main = main;
  }

  /** What to show, of the servers that were connected where they can be. */
  abstract List<? extends Record> ask(RedisOperations operations, @Nullable String group);

  /** Whether what is shown tells of a failure. */
  boolean tellsOfFailure(List<? extends Record> shown) {
    return false;
  }

  /** Whether no server of one of the groups is connected. */
  static boolean isCutOff(List<ClusterInfo> groups) {
    return groups.stream()
        .anyMatch(
            group -> group.nodes().stream().noneMatch(node -> node.status().equals("connected")));
  }

  @Override
  public Integer call() {
    try (CacheManager manager = main.open(null)) {
      RedisOperations operations = operations(manager);
      String group = main.group();
      if (group != null && !operations.groups().contains(group)) {
        throw new MisuseException(
            "there is no group of that name; the groups are " + operations.groups());
      }
      operations.connect(group);
      List<? extends Record> shown = ask(operations, group);
      main.terminal().print(shown, main.isJson());
      return tellsOfFailure(shown) ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  private static RedisOperations operations(CacheManager manager) {
    try {
      return RedisOperations.of(manager);
    } catch (IllegalArgumentException e) {
      throw new MisuseException(
          "that is no Redis server: this command needs one; get, put, remove, keys, stats, clear and"
              + " bench work on all");
    }
  }
}

package dev.jaycache.cli;

import dev.jaycache.redis.operations.ClusterInfo;
import dev.jaycache.redis.operations.RedisOperations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Shows groups of Redis servers. For one thread. */
@Command(
    name = "cluster-info",
    description = {
      "Shows the groups of Redis servers: their servers, slots and counters.",
      "Counters are of this process: those of an application stand in its MXBean."
    })
final class ClusterInfoCommand extends OperatorCommand {
  private boolean cutOff;

  ClusterInfoCommand(Jaycache main) {
    super(main);
  }

  @Override
  List<ClusterInfo> ask(RedisOperations operations, @Nullable String group) {
    List<ClusterInfo> groups = operations.clusterInfo(group);
    cutOff = isCutOff(groups);
    return groups;
  }

  @Override
  boolean tellsOfFailure(List<? extends Record> shown) {
    return cutOff;
  }
}

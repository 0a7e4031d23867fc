package dev.jaycache.cli;

import dev.jaycache.redis.operations.ClusterRefresh;
import dev.jaycache.redis.operations.RedisOperations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Asks clusters and sentinels who is who. For one thread. */
@Command(
    name = "cluster-refresh",
    description = {
      "Asks clusters and sentinels who is who, and says whether somebody answers.",
      "It is this process that learns it: applications have cluster-refresh in their MXBean."
    })
final class ClusterRefreshCommand extends OperatorCommand {
  ClusterRefreshCommand(Jaycache main) {
    super(main);
  }

  @Override
  List<ClusterRefresh> ask(RedisOperations operations, @Nullable String group) {
    return operations.clusterRefresh(group);
  }

  @Override
  boolean tellsOfFailure(List<? extends Record> shown) {
    return shown.stream()
        .anyMatch(
            each ->
                each instanceof ClusterRefresh refresh
                    && refresh.status().equals(ClusterRefresh.ERROR));
  }
}

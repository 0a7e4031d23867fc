package dev.jaycache.cli;

import dev.jaycache.redis.operations.Pings;
import dev.jaycache.redis.operations.RedisOperations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Says which Redis servers answer. For one thread. */
@Command(
    name = "ping",
    description =
        "Connects to each server of a group, replicas of a cluster included, and says which answer,"
            + " and how soon, in microseconds.")
final class PingCommand extends OperatorCommand {
  PingCommand(Jaycache main) {
    super(main);
  }

  @Override
  List<Pings> ask(RedisOperations operations, @Nullable String group) {
    return operations.ping(group);
  }

  @Override
  boolean tellsOfFailure(List<? extends Record> shown) {
    return shown.stream()
        .anyMatch(
            each ->
                each instanceof Pings pings
                    && (pings.nodes().isEmpty()
                        || pings.nodes().stream()
                            .anyMatch(node -> !node.status().equals(Pings.REACHABLE))));
  }
}

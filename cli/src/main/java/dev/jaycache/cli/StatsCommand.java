package dev.jaycache.cli;

import dev.jaycache.JayCacheManager;
import dev.jaycache.codec.Inspector.InspectedKey;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.redis.operations.RedisStatistics;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.NodeState;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Shows statistics: of a cache, or of Redis servers. For one thread. */
@Command(
    name = "stats",
    description = {
      "With --cache: counts the entries of a cache, of any backend, and shows how its servers fare.",
      "Without: shows breakers, connections and counters of groups of Redis servers. Counters are of"
          + " this process: those of an application stand in its MXBean."
    })
public final class StatsCommand extends OperatorCommand {
  /**
   * A cache.
   *
   * @param cache its name
   * @param entries how many keys it has, as a walk over all of them saw them
   * @param servers its manager's servers
   */
  public record CacheStatistics(String cache, long entries, List<NodeState> servers) {}

  private final Jaycache main;
  private boolean cutOff;

  StatsCommand(Jaycache main) {
    super(main);
    this.main = main;
  }

  @Override
  List<RedisStatistics> ask(RedisOperations operations, @Nullable String group) {
    cutOff = isCutOff(operations.clusterInfo(group));
    return operations.statistics(group);
  }

  @Override
  boolean tellsOfFailure(List<? extends Record> shown) {
    return cutOff;
  }

  @Override
  public Integer call() {
    return main.hasCache() ? countEntries() : super.call();
  }

  private int countEntries() {
    try (CacheManager manager = main.open()) {
      Cache<Object, Object> cache =
          main.cache(manager, main.cacheName(), new MutableConfiguration<>());
      long entries = 0;
      try (Progress progress = main.progress();
          KeyPages<InspectedKey> pages = GetCommand.inspector(cache).keys()) {
        while (pages.hasNext()) {
          entries += pages.next().size();
          progress.show(entries + " entries");
        }
      }
      List<NodeState> servers = manager.unwrap(JayCacheManager.class).nodes();
      main.terminal()
          .print(List.of(new CacheStatistics(cache.getName(), entries, servers)), main.isJson());
      return ExitCode.OK;
    }
  }
}

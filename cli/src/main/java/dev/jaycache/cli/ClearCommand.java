package dev.jaycache.cli;

import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes all entries of a cache. For one thread. */
@Command(
    name = "clear",
    description = "Removes all entries of a cache. The caches of applications that run see it.")
final class ClearCommand extends CacheCommand {
  @Option(names = "--yes", description = "That is meant.")
  private boolean sure;

  ClearCommand(Jaycache main) {
    super(main);
  }

  @Override
  public Integer call() {
    if (!sure) {
      throw new MisuseException(
          "this removes all entries of cache " + main().cacheName() + "; say --yes");
    }
    return super.call();
  }

  @Override
  int work(Cache<Object, Object> cache) {
    long begun = System.nanoTime();
    try (Progress progress = main().progress()) {
      progress.show("clearing " + cache.getName() + " ...");
      cache.clear();
    }
    main()
        .terminal()
        .tell(
            "cache "
                + cache.getName()
                + " is empty, after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)
                + " ms");
    return ExitCode.OK;
  }
}

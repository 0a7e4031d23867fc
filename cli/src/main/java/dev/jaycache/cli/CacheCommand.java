package dev.jaycache.cli;

import java.util.concurrent.Callable;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/** A command that works on one cache, of any backend. For one thread. */
abstract class CacheCommand implements Callable<Integer> {
  private final Jaycache main;

  CacheCommand(Jaycache main) {
    this.main = main;
  }

  Jaycache main() {
    return main;
  }

  /** How the cache is configured. */
  MutableConfiguration<Object, Object> configuration() {
    return new MutableConfiguration<>();
  }

  /**
   * Does the work.
   *
   * @return an {@link ExitCode}
   */
  abstract int work(Cache<Object, Object> cache);

  @Override
  public Integer call() {
    String name = main.cacheName();
    try (CacheManager manager = main.open()) {
      return work(main.cache(manager, name, configuration()));
    }
  }
}

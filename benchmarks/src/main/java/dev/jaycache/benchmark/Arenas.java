package dev.jaycache.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The stores that can be measured. Stateless. */
final class Arenas {
  private static final List<Arena> ALL =
      List.of(
          new RedisArena(),
          new MemcachedArena(),
          new LinksArena("redis-links", Duration.ZERO),
          new LinksArena("redis-links-far", Duration.ofMillis(1)),
          new ClusterLinksArena("cluster-links", Duration.ZERO),
          new ClusterLinksArena("cluster-links-far", Duration.ofMillis(1)),
          new MemcachedLinksArena("memcached-links", Duration.ZERO),
          new MemcachedLinksArena("memcached-links-far", Duration.ofMillis(1)));

  private Arenas() {}

  /** The one that is measured where nobody says which. */
  static Arena usual() {
    return ALL.get(0);
  }

  /**
   * The arena of a store.
   *
   * @throws IllegalArgumentException where there is none
   */
  static Arena of(String store) {
    return ALL.stream()
        .filter(arena -> arena.store().equals(store))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown store '"
                        + store
                        + "'; there are "
                        + ALL.stream().map(Arena::store).collect(Collectors.joining(", "))));
  }
}

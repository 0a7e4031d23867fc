package dev.jaycache.benchmark;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * memcached: beside raw xmemcached, raw spymemcached, and a plain socket that shows what one thread
 * could gain. Stateless.
 */
final class MemcachedArena implements Arena {
  @Override
  public String store() {
    return "memcached";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(MemcachedContender.values());
  }

  @Override
  public Contender subject() {
    return MemcachedContender.JAYCACHE;
  }

  @Override
  public Contender raw() {
    return MemcachedContender.XMEMCACHED;
  }

  @Override
  public Optional<Contender> variant() {
    return Optional.of(MemcachedContender.JAYCACHE_REMEMBERING);
  }

  @Override
  public Optional<Goal> goal(Work work, boolean ttl, int threads, Contender rival) {
    if (rival != MemcachedContender.XMEMCACHED) {
      return Optional.empty();
    }
    return switch (work.kind()) {
      case SINGLE_KEY -> Optional.of(new Goal(0.85, threads == 1 ? 2 : 0.95));
      case COUNTER -> Optional.empty();
      // Held against a loop of sets, which is all that the library offers.
      case BULK -> work == Work.PUT_ALL ? Optional.of(new Goal(10, 50)) : Optional.empty();
    };
  }

  @Override
  public Optional<Goal> memoryGoal(boolean ttl) {
    return Optional.empty();
  }

  @Override
  public String memoryMeaning() {
    return MemcachedSite.MEMORY_MEANING;
  }

  @Override
  public Site start() {
    return MemcachedSite.ofOwnServers(Duration.ZERO);
  }

  @Override
  public Site at(URI server) {
    return MemcachedSite.at(server);
  }
}

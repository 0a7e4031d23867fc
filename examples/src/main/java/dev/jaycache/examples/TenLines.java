package dev.jaycache.examples;

import dev.jaycache.processor.Processors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;

/** The code that the README shows; a test holds one against the other. For one thread. */
public final class TenLines {
  private TenLines() {}

  /** Counts a visit. */
  public static void main(String[] arguments) {
    // README: begin
    try (CacheManager manager = Caching.getCachingProvider().getCacheManager()) {
      Cache<String, Long> visits =
          manager.createCache(
              "visits",
              new MutableConfiguration<String, Long>()
                  .setTypes(String.class, Long.class)
                  .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY)));
      visits.put("alice", 1L);
      visits.invoke("alice", Processors.increment(1L));
      System.out.println(visits.get("alice")); // 2
    }
    // README: end
  }
}

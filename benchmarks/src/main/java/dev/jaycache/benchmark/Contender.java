package dev.jaycache.benchmark;

import java.util.List;

/** Who takes part, in the order of the reports. */
enum Contender {
  RAW("raw Jedis", 1) {
    @Override
    Target open(Place place, boolean ttl) {
      return new RawTarget(place.uri(database()), ttl);
    }
  },
  JAYCACHE("JayCache", 2) {
    @Override
    Target open(Place place, boolean ttl) {
      return JCacheTargets.jayCache(place.uri(database()), ttl);
    }
  },
  REDISSON("Redisson JCache", 3) {
    @Override
    Target open(Place place, boolean ttl) {
      return JCacheTargets.redisson(place, database(), ttl);
    }
  };

  /** Who is compared with the others. */
  static final Contender SUBJECT = JAYCACHE;

  private final String label;
  private final int database;

  Contender(String label, int database) {
    this.label = label;
    this.database = database;
  }

  /** The name in reports. */
  String label() {
    return label;
  }

  /** The database number of its own, so that no SCAN meets the entries of another. */
  int database() {
    return database;
  }

  /** Opens its cache, empty or not, with or without a time to live of ten minutes. */
  abstract Target open(Place place, boolean ttl);

  /** Those that the subject is compared with. */
  static List<Contender> rivals() {
    return List.of(RAW, REDISSON);
  }
}

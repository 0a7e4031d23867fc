package dev.jaycache.tck;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.Optional;

/** Where the entries live. Starts a server for each run; does not share them between runs. */
public enum Place {
  LOCAL("local") {
    @Override
    Optional<RedisProcess> start() {
      return Optional.empty();
    }
  },
  REDIS("redis") {
    @Override
    Optional<RedisProcess> start() {
      return Optional.of(RedisProcess.start(Flavor.REDIS));
    }
  },
  VALKEY("valkey") {
    @Override
    Optional<RedisProcess> start() {
      return Optional.of(RedisProcess.start(Flavor.VALKEY));
    }
  };

  private final String label;

  Place(String label) {
    this.label = label;
  }

  /** The name that reports and the filter use. */
  public String label() {
    return label;
  }

  /** A fresh server, or empty where none is needed. The caller closes it. */
  abstract Optional<RedisProcess> start();
}

package dev.jaycache.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a cache runs entry processors. Immutable.
 *
 * @param exclusive whether a processor takes a lease on its key up front
 * @param lease how long a lease holds when its owner is gone, at least 10 ms
 * @param retryTimeout how long an operation tries again when others keep changing its entry, at
 *     least 1 ms
 */
public record InvokeSettings(boolean exclusive, Duration lease, Duration retryTimeout) {
  static InvokeSettings of(Config config) {
    return new InvokeSettings(
        config.getBoolean("invoke.exclusive"),
        config.getDuration("invoke.lease"),
        config.getDuration("invoke.retry-timeout"));
  }
}

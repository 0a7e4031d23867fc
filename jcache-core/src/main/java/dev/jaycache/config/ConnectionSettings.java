package dev.jaycache.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a manager deals with its servers. Immutable.
 *
 * @param connectTimeout how long connecting may take, at least 1 ms
 * @param commandTimeout the deadline of one operation, at least 1 ms
 * @param keepalive how long a connection may be idle before it is checked; zero never checks
 * @param busyPoll for how long a lone caller looks for its reply before it sleeps until it comes;
 *     zero: it sleeps at once, and so do callers who wait for another's trip
 * @param onStart what to do when no server answers at the start
 */
public record ConnectionSettings(
    Duration connectTimeout,
    Duration commandTimeout,
    Duration keepalive,
    Duration busyPoll,
    OnStart onStart) {

  static ConnectionSettings of(Config config) {
    return new ConnectionSettings(
        config.getDuration("connect-timeout"),
        config.getDuration("command-timeout"),
        config.getDuration("keepalive"),
        config.getDuration("busy-poll"),
        new SettingReader(config).choice(OnStart.class, "on-start"));
  }
}

package dev.jaycache.redis;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one backend. Immutable. It checks nothing: the configuration was checked against
 * {@link #reference()}.
 *
 * @param timeouts how long things may take
 * @param lanes how many connections all callers share; 0: each has one to itself
 * @param maxConnections the most connections to one server at a time that a caller has to itself
 * @param resp3 whether to speak RESP3 instead of RESP2
 * @param clientName what {@code CLIENT LIST} shows
 * @param tls how servers with TLS are trusted, and who we are to them
 * @param breaker when a server is left alone
 * @param returning what to do about a server that is not the process that it was
 * @param waiting whether replicas confirm writes
 */
record RedisSettings(
    Timeouts timeouts,
    int lanes,
    int maxConnections,
    boolean resp3,
    String clientName,
    Tls tls,
    Breaker.Limits breaker,
    Returning returning,
    Waiting waiting) {

  /**
   * How long things may take.
   *
   * @param connectNanos connecting, in ns
   * @param commandNanos one operation in all, in ns
   * @param keepalive how long a connection may be idle before the kernel checks it; zero: never
   * @param busyPoll for how long to look for a reply instead of sleeping until it comes
   */
  record Timeouts(long connectNanos, long commandNanos, Duration keepalive, Duration busyPoll) {}

  /**
   * How servers with TLS are trusted, and who we are to them.
   *
   * @param ca a file or a folder of PEM certificates to trust; null: what the JVM trusts
   * @param certificate a file with our own certificate, PEM; null: none
   * @param key a file with its key, PEM; null: none
   * @param verifyHost whether the server's certificate has to name the host
   */
  record Tls(
      @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, boolean verifyHost) {}

  /**
   * What to do about a server that is not the process that it was.
   *
   * @param scope what to flush
   * @param namespace of the manager's caches
   */
  record Returning(ReturnedServer.Scope scope, String namespace) {}

  /**
   * Whether replicas confirm writes.
   *
   * @param replicas how many have to; 0: nobody is asked
   * @param millis how long they have, in ms
   */
  record Waiting(int replicas, long millis) {}

  private static final String REFERENCE = "/jaycache-redis-reference.conf";

  /** The known settings with their defaults. */
  static Config reference() {
    try (InputStream in = RedisSettings.class.getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + REFERENCE + " is missing");
      }
      return ConfigFactory.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the manager's settings. */
  static RedisSettings of(Config settings) {
    Config redis = settings.getConfig("redis");
    return new RedisSettings(
        new Timeouts(
            settings.getDuration("connect-timeout", TimeUnit.NANOSECONDS),
            settings.getDuration("command-timeout", TimeUnit.NANOSECONDS),
            settings.getDuration("keepalive"),
            settings.getDuration("busy-poll")),
        redis.getString("connections").equals("lanes") ? redis.getInt("lanes.count") : 0,
        redis.getInt("pool.max-connections"),
        redis.getString("protocol").equals("resp3"),
        redis.getString("client-name"),
        new Tls(
            path(redis, "tls.ca"),
            path(redis, "tls.certificate"),
            path(redis, "tls.key"),
            redis.getBoolean("tls.verify-host")),
        Breaker.Limits.of(settings),
        new Returning(
            ReturnedServer.Scope.valueOf(
                settings.getString("flush-on-reconnect").toUpperCase(Locale.ROOT)),
            settings.hasPath("namespace") ? settings.getString("namespace") : "jaycache"),
        new Waiting(
            redis.getInt("wait.replicas"),
            redis.getDuration("wait.timeout", TimeUnit.MILLISECONDS)));
  }

  private static @Nullable Path path(Config redis, String setting) {
    return redis.hasPath(setting) ? Path.of(redis.getString(setting)) : null;
  }

  /** The same for those who are only asked where the servers are: they are asked in any case. */
  RedisSettings withoutBreaker() {
    return new RedisSettings(
        timeouts,
        lanes,
        maxConnections,
        resp3,
        clientName,
        tls,
        Breaker.Limits.OFF,
        returning,
        waiting);
  }

  /** The same for servers that hold nothing of their own, such as replicas: nothing is flushed. */
  RedisSettings withoutFlush() {
    return new RedisSettings(
        timeouts,
        lanes,
        maxConnections,
        resp3,
        clientName,
        tls,
        breaker,
        new Returning(ReturnedServer.Scope.NO, returning.namespace()),
        waiting);
  }
}

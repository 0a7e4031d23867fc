package dev.jaycache.testkit.server;

/** Which kind of Redis server a test wants. */
public enum Flavor {
  /** Redis without modules: the plain case. Has TLS. */
  REDIS,
  /** The newest Valkey, without modules. No TLS. */
  VALKEY,
  /** A server with RedisJSON and RediSearch: Redis Stack where it runs, else Valkey with both. */
  STACK
}

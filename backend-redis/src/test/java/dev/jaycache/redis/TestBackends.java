package dev.jaycache.redis;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.server.RedisProcess;

/** Backends as a manager would connect them. */
final class TestBackends {
  private TestBackends() {}

  /** The settings of a manager with these lines of configuration. */
  static Config settings(String lines) {
    return ConfigFactory.parseString(lines)
        .withFallback(
            ConfigFactory.parseString(
                "connect-timeout = 10 s, command-timeout = 10 s, keepalive = 10 s, busy-poll = 50 us"))
        .withFallback(new RedisStoreProvider().reference());
  }

  /** A backend on a server. */
  static Backend connect(RedisProcess server, String lines) {
    return connect(server.uri().toString(), lines);
  }

  /** A backend on a URI. */
  static Backend connect(String uri, String lines) {
    return new RedisStoreProvider().connect(uri, settings(lines));
  }

  /** A store of a cache. */
  static Store<byte[], byte[]> open(Backend backend, String cache) {
    return backend.open(space(cache));
  }

  /** The space of a cache in the tests' namespace. */
  static StoreSpace space(String cache) {
    return new StoreSpace("test", cache, ConfigFactory.empty());
  }
}

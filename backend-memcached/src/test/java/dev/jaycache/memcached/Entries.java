package dev.jaycache.memcached;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.StoreFixture;
import org.jspecify.annotations.Nullable;

/** Short forms of what tests do with stores. */
final class Entries {
  private Entries() {}

  static byte[] key(String text) {
    return StoreFixture.key(text);
  }

  /** The space of a cache in a namespace that only this call knows. */
  static StoreSpace space(String cache, String... settings) {
    return new StoreSpace(
        "test" + System.nanoTime(), cache, ConfigFactory.parseString(String.join("\n", settings)));
  }

  static Store<byte[], byte[]> open(Backend backend) {
    return backend.open(space("cache"));
  }

  static Mutation<byte[]> put(Guard<byte[]> guard, String value, Want want) {
    return Mutation.put(guard, Bodies.text(value), Ttl.ETERNAL, Ttl.ETERNAL, want);
  }

  /** A put that asks nothing. */
  static Effect put(Store<byte[], byte[]> store, String key, String value) {
    return store.apply(key(key), put(Guard.any(), value, Want.NOTHING)).effect();
  }

  static byte @Nullable [] read(Store<byte[], byte[]> store, String key) {
    return store.apply(key(key), Mutation.read()).previousValue();
  }
}

package dev.jaycache.redis;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.StoreFixture;
import org.jspecify.annotations.Nullable;

/** What the tests of failures do to a store: text under a key. */
final class Mutations {
  private Mutations() {}

  /** An unguarded put. */
  static Mutation<byte[]> put(String text) {
    return Mutation.put(Guard.any(), Bodies.text(text), Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
  }

  /** A put that no native command does. */
  static Mutation<byte[]> scriptedPut(Guard<byte[]> guard, String text) {
    Ttl hour = Ttl.ofMillis(3_600_000);
    return Mutation.put(guard, Bodies.text(text), hour, Ttl.KEEP, Want.EFFECT);
  }

  /** Put-if-absent. */
  static Mutation<byte[]> putIfAbsent(String text) {
    return Mutation.put(Guard.absent(), Bodies.text(text), Ttl.ETERNAL, Ttl.KEEP, Want.EFFECT);
  }

  /** A key. */
  static byte[] key(String text) {
    return StoreFixture.key(text);
  }

  /** The body under a key, or null. */
  static byte @Nullable [] read(Store<byte[], byte[]> store, String key) {
    return store.apply(key(key), Mutation.read()).previousValue();
  }

  /** The version under a key. */
  static long version(Store<byte[], byte[]> store, String key) {
    StoredEntry<byte[]> entry = store.apply(key(key), Mutation.read()).previous();
    if (entry == null) {
      throw new AssertionError("no entry");
    }
    return entry.version();
  }

  /** Puts a text. */
  static Effect put(Store<byte[], byte[]> store, String key, String text) {
    return store.apply(key(key), put(text)).effect();
  }
}

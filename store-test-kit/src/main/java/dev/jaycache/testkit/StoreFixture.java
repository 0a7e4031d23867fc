package dev.jaycache.testkit;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What one test of the contract works with: stores in a namespace of its own, which end with the
 * test, and keys that nobody else uses. For one thread, but for {@link #key()}.
 */
public final class StoreFixture implements AutoCloseable {
  private final Function<StoreSpace, Store<byte[], byte[]>> opener;
  private final TestClock clock;
  private final String namespace = "kit" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
  private final Deque<Store<byte[], byte[]>> opened = new ArrayDeque<>();
  private final AtomicInteger keys = new AtomicInteger();

  StoreFixture(Function<StoreSpace, Store<byte[], byte[]>> opener, TestClock clock) {
    this.opener = opener;
    this.clock = clock;
  }

  /** The time by which the stores run. */
  public TestClock clock() {
    return clock;
  }

  /** The space of a cache of this test. */
  public StoreSpace space(String cache) {
    return new StoreSpace(namespace, cache, ConfigFactory.empty());
  }

  /** Opens a store that is closed at the end of the test. */
  public Store<byte[], byte[]> open(String cache) {
    Store<byte[], byte[]> store = opener.apply(space(cache));
    opened.push(store);
    return store;
  }

  /** Opens a store where the name does not matter, always the same. */
  public Store<byte[], byte[]> open() {
    return open("cache");
  }

  /** A key that no other call gave. */
  public byte[] key() {
    return key("k" + keys.incrementAndGet());
  }

  /** A key as a codec would write it: an id, then the text. */
  public static byte[] key(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + payload.length).put((byte) 1).put(payload).array();
  }

  /** Closes every store. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}

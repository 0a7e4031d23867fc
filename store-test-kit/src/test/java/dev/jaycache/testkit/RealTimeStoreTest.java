package dev.jaycache.testkit;

import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The contract by the machine's clock, as stores on servers run it. */
class RealTimeStoreTest extends StoreContract {
  private final Map<String, ConcurrentMap<ByteBuffer, byte[]>> servers = new ConcurrentHashMap<>();

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return new MapCasStore(
        servers.computeIfAbsent(space.cache(), name -> new ConcurrentHashMap<>()), clock());
  }
}

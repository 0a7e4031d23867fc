package dev.jaycache.testkit;

import dev.jaycache.store.CasStore;
import dev.jaycache.store.KeyPages;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A third backend: a server that is a concurrent map, as five methods. The token of a cell is the
 * very array that was read.
 */
class MapCasStore extends CasStore {
  private final ConcurrentMap<ByteBuffer, byte[]> server;

  MapCasStore(ConcurrentMap<ByteBuffer, byte[]> server, InstantSource clock) {
    super(clock);
    this.server = server;
  }

  @Override
  protected @Nullable Cell read(byte[] key) {
    byte[] bytes = server.get(ByteBuffer.wrap(key));
    return bytes == null ? null : new Cell(bytes, bytes);
  }

  @Override
  protected boolean insert(byte[] key, byte[] bytes, long expiresAt) {
    return server.putIfAbsent(ByteBuffer.wrap(key.clone()), bytes) == null;
  }

  @Override
  protected boolean replace(byte[] key, Object token, byte[] bytes, long expiresAt) {
    return server.replace(ByteBuffer.wrap(key), (byte[]) token, bytes);
  }

  @Override
  protected boolean delete(byte[] key, Object token) {
    return server.remove(ByteBuffer.wrap(key), token);
  }

  @Override
  protected KeyPages<byte[]> scan() {
    return KeyPages.of(
        List.of(server.keySet().stream().map(MapCasStore::bytes).toList()).iterator());
  }

  private static byte[] bytes(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }
}

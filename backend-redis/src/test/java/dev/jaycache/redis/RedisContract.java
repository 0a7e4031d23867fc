package dev.jaycache.redis;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.testkit.DamagedEntryContract;
import dev.jaycache.testkit.RawAccess;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract of stores, over a kind of server. */
@ServerTest
abstract class RedisContract extends StoreContract implements DamagedEntryContract {
  private final Flavor flavor;
  private final Backend backend;
  private final RespClient client;

  RedisContract(Flavor flavor, String lines) {
    this.flavor = flavor;
    this.backend = TestBackends.connect(SharedServers.of(flavor), lines);
    this.client = SharedServers.of(flavor).connect();
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return backend.open(space);
  }

  @AfterEach
  void closeBackend() {
    backend.close();
    client.close();
  }

  @Override
  public RawAccess raw(StoreSpace space) {
    KeySpace keys = new KeySpace(space);
    return new RawAccess() {
      @Override
      public void write(byte[] key, byte[] bytes) {
        client.command(ascii("SET"), keys.at(key), bytes);
      }

      @Override
      public byte @Nullable [] read(byte[] key) {
        return (byte[]) client.command(ascii("GET"), keys.at(key));
      }

      @Override
      public long millisLeft(byte[] key) {
        Object left = client.command(ascii("PTTL"), keys.at(key));
        return Long.valueOf(-1).equals(left) ? StoredEntry.NEVER_EXPIRES : (Long) left;
      }
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "contract on " + flavor;
  }
}

package dev.jaycache.redis;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.testkit.DamagedEntryContract;
import dev.jaycache.testkit.RawAccess;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The contract of stores, over a server, or over several that are one place. */
@ServerTest
abstract class RedisContract extends StoreContract implements DamagedEntryContract {
  private final String uri;
  private final Backend backend;
  private final Function<byte[], RespClient> clients;
  private final List<RespClient> open;

  RedisContract(Flavor flavor, String lines) {
    this(SharedServers.of(flavor).uri().toString(), lines, List.of(SharedServers.of(flavor)));
  }

  /**
   * Over a place.
   *
   * @param servers those that have entries; if several, the masters of a cluster whose slots are
   *     spread evenly in this order
   */
  RedisContract(String uri, String lines, List<RedisProcess> servers) {
    this.uri = uri;
    this.backend = TestBackends.connect(uri, lines);
    this.open = servers.stream().map(RedisProcess::connect).toList();
    String database = String.valueOf(URI.create(uri).getPath());
    if (database.matches("/[0-9]+")) {
      open.forEach(client -> client.text("SELECT", database.substring(1)));
    }
    this.clients = key -> open.get(shard(JedisClusterCRC16.getSlot(key), open.size()));
  }

  /** Server i has the slots from i of n parts on, rounded down. */
  private static int shard(int slot, int servers) {
    return ((slot + 1) * servers - 1) / SlotTable.SLOTS;
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return backend.open(space);
  }

  /** Makes sure that the server lets us in. */
  void checkBackend() {
    backend.check();
  }

  @AfterEach
  void closeBackend() {
    backend.close();
    open.forEach(RespClient::close);
  }

  @Override
  public RawAccess raw(StoreSpace space) {
    KeySpace keys = new KeySpace(space);
    return new RawAccess() {
      private RespClient client(byte[] key) {
        return clients.apply(keys.at(key));
      }

      @Override
      public void write(byte[] key, byte[] bytes) {
        client(key).command(ascii("SET"), keys.at(key), bytes);
      }

      @Override
      public byte @Nullable [] read(byte[] key) {
        return (byte[]) client(key).command(ascii("GET"), keys.at(key));
      }

      @Override
      public long millisLeft(byte[] key) {
        Object left = client(key).command(ascii("PTTL"), keys.at(key));
        return Long.valueOf(-1).equals(left) ? StoredEntry.NEVER_EXPIRES : (Long) left;
      }
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "contract on " + uri;
  }
}

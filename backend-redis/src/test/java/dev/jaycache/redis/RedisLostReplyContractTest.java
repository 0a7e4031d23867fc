package dev.jaycache.redis;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.LostReplyContract;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import org.junit.jupiter.api.AfterEach;

/** The contract through a proxy that loses replies. */
@ServerTest
class RedisLostReplyContractTest extends StoreContract implements LostReplyContract {
  private final RedisProcess server = SharedServers.of(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
  private final Backend backend =
      TestBackends.connect(server.uri(proxy.port()).toString(), "command-timeout = 30 s");

  RedisLostReplyContractTest() {
    // The script is known and a connection is there: the next reply is the one that counts.
    try (Store<byte[], byte[]> store = TestBackends.open(backend, "warm-up")) {
      store.apply(Mutations.key("k"), Mutations.scriptedPut(Guard.any(), "v"));
    }
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return backend.open(space);
  }

  @Override
  public int mutations() {
    return 2_000;
  }

  @Override
  public void loseNextWriteReply() {
    proxy.loseReply();
  }

  @Override
  public void loseNextReadReply() {
    proxy.loseReply();
  }

  @AfterEach
  void closeBackend() {
    backend.close();
    proxy.close();
  }
}

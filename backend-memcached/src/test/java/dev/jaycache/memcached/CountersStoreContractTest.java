package dev.jaycache.memcached;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract of stores with {@code counters = true}, in real time: servers keep the Longs'. */
@ServerTest
class CountersStoreContractTest extends StoreContract {
  private final List<ServerAddress> servers = TestLinks.addresses(SharedServers.memcached(1));
  private final Backend backend = TestLinks.backend(servers, new TextWire(), TestClock.real());

  @AfterEach
  void close() {
    backend.close();
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return backend.open(
        new StoreSpace(
            space.namespace(),
            space.cache(),
            ConfigFactory.parseString("counters = true").withFallback(space.settings())));
  }

  @Override
  public boolean changesTimes() {
    return false;
  }
}

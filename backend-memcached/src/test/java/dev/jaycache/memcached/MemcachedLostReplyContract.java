package dev.jaycache.memcached;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.LostReplyContract;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** The contract through a proxy that loses replies. */
@ServerTest
abstract class MemcachedLostReplyContract extends StoreContract implements LostReplyContract {
  private final MemcachedProcess server = SharedServers.memcached(1).get(0);
  private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
  private final Backend backend;
  private final Pattern write;
  private final Pattern read;

  /**
   * The contract in a protocol.
   *
   * @param write what is found in requests that write or remove, and in no others
   * @param read what is found in those that read
   */
  MemcachedLostReplyContract(Wire wire, String write, String read) {
    super(TestClock.manual());
    this.write = Pattern.compile(write);
    this.read = Pattern.compile(read);
    this.backend =
        TestLinks.backend(List.of(new ServerAddress("127.0.0.1", proxy.port(), 1)), wire, clock());
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return backend.open(space);
  }

  @Override
  public int mutations() {
    return 1_000;
  }

  @Override
  public void loseNextWriteReply() {
    proxy.loseReplyTo(write);
  }

  @Override
  public void loseNextReadReply() {
    proxy.loseReplyTo(read);
  }

  @AfterEach
  void closeBackend() {
    backend.close();
    proxy.close();
  }
}

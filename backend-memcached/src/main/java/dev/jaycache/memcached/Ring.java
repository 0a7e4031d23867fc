package dev.jaycache.memcached;

import com.google.code.yanf4j.core.Session;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.rubyeye.xmemcached.HashAlgorithm;
import net.rubyeye.xmemcached.MemcachedSessionLocator;
import net.rubyeye.xmemcached.impl.ArrayMemcachedSessionLocator;
import net.rubyeye.xmemcached.impl.ClosedMemcachedTCPSession;
import net.rubyeye.xmemcached.impl.ElectionMemcachedSessionLocator;
import net.rubyeye.xmemcached.impl.KetamaMemcachedSessionLocator;
import net.rubyeye.xmemcached.utils.InetSocketAddressWrapper;

/**
 * Which key lives on which server, by the client library's rings. Immutable, safe for any number of
 * threads. A server that is lost keeps its keys: were they moved, its old entries would come back
 * with it.
 */
final class Ring {
  private final MemcachedSessionLocator locator;
  private final Map<Session, Integer> places = new IdentityHashMap<>();

  /**
   * A ring.
   *
   * @param locator {@code ketama}, {@code modulo} or {@code election}
   */
  Ring(String locator, List<ServerAddress> servers) {
    this.locator =
        switch (locator) {
          case "ketama" -> new KetamaMemcachedSessionLocator();
          case "modulo" -> new ArrayMemcachedSessionLocator(HashAlgorithm.CRC32_HASH);
          case "election" -> new ElectionMemcachedSessionLocator();
          default -> throw new IllegalArgumentException("no ring of the name " + locator);
        };
    this.locator.setFailureMode(true);
    List<Session> marks = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      Mark mark = new Mark(servers.get(i), i);
      marks.add(mark);
      places.put(mark, i);
    }
    this.locator.updateSessions(marks);
  }

  /** The place of a key's server in the list of servers. */
  int serverOf(String key) {
    Integer place =
        places.size() == 1 ? Integer.valueOf(0) : places.get(locator.getSessionByKey(key));
    if (place == null) {
      throw new IllegalStateException("unreachable: a ring that does not know its servers");
    }
    return place;
  }

  /** A server as the rings want it: a session that is never closed, and never used. */
  private static final class Mark extends ClosedMemcachedTCPSession {
    private final InetSocketAddress address;

    Mark(ServerAddress server, int order) {
      super(wrapper(server, order));
      this.address = InetSocketAddress.createUnresolved(server.host(), server.port());
    }

    private static InetSocketAddressWrapper wrapper(ServerAddress server, int order) {
      InetSocketAddressWrapper wrapper =
          new InetSocketAddressWrapper(
              InetSocketAddress.createUnresolved(server.host(), server.port()),
              order,
              server.weight(),
              null,
              false);
      // What the rings hash. As it is written, so that no answer of the DNS moves keys.
      wrapper.setRemoteAddressStr(server.shown());
      return wrapper;
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress() {
      return address;
    }

    @Override
    public boolean isClosed() {
      return false;
    }
  }
}

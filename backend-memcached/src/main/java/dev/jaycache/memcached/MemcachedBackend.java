package dev.jaycache.memcached;

import dev.jaycache.store.Backend;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * Some servers as one CacheManager sees them: a link that its stores share. Safe for any number of
 * threads. It connects when a store first talks to a server.
 */
final class MemcachedBackend implements Backend {
  private final MemcachedParts parts;

  MemcachedBackend(MemcachedParts parts) {
    this.parts = parts;
  }

  @Override
  public Store<byte[], byte[]> open(StoreSpace space) {
    return new MemcachedStore(parts, space);
  }

  @Override
  public void check() {
    MemcachedLink link = parts.link();
    Failover failover = parts.failover();
    int mains = failover == null ? link.servers() : failover.servers();
    List<Command> reads = new ArrayList<>();
    for (int server = 0; server < link.servers(); server++) {
      reads.add(new Command.Get(server, List.of("jaycache:check")));
    }
    List<Reply> replies = link.run(reads, link.deadline());
    for (int i = 0; i < mains; i++) {
      boolean helped = failover != null && replies.get(failover.standby(i)) instanceof Reply.Items;
      if (!helped && !(replies.get(i) instanceof Reply.Items)) {
        throw new MemcachedErrors(link).of(reads.get(i), replies.get(i));
      }
    }
  }

  @Override
  public List<NodeState> nodes() {
    return parts.link().states();
  }

  @Override
  public void close() {
    parts.link().close();
  }

  @Override
  public String toString() {
    return parts.link().place(0) + (parts.link().servers() == 1 ? "" : ", ...");
  }
}

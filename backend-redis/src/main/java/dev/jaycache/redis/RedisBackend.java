package dev.jaycache.redis;

import dev.jaycache.store.Backend;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import java.util.List;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One server as one CacheManager sees it: a link that its stores share. Safe for any number of
 * threads. It connects when a store first talks to the server.
 */
final class RedisBackend implements Backend {
  private final BreakerLink link;

  RedisBackend(RedisAddress address, RedisSettings settings) {
    this.link = new BreakerLink(new PooledLink(address, settings), settings.breaker());
  }

  @Override
  public Store<byte[], byte[]> open(StoreSpace space) {
    return new RedisStore(link, space);
  }

  @Override
  public void check() {
    Command ping = new Command(Protocol.Command.PING);
    RedisErrors errors = new RedisErrors(link.place());
    try {
      link.call(ping, link.deadline());
    } catch (LinkException e) {
      throw errors.lost(ping, e, false);
    } catch (JedisDataException e) {
      throw errors.refused(ping, e);
    }
  }

  @Override
  public List<NodeState> nodes() {
    return List.of(link.state());
  }

  @Override
  public void close() {
    link.close();
  }

  @Override
  public String toString() {
    return link.place();
  }
}

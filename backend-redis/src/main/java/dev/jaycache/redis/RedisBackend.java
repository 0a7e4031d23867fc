package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.store.Backend;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The places of one CacheManager: a link to each, which its stores share. Safe for any number of
 * threads. It connects when a store first talks to a server.
 */
final class RedisBackend implements Backend {
  private static final String SERVER = "server";

  private final List<RedisPlace> places;
  private final DeadlineWatch watch;
  private final PlaceOperations operations;
  private final RawServers servers;

  /**
   * A backend; it connects to nothing yet.
   *
   * @param targets at least one; caches live in the first, unless their settings say otherwise
   * @throws ConfigurationException when a certificate cannot be read
   */
  RedisBackend(List<RedisTarget> targets, RedisSettings settings) {
    this.watch = new DeadlineWatch(targets.get(0).place(), settings.timeouts().commandNanos());
    this.places = targets.stream().map(target -> new RedisPlace(target, settings, watch)).toList();
    this.operations = new PlaceOperations(places);
    this.servers = new RawServers(places);
  }

  @Override
  public Store<byte[], byte[]> open(StoreSpace space) {
    RedisPlace place = place(space);
    place.opened(space.cache());
    CacheEvents events = CacheEvents.of(space, place);
    ChangeHub hub = events != null && events.endCopies() ? place.published() : place.changes();
    return new RedisStore(place.link(), hub, space, events);
  }

  private RedisPlace place(StoreSpace space) {
    Config settings = space.settings();
    if (!settings.hasPath(SERVER)) {
      return places.get(0);
    }
    String name = settings.getString(SERVER);
    for (RedisPlace place : places) {
      if (place.name().equals(name)) {
        return place;
      }
    }
    List<String> names = places.stream().map(RedisPlace::name).filter(n -> !n.isEmpty()).toList();
    throw new ConfigurationException(
        "cache "
            + space.cache()
            + ": server = "
            + name
            + " names none of the servers"
            + (names.isEmpty()
                ? "; none has a name: give it one by ?name=" + name + " in its URI"
                : ", which are " + names));
  }

  @Override
  public void check() {
    places.forEach(RedisBackend::check);
  }

  private static void check(RedisPlace place) {
    RedisLink link = place.link();
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
  public Bean bean(Supplier<Map<String, Long>> suspects) {
    operations.asks(suspects);
    return new Bean("Redis", new RedisBean(operations));
  }

  /**
   * {@link RedisServers}: the servers, for those who ask them directly. {@link RedisOperations}:
   * the same for operators.
   */
  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    if (type == RedisServers.class) {
      return Optional.of(type.cast(servers));
    }
    return type == RedisOperations.class ? Optional.of(type.cast(operations)) : Optional.empty();
  }

  /** What operators can ask and do. */
  RedisOperations operations() {
    return operations;
  }

  /** What operators want to know of each place. It asks nobody. */
  List<PlaceReport> report() {
    return places.stream().map(RedisPlace::report).toList();
  }

  /**
   * Looks who is who, now, in every place that has several servers.
   *
   * @throws dev.jaycache.store.StoreException when nobody answers in one of them
   */
  void refresh() {
    for (RedisPlace place : places) {
      try {
        place.refresh();
      } catch (LinkException e) {
        throw new RedisErrors(place.toString())
            .lost(new Command(Protocol.Command.CLUSTER), e, false);
      }
    }
  }

  @Override
  public List<NodeState> nodes() {
    return places.stream().flatMap(place -> place.states().stream()).toList();
  }

  @Override
  public void close() {
    servers.close();
    places.forEach(RedisPlace::close);
    watch.close();
  }

  @Override
  public String toString() {
    return places.stream().map(RedisPlace::toString).toList().toString();
  }
}

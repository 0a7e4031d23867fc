package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.store.Changes;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A bus over one place: a channel for each cache, {@code <namespace>:%near:<cache>}, with messages
 * of {@link EventMessage} that are no events. Safe for any number of threads.
 *
 * <p>Who listens does so at each master, so that a message may go to any: it goes to the one that
 * has the channel's name as a key. That it arrived at all who listen there, its reply says.
 */
final class RedisBus implements InvalidationBus {
  private static final byte[] MIDDLE = "%near:".getBytes(StandardCharsets.US_ASCII);

  /** The most messages in a trip. */
  private static final int MOST = 500;

  private final DeadlineWatch watch;
  private final RedisPlace place;
  private final RedisErrors errors;
  private final byte[] head = EventMessage.head(Stamps.next());

  private RedisBus(RedisTarget target, RedisSettings settings) {
    this.watch = new DeadlineWatch(target.place(), settings.timeouts().commandNanos());
    this.place = new RedisPlace(target, settings, watch);
    this.errors = new RedisErrors(target.place());
  }

  /**
   * A bus; it connects to nothing yet. What the settings say of the manager's own servers, their
   * sentinels and what is flushed there, is not meant for it.
   *
   * @throws dev.jaycache.config.ConfigurationException when the URI is malformed
   */
  static RedisBus of(String server, Config settings) {
    Config redis = settings.getConfig("redis").withoutPath("sentinel.master");
    RedisTarget target = TargetReader.read(List.of(server), redis).get(0);
    return new RedisBus(target, RedisSettings.of(settings).withoutFlush());
  }

  private static byte[] channel(StoreSpace space) {
    byte[] namespace = StoreSpace.prefix(space.namespace());
    byte[] prefix = space.prefix();
    // Without the prefix's last colon.
    return ByteBuffer.allocate(prefix.length + MIDDLE.length - 1)
        .put(namespace)
        .put(MIDDLE)
        .put(prefix, namespace.length, prefix.length - namespace.length - 1)
        .array();
  }

  @Override
  public void publish(StoreSpace space, List<byte[]> keys) {
    KeySpace entries = new KeySpace(space);
    byte[] channel = channel(space);
    for (int from = 0; from < keys.size(); from += MOST) {
      List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + MOST));
      send(some.stream().map(key -> message(channel, entries.at(key))).toList());
    }
  }

  @Override
  public void publishAll(StoreSpace space) {
    send(List.of(message(channel(space), space.prefix())));
  }

  private Command message(byte[] channel, byte[] key) {
    Command publish = new Command(Protocol.Command.PUBLISH, Form.PLAIN, channel, 0);
    publish.add(channel).add(EventMessage.changed(head, key));
    return publish;
  }

  private void send(List<Command> messages) {
    List<@Nullable Object> replies;
    try {
      replies = place.link().pipeline(messages, place.link().deadline());
    } catch (LinkException e) {
      throw errors.lost(messages.get(0), e, false);
    }
    for (int i = 0; i < replies.size(); i++) {
      Object reply = replies.get(i);
      if (reply instanceof LinkException e) {
        throw errors.lost(messages.get(i), e, false);
      }
      if (reply instanceof JedisDataException e) {
        throw errors.refused(messages.get(i), e);
      }
      if (reply instanceof StoreException e) {
        throw e;
      }
    }
  }

  @Override
  public Tracking track(StoreSpace space, Changes<byte[]> changes, long maxStalenessNanos) {
    return place.published().track(space.prefix(), channel(space), changes, maxStalenessNanos);
  }

  @Override
  public void close() {
    place.close();
    watch.close();
  }

  @Override
  public String toString() {
    return "RedisBus[" + place + ']';
  }
}

package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.ServerUri;
import dev.jaycache.store.Changes;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A bus over one place: a channel for each cache, {@code <namespace>:%near:<cache>}, with messages
 * of {@link EventMessage} that are no events. Safe for any number of threads.
 *
 * <p>Who listens does so at each master, so that a message may go to any: it goes to the one that
 * has the channel's name as a key. That it arrived at all who listen there, its reply says; that
 * this is a master, the {@link MasterProof} behind it.
 */
final class RedisBus implements InvalidationBus {
  private static final byte[] MIDDLE = "%near:".getBytes(StandardCharsets.US_ASCII);

  /** The most messages in a trip. */
  private static final int MOST = 500;

  /** So many servers are tried, one after the other, that turn out to be no masters. */
  private static final int MOST_SERVERS = 3;

  private final DeadlineWatch watch;
  private final RedisPlace place;
  private final RedisErrors errors;
  private final byte[] head = EventMessage.head(Stamps.next());

  /**
   * A bus at a place; it connects to nothing yet.
   *
   * @param target not several hosts by themselves, see {@link #check}
   */
  RedisBus(RedisTarget target, RedisSettings settings) {
    this.watch = new DeadlineWatch(target.place(), settings.timeouts().commandNanos());
    this.place = new RedisPlace(target, settings, watch);
    this.errors = new RedisErrors(target.place());
  }

  /**
   * A bus; it connects to nothing yet. What the settings say of the manager's own servers, their
   * sentinels and what is flushed there, is not meant for it.
   *
   * @throws ConfigurationException when the URI is malformed, or for {@link #check}
   */
  static RedisBus of(String server, Config settings) {
    check(server);
    Config redis = settings.getConfig("redis").withoutPath("sentinel.master");
    RedisTarget target = TargetReader.read(List.of(server), redis).get(0);
    return new RedisBus(target, RedisSettings.of(settings).withoutFlush());
  }

  /**
   * Refuses several hosts of which nobody says who is the master. One process goes on to the next
   * host where another does not, and does not come back: where both are masters, or became it, the
   * one tells where the other does not listen, and neither can find out.
   *
   * @throws ConfigurationException when they are such, without secrets
   */
  static void check(String server) {
    ServerUri uri = ServerUri.parse(ServerSpelling.uri(server));
    if (uri.places().size() > 1 && TargetReader.isPlain(uri)) {
      throw new ConfigurationException(
          uri.shown()
              + ": several hosts, of which nobody says who is the master, so that a change may be"
              + " told at one while others listen at another; right is one host, such as "
              + (uri.scheme() + "://host:6379, or redis+sentinel://sentinel:26379,.../master, or")
              + " redis+cluster://host:6379,..."
              + (uri.scheme().equals(TargetReader.TLS) ? ", both with ?tls=1" : ""));
    }
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
      send(channel, some.stream().map(key -> message(channel, entries.at(key))).toList());
    }
  }

  @Override
  public void publishAll(StoreSpace space) {
    byte[] channel = channel(space);
    send(channel, List.of(message(channel, space.prefix())));
  }

  private Command message(byte[] channel, byte[] key) {
    Command publish = new Command(Protocol.Command.PUBLISH, Form.PLAIN, channel, 0);
    publish.add(channel).add(EventMessage.changed(head, key));
    return publish;
  }

  private void send(byte[] channel, List<Command> messages) {
    ChoosingLink link = place.link();
    long deadline = link.deadline();
    try {
      for (int tried = 1; ; tried++) {
        MasterProof proof = new MasterProof(channel, link.isSlotted(deadline));
        List<@Nullable Object> answers = tell(link, messages, proof, deadline);
        if (proof.holds(messages, answers)) {
          return;
        }
        NodeLink taken = messages.get(0).server();
        if (taken != null) {
          link.leave(taken, deadline);
        }
        if (MasterProof.isDown(answers) && link.owner(messages.get(0), deadline) == taken) {
          // Each write would wait for it: it is owed at once.
          throw new LinkException("serves nobody now (CLUSTERDOWN)", true, null);
        }
        if (tried == MOST_SERVERS) {
          throw new NoMasterException(/* sent= */ true);
        }
      }
    } catch (LinkException e) {
      throw errors.lost(messages.get(0), e, false);
    }
  }

  /** Tells; gives what was answered to the questions behind the messages. */
  private List<@Nullable Object> tell(
      ChoosingLink link, List<Command> messages, MasterProof proof, long deadline) {
    List<Command> all = new ArrayList<>(messages);
    all.addAll(proof.questions());
    List<@Nullable Object> replies = link.pipeline(all, deadline);
    int count = messages.size();
    check(messages, replies.subList(0, count));
    return replies.subList(count, replies.size());
  }

  private void check(List<Command> messages, List<@Nullable Object> replies) {
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

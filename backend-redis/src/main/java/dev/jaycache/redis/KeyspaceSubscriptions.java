package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceEvents;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.KeyspaceListener;
import dev.jaycache.redis.raw.KeyspaceSubscription;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The keyspace subscriptions of applications at a place. Safe for any number of threads. They are
 * heard by the place's {@link ChannelHub}.
 */
final class KeyspaceSubscriptions implements KeyspaceEvents, AutoCloseable {
  private final ChannelHub hub;
  private final ChoosingLink link;
  private final EachMaster masters;
  private final String channels;
  private final List<KeyspaceInterest> interests = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  KeyspaceSubscriptions(RedisPlace place) {
    this.hub = place.channels();
    this.link = place.link();
    this.masters = new EachMaster(link);
    this.channels = "__keyspace@" + place.database() + "__:";
  }

  @Override
  public KeyspaceSubscription subscribe(
      String pattern, Set<KeyspaceKind> kinds, KeyspaceListener listener) {
    return subscribe(pattern.getBytes(StandardCharsets.UTF_8), kinds, listener);
  }

  @Override
  public KeyspaceSubscription subscribePrefix(
      String prefix, Set<KeyspaceKind> kinds, KeyspaceListener listener) {
    byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
    return subscribe(KeyScan.pattern(bytes), kinds, listener);
  }

  private KeyspaceSubscription subscribe(
      byte[] pattern, Set<KeyspaceKind> kinds, KeyspaceListener listener) {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("no kind of events is given; right is one at least");
    }
    boolean confirmed = checkFlags(kinds);
    String keys = new String(pattern, StandardCharsets.ISO_8859_1);
    KeyspaceInterest interest =
        new KeyspaceInterest(channels, keys, Set.copyOf(kinds), listener, confirmed, this::end);
    long deadline = link.deadline();
    try {
      begin(interest, link.masters(deadline));
      interest.awaitReady(deadline, link.place());
    } catch (LinkException e) {
      interest.close();
      throw new RedisErrors(link.place()).lost(KeyspaceFlags.question(), e, false);
    } catch (RuntimeException | Error e) {
      interest.close();
      throw e;
    }
    return interest;
  }

  private void begin(KeyspaceInterest interest, List<NodeLink> nodes) {
    interests.add(interest);
    if (closed) {
      throw new IllegalStateException("this manager's connections are closed");
    }
    hub.begin(interest, nodes, readers -> readers.forEach(interest::awaits));
  }

  private void end(KeyspaceInterest interest) {
    interests.remove(interest);
    hub.end(interest);
  }

  private boolean checkFlags(Set<KeyspaceKind> kinds) {
    boolean confirmed = true;
    for (Map.Entry<String, Reply> each : masters.ask(KeyspaceFlags.question()).entrySet()) {
      String flags = KeyspaceFlags.read(each.getValue());
      confirmed &= flags != null;
      if (flags != null && !KeyspaceFlags.tell(flags, KeyspaceFlags.BY_KEY, kinds)) {
        throw new StoreException(
            "keyspace events: "
                + link.place()
                + " (node "
                + each.getKey()
                + ") "
                + KeyspaceFlags.advice(flags, KeyspaceFlags.BY_KEY, kinds));
      }
    }
    return confirmed;
  }

  /** Ends all subscriptions. Idempotent. */
  @Override
  public void close() {
    closed = true;
    List<KeyspaceInterest> all = List.copyOf(interests);
    all.forEach(KeyspaceInterest::close);
  }
}

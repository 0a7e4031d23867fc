package dev.jaycache.redis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A link to the master that sentinels name, and by choice to its replicas for what may be read
 * there. When the master can't be connected, or says that it is one no more, the sentinels are
 * asked again. Safe for any number of threads. It sends nothing again that a server may have done.
 */
final class SentinelLink implements ChoosingLink {
  /** The part of an operation's time that may go by for a look that nobody needs yet. */
  private static final int PATIENCE = 4;

  private static final long REPLICA_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Refresher<Sentinels.Group> groups;
  private final NodeLinks masters;
  private final NodeLinks replicas;
  private final NodeLinks sentinels;
  private final String place;
  private final long patience;
  private final boolean readsReplicas;

  /** Processes begin with different replicas. */
  private final AtomicInteger turn =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(Short.MAX_VALUE));

  private volatile long failedAt = System.nanoTime() - REPLICA_PAUSE_NANOS;

  /** The links to the servers of each role. They are closed with the link. */
  record Roles(NodeLinks masters, NodeLinks replicas, NodeLinks sentinels) {}

  /**
   * A link; it connects to nothing yet.
   *
   * @param asked who knows the servers
   */
  SentinelLink(Sentinels asked, Roles roles, String place) {
    this.groups = new Refresher<>((before, deadline) -> fetch(asked, before, deadline));
    this.masters = roles.masters();
    this.replicas = roles.replicas();
    this.sentinels = roles.sentinels();
    this.place = place;
    this.readsReplicas = asked.findsReplicas();
    this.patience = (masters.deadline() - System.nanoTime()) / PATIENCE;
  }

  private Sentinels.Group fetch(Sentinels asked, Sentinels.@Nullable Group before, long deadline) {
    Sentinels.Group group = asked.ask(deadline);
    // Who is on the way to a server of before finds it; that one goes with the next answer.
    Set<Endpoint> neededMasters = new LinkedHashSet<>(Set.of(group.master()));
    Set<Endpoint> neededReplicas = new LinkedHashSet<>(group.replicas());
    if (before != null) {
      neededMasters.add(before.master());
      neededReplicas.addAll(before.replicas());
    }
    masters.retainAll(neededMasters);
    replicas.retainAll(neededReplicas);
    return group;
  }

  /** Who is who; asked for again at most once a second, unless by hand. */
  Refresher<Sentinels.Group> groups() {
    return groups;
  }

  /**
   * The master. Sentinels are asked once a second, by whoever comes by: a master that was replaced
   * while it lives would go on to take writes, until they tell it, and lose them then.
   */
  private NodeLink master(long deadline) {
    return masters.at(groups.recent(deadline, patience).master());
  }

  /** The master after a look; null where it is still this one. */
  private @Nullable NodeLink masterAfter(NodeLink failed, long deadline) {
    NodeLink now = masters.at(groups.refresh(deadline).master());
    return now == failed ? null : now;
  }

  /** A replica for a read; null: none that is known, or one failed a moment ago. */
  private @Nullable NodeLink replica(long deadline) {
    if (System.nanoTime() - failedAt < REPLICA_PAUSE_NANOS) {
      return null;
    }
    List<Endpoint> known = groups.recent(deadline, patience).replicas();
    return known.isEmpty() ? null : replicas.at(known.get(Math.floorMod(turn.get(), known.size())));
  }

  private void leaveReplica() {
    turn.incrementAndGet();
    failedAt = System.nanoTime();
  }

  /** What is left is for the master, where the replica does not answer. */
  private static long half(long deadline) {
    return deadline - Math.max(0, deadline - System.nanoTime()) / 2;
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    NodeLink replica = command.isForReplicas() && readsReplicas ? replica(deadline) : null;
    if (replica != null) {
      try {
        return replica.call(command, half(deadline));
      } catch (LinkException e) {
        leaveReplica();
      } catch (JedisDataException e) {
        if (!FailoverLink.servesNobody(e)) {
          throw e;
        }
        leaveReplica();
      }
    }
    return callMaster(command, deadline);
  }

  private @Nullable Object callMaster(Command command, long deadline) {
    NodeLink master = master(deadline);
    try {
      return master.call(command, deadline);
    } catch (JedisDataException e) {
      NodeLink other = FailoverLink.servesNobody(e) ? masterAfter(master, deadline) : null;
      if (other == null) {
        throw e;
      }
      return again(other, command, deadline);
    } catch (LinkException e) {
      NodeLink other = FailoverLink.isUnreachable(e) ? afterLoss(master, e, deadline) : null;
      if (other == null) {
        throw master.named(e);
      }
      return again(other, command, deadline);
    }
  }

  private @Nullable NodeLink afterLoss(NodeLink master, LinkException lost, long deadline) {
    try {
      return masterAfter(master, deadline);
    } catch (LinkException e) {
      lost.addSuppressed(e);
      return null;
    }
  }

  private static @Nullable Object again(NodeLink master, Command command, long deadline) {
    try {
      return master.call(command, deadline);
    } catch (LinkException e) {
      throw master.named(e);
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    if (readsReplicas && commands.stream().allMatch(Command::isForReplicas)) {
      NodeLink replica = replica(deadline);
      List<@Nullable Object> replies = replica == null ? null : tried(replica, commands, deadline);
      if (replies != null) {
        return replies;
      }
    }
    NodeLink master = master(deadline);
    try {
      List<@Nullable Object> replies = master.pipeline(commands, deadline);
      boolean refused = replies.stream().anyMatch(FailoverLink::servesNobody);
      NodeLink other = refused ? masterAfter(master, deadline) : null;
      return other == null ? replies : FailoverLink.resumed(commands, replies, other, deadline);
    } catch (LinkException e) {
      NodeLink other = FailoverLink.isUnreachable(e) ? afterLoss(master, e, deadline) : null;
      if (other == null) {
        throw master.named(e);
      }
      return other.pipeline(commands, deadline);
    }
  }

  private @Nullable List<@Nullable Object> tried(
      NodeLink replica, List<Command> commands, long deadline) {
    try {
      List<@Nullable Object> replies = replica.pipeline(commands, half(deadline));
      for (Object reply : replies) {
        if (reply instanceof LinkException || FailoverLink.servesNobody(reply)) {
          leaveReplica();
          return null;
        }
      }
      return replies;
    } catch (LinkException e) {
      leaveReplica();
      return null;
    }
  }

  @Override
  public List<NodeLink> masters(long deadline) {
    return List.of(master(deadline));
  }

  @Override
  public NodeLink owner(Command command, long deadline) {
    return master(deadline);
  }

  @Override
  public void leave(NodeLink failed, long deadline) {
    groups.refresh(deadline);
  }

  @Override
  public Capabilities greet(long deadline) {
    return master(deadline).greet(deadline);
  }

  @Override
  public long deadline() {
    return masters.deadline();
  }

  @Override
  public Capabilities capabilities() {
    return masters.capabilities();
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public void close() {
    masters.close();
    replicas.close();
    sentinels.close();
  }
}

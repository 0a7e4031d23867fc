package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Commands on their way through a cluster: sent to all nodes concerned before the first reply is
 * waited for, and those that a node sends elsewhere sent again, until the deadline. For one thread,
 * used once. It sends nothing again that a node may have done.
 */
final class ClusterTrip {
  private static final int MOST_ROUNDS = 32;
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final ClusterTopology topology;
  private final List<Command> commands;
  private final long deadline;

  /** Until when it waits for a cluster that can't serve: whoever asked may have another way. */
  private final long patience;

  private final @Nullable Object[] replies;
  private final @Nullable NodeLink[] at;
  private final boolean[] asking;
  private long pause = FIRST_PAUSE;
  private boolean stale;

  ClusterTrip(ClusterTopology topology, List<Command> commands, long deadline) {
    this.topology = topology;
    this.commands = commands;
    this.deadline = deadline;
    long now = System.nanoTime();
    this.patience = now + Math.max(0, deadline - now) / 2;
    this.replies = new Object[commands.size()];
    this.at = new NodeLink[commands.size()];
    this.asking = new boolean[commands.size()];
  }

  /** Sends all commands; gives a reply each, as {@link RedisLink#pipeline} does. */
  List<@Nullable Object> run() {
    List<Integer> all = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      at[i] = topology.owner(commands.get(i), deadline);
      all.add(i);
    }
    // To the end: a pause between two rounds would be none for an interrupted thread.
    boolean interrupted = Thread.interrupted();
    try {
      exchange(all);
      follow(all);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return Arrays.asList(replies);
  }

  /** Goes on with a single command that a node did not do; gives its reply, or an exception. */
  @Nullable Object resume(NodeLink node, RuntimeException first) {
    at[0] = node;
    replies[0] = first;
    follow(List.of(0));
    return replies[0];
  }

  private void follow(List<Integer> sent) {
    List<Integer> again = unsettled(sent);
    for (int round = 0; !again.isEmpty() && round < MOST_ROUNDS; round++) {
      exchange(again);
      again = unsettled(again);
    }
    for (int i : sent) {
      if (replies[i] instanceof LinkException e) {
        replies[i] = failed(node(i), e);
      }
    }
    if (stale) {
      // After the redirected commands have their replies: they need not wait for it.
      topology.refresh(deadline);
    }
  }

  private LinkException failed(NodeLink node, LinkException e) {
    if (!(e instanceof BusyException)) {
      topology.lost(node);
    }
    return node.named(e);
  }

  private NodeLink node(int i) {
    NodeLink node = at[i];
    if (node == null) {
      throw new IllegalStateException("the command has not been sent");
    }
    return node;
  }

  /** Decides where to go next with those that were not done; the others keep their replies. */
  private List<Integer> unsettled(List<Integer> sent) {
    List<Integer> again = new ArrayList<>();
    boolean wait = false;
    for (int i : sent) {
      Redirection redirection = Redirection.of(replies[i]);
      if (redirection == null || deadline - System.nanoTime() <= 0) {
        continue;
      }
      NodeLink from = node(i);
      switch (redirection.kind()) {
        case MOVED -> {
          at[i] = topology.moved(redirection.slot(), redirection.target(from.endpoint()));
          asking[i] = false;
          stale = true;
          again.add(i);
        }
        case ASK -> {
          at[i] = topology.node(redirection.target(from.endpoint()));
          commands.get(i).askElsewhere();
          asking[i] = true;
          again.add(i);
        }
        case WAIT -> {
          if (!commands.get(i).isAtOnce() && patience - System.nanoTime() > 0) {
            wait = true;
            again.add(i);
          }
        }
        case LOST -> {
          topology.lost(from);
          topology.refresh(deadline);
          NodeLink owner = topology.owner(commands.get(i), deadline);
          if (owner != from) {
            at[i] = owner;
            asking[i] = false;
            again.add(i);
          }
        }
      }
    }
    if (wait) {
      waitAndLook(again);
    }
    return again;
  }

  private void waitAndLook(List<Integer> again) {
    LockSupport.parkNanos(pause);
    pause = Math.min(LONGEST_PAUSE, pause * 2);
    topology.refresh(deadline);
    for (int i : again) {
      Redirection redirection = Redirection.of(replies[i]);
      if (redirection != null && redirection.kind() == Redirection.Kind.WAIT) {
        at[i] = topology.owner(commands.get(i), deadline);
        asking[i] = false;
      }
    }
  }

  private void exchange(List<Integer> indexes) {
    Map<NodeLink, List<Integer>> byNode = new TreeMap<>(Comparator.comparingInt(NodeLink::order));
    for (int i : indexes) {
      byNode.computeIfAbsent(node(i), none -> new ArrayList<>()).add(i);
    }
    List<FanOut.Request> requests = new ArrayList<>(byNode.size());
    byNode.forEach((node, some) -> requests.add(new FanOut.Request(node, onTheWire(some))));
    RuntimeException closed = null;
    Iterator<FanOut.Answer> answers = FanOut.ask(requests, deadline).iterator();
    for (List<Integer> some : byNode.values()) {
      FanOut.Answer answer = answers.next();
      RuntimeException failure = answer.failure();
      if (failure == null) {
        land(some, answer.replies());
      } else if (failure instanceof LinkException || failure instanceof StoreException) {
        // The other nodes did theirs: whoever asked has to be told of that, too.
        some.forEach(i -> replies[i] = failure);
      } else {
        closed = failure;
      }
    }
    if (closed != null) {
      throw closed;
    }
  }

  private List<Command> onTheWire(List<Integer> indexes) {
    List<Command> wire = new ArrayList<>(indexes.size());
    for (int i : indexes) {
      if (asking[i]) {
        wire.add(new Command(Protocol.Command.ASKING));
      }
      wire.add(commands.get(i));
    }
    return wire;
  }

  private void land(List<Integer> indexes, List<@Nullable Object> landed) {
    int next = 0;
    for (int i : indexes) {
      next += asking[i] ? 1 : 0;
      replies[i] = landed.get(next++);
    }
  }
}

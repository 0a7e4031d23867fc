package dev.jaycache.memcached;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.outage.Breaker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The servers of one cache where each has a standby: commands go to the one that is in use. Safe
 * for any number of threads.
 *
 * <p>Before this cache uses a server after a change, it begins a new generation there: whatever
 * stood there is dead then, for all processes. And when the main server is back, the same is done
 * at the standby, for those who have not seen that yet. So no process that used the standby is ever
 * told what the main server had before. What others are told meanwhile: docs/guarantees.md.
 */
final class StandbyLink implements MemcachedLink {
  private final MemcachedLink nodes;
  private final Failover failover;
  private final Generations generations;

  /** Up to which change each share is prepared. */
  private final AtomicLongArray prepared;

  /**
   * The servers of a cache.
   *
   * @param generationKey where the cache's generation stands on each server
   */
  StandbyLink(Failover failover, String generationKey) {
    this.nodes = failover.nodes();
    this.failover = failover;
    this.generations = new Generations(nodes, new MemcachedErrors(nodes), generationKey);
    this.prepared = new AtomicLongArray(failover.servers());
  }

  @Override
  public int servers() {
    return failover.servers();
  }

  @Override
  public int serverOf(String key) {
    return nodes.serverOf(key);
  }

  @Override
  public int node(int server) {
    return failover.node(server, failover.last(server));
  }

  @Override
  public List<Reply> run(List<Command> commands, long deadline) {
    Reply[] replies = new Reply[commands.size()];
    List<Integer> all = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      all.add(i);
    }
    List<Integer> again = run(commands, all, replies, deadline);
    if (!again.isEmpty()) {
      run(commands, again, replies, deadline);
    }
    return Arrays.asList(replies);
  }

  /** Runs some of the commands; gives those that were not sent, and for which another server is. */
  private List<Integer> run(
      List<Command> commands, List<Integer> places, Reply[] replies, long deadline) {
    Map<Integer, Failover.Use> uses = new TreeMap<>();
    List<Integer> sent = new ArrayList<>(places.size());
    List<Command> moved = new ArrayList<>(places.size());
    Map<Integer, LinkException> unprepared = new TreeMap<>();
    for (int place : places) {
      Command command = commands.get(place);
      int server = command.server();
      Failover.Use use = uses.get(server);
      if (use == null) {
        use = failover.use(server, deadline);
        uses.put(server, use);
        prepare(server, use, deadline, unprepared);
      }
      LinkException problem = unprepared.get(server);
      if (problem == null) {
        sent.add(place);
        moved.add(command.at(failover.node(server, use)));
      } else {
        replies[place] = new Reply.Lost(problem);
      }
    }
    List<Reply> answers = moved.isEmpty() ? List.of() : nodes.run(moved, deadline);
    for (int i = 0; i < sent.size(); i++) {
      replies[sent.get(i)] = answers.get(i);
    }
    return observe(commands, places, replies, uses);
  }

  private List<Integer> observe(
      List<Command> commands,
      List<Integer> places,
      Reply[] replies,
      Map<Integer, Failover.Use> uses) {
    Map<Integer, LinkException> failures = new TreeMap<>();
    for (int place : places) {
      if (replies[place] instanceof Reply.Lost lost) {
        failures.putIfAbsent(commands.get(place).server(), lost.failure());
      }
    }
    List<Integer> again = new ArrayList<>();
    uses.forEach(
        (server, use) -> {
          LinkException failure = failures.get(server);
          if (failure == null) {
            failover.answered(server);
          } else if (failover.failed(server, use, failure) && !failure.maybeSent()) {
            // Nothing of a burst was sent, or this would not be its first failure.
            places.stream()
                .filter(place -> commands.get(place).server() == server)
                .forEach(again::add);
          }
        });
    return again;
  }

  /** Makes what stands at a server dead before it is used again; says where that failed. */
  private void prepare(
      int server, Failover.Use use, long deadline, Map<Integer, LinkException> unprepared) {
    if (prepared.get(server) >= use.epoch()) {
      return;
    }
    try {
      generations.moveOn(failover.node(server, use), deadline);
    } catch (StoreException e) {
      unprepared.put(
          server,
          new LinkException(
              "is not used yet: what stood there before could not be made invalid", false, e));
      return;
    }
    if (!use.standby()) {
      try {
        generations.moveOn(failover.standby(server), deadline);
      } catch (StoreException e) {
        // Nobody reaches it: nor do those who would still use it.
      }
    }
    prepared.accumulateAndGet(server, use.epoch(), Math::max);
  }

  @Override
  public boolean hasLooks() {
    return nodes.hasLooks();
  }

  @Override
  public long deadline() {
    return nodes.deadline();
  }

  @Override
  public long now() {
    return nodes.now();
  }

  @Override
  public Breaker breaker(int server) {
    return nodes.breaker(node(server));
  }

  @Override
  public String place(int server) {
    return nodes.place(node(server));
  }

  /** Leaves the connections, which others share. */
  @Override
  public void close() {}
}

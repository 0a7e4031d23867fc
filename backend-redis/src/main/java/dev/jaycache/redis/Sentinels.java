package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Asks sentinels who the master of a group is, and who its replicas are. Safe for any number of
 * threads. The sentinel that answered last is asked first.
 *
 * <p>Redis documentation, "Guidelines for Redis clients with support for Redis Sentinel".
 */
final class Sentinels {
  /**
   * A group as a sentinel described it.
   *
   * @param master where the master listens
   * @param replicas where the replicas listen, those that are well
   */
  record Group(Endpoint master, List<Endpoint> replicas) {
    Group {
      replicas = List.copyOf(replicas);
    }
  }

  private static final ProtocolCommand SENTINEL = () -> SafeEncoder.encode("SENTINEL");

  private final NodeLinks nodes;
  private final List<Endpoint> places;
  private final String master;
  private final boolean replicas;
  private volatile @Nullable NodeLink last;

  /**
   * Sentinels of a group.
   *
   * @param nodes the links to sentinels; shared
   * @param places where the sentinels listen; at least one
   * @param master the group's name
   * @param replicas whether to ask for replicas, too
   */
  Sentinels(NodeLinks nodes, List<Endpoint> places, String master, boolean replicas) {
    this.nodes = nodes;
    this.places = List.copyOf(places);
    this.master = master;
    this.replicas = replicas;
  }

  /** Whether replicas are asked for. */
  boolean findsReplicas() {
    return replicas;
  }

  /**
   * Asks one sentinel after the other.
   *
   * @throws LinkException when none answers in time
   * @throws StoreException when one answers, and none knows the group
   */
  Group ask(long deadline) {
    List<NodeLink> sentinels = sentinels();
    LinkException lost = null;
    StoreException refused = null;
    for (int i = 0; i < sentinels.size(); i++) {
      NodeLink sentinel = sentinels.get(i);
      long now = System.nanoTime();
      long until = now + Math.max(0, deadline - now) / (sentinels.size() - i);
      try {
        Group group = ask(sentinel, until);
        if (group != null) {
          last = sentinel;
          return group;
        }
        refused = unknown(sentinel);
      } catch (LinkException e) {
        String message = "(sentinel " + sentinel + ") " + e.getMessage();
        lost = new LinkException(message, false, e);
      } catch (JedisDataException e) {
        refused =
            new StoreException("sentinel " + sentinel + " does not tell: " + e.getMessage(), e);
      } catch (StoreException e) {
        refused = e;
      }
    }
    if (refused != null) {
      throw refused;
    }
    throw lost == null ? new LinkException("names no sentinel", false, null) : lost;
  }

  private List<NodeLink> sentinels() {
    List<NodeLink> sentinels = new ArrayList<>();
    places.forEach(place -> sentinels.add(nodes.at(place)));
    NodeLink first = last;
    if (first != null && sentinels.remove(first)) {
      sentinels.add(0, first);
    }
    return sentinels;
  }

  private StoreException unknown(NodeLink sentinel) {
    return new StoreException(
        "sentinel "
            + sentinel
            + " watches no master of the name '"
            + master
            + "'; right is the name that stands in its line \"sentinel monitor <name> ...\"");
  }

  private @Nullable Group ask(NodeLink sentinel, long deadline) {
    List<Command> questions = new ArrayList<>();
    questions.add(question("GET-MASTER-ADDR-BY-NAME"));
    if (replicas) {
      questions.add(question("REPLICAS"));
    }
    List<@Nullable Object> replies = sentinel.pipeline(questions, deadline);
    for (Object reply : replies) {
      if (reply instanceof LinkException e) {
        throw e;
      }
    }
    if (replies.get(0) instanceof JedisDataException e) {
      throw e;
    }
    List<?> address = Replies.list(replies.get(0));
    if (address.size() < 2) {
      return null;
    }
    return new Group(
        place(address.get(0), address.get(1), sentinel),
        replicas ? replicas(replies.get(1), sentinel) : List.of());
  }

  private static List<Endpoint> replicas(@Nullable Object reply, NodeLink sentinel) {
    List<Endpoint> well = new ArrayList<>();
    for (Object each : Replies.list(reply)) {
      Map<String, @Nullable Object> replica = Replies.fields(each);
      String flags = Replies.text(replica.get("flags"));
      boolean linked = Replies.text(replica.get("master-link-status")).equals("ok");
      if (linked && !flags.contains("_down") && !flags.contains("disconnected")) {
        well.add(place(replica.get("ip"), replica.get("port"), sentinel));
      }
    }
    return well;
  }

  private static Endpoint place(@Nullable Object host, @Nullable Object port, NodeLink sentinel) {
    String told = Replies.text(host);
    return Endpoint.tcp(
        told.isEmpty() ? sentinel.endpoint().host() : told, (int) Replies.number(port));
  }

  private Command question(String what) {
    Command question = new Command(SENTINEL);
    question.add(what).add(master);
    return question;
  }
}

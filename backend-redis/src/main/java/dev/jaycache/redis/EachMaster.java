package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Asks all masters of a place the same, at the same time. Safe for any number of threads. It
 * follows no redirections: what is asked is about the node itself.
 */
final class EachMaster {
  private final ChoosingLink link;

  EachMaster(ChoosingLink link) {
    this.link = link;
  }

  /**
   * A reply for each node, also where it is an error.
   *
   * @param command typed
   * @throws dev.jaycache.store.UnknownOutcomeException when a node gave none and may have done it,
   *     or others have answered
   * @throws dev.jaycache.store.StoreException when a node gave none otherwise
   */
  Map<String, Reply> ask(Command command) {
    Map<String, Reply> replies = new LinkedHashMap<>();
    ask(List.of(command)).forEach((node, all) -> replies.put(node, all.get(0)));
    return replies;
  }

  /**
   * Replies for each node, also where they are errors.
   *
   * @param commands typed
   * @throws dev.jaycache.store.UnknownOutcomeException when a node gave none and may have done it,
   *     or others have answered
   * @throws dev.jaycache.store.StoreException when a node gave none otherwise
   */
  Map<String, List<Reply>> ask(List<Command> commands) {
    long deadline = link.deadline();
    List<NodeLink> masters = masters(commands.get(0), deadline);
    List<FanOut.Request> requests =
        masters.stream().map(node -> new FanOut.Request(node, commands)).toList();
    List<FanOut.Answer> answers = FanOut.ask(requests, deadline);
    Map<String, List<Reply>> replies = new LinkedHashMap<>();
    RuntimeException failure = null;
    for (int i = 0; i < masters.size(); i++) {
      NodeLink node = masters.get(i);
      try {
        replies.put(node.toString(), read(answers.get(i).orThrow()));
      } catch (RuntimeException e) {
        failure = graver(failure, named(node, e));
      }
    }
    if (failure != null) {
      throw failed(commands.get(0), failure, replies.keySet());
    }
    return replies;
  }

  private List<NodeLink> masters(Command command, long deadline) {
    try {
      return link.masters(deadline);
    } catch (LinkException e) {
      throw new RedisErrors(link.place()).lost(command, e, false);
    }
  }

  private static RuntimeException named(NodeLink node, RuntimeException e) {
    return e instanceof LinkException lost ? node.named(lost) : e;
  }

  /** The first failure, or the first after which a node may have done it. */
  private static RuntimeException graver(@Nullable RuntimeException first, RuntimeException next) {
    boolean unknown = next instanceof LinkException lost && lost.maybeSent();
    boolean known = !(first instanceof LinkException lost && lost.maybeSent());
    return first == null || (unknown && known) ? next : first;
  }

  private RuntimeException failed(Command command, RuntimeException failure, Set<String> others) {
    RuntimeException shown =
        failure instanceof LinkException lost
            ? new RedisErrors(link.place()).lost(command, lost, true)
            : failure;
    return others.isEmpty()
        ? shown
        : new UnknownOutcomeException(
            shown.getMessage() + "; other nodes got it and answered: " + others, failure);
  }

  private static List<Reply> read(List<@Nullable Object> answers) {
    List<Reply> replies = new ArrayList<>(answers.size());
    for (Object answer : answers) {
      if (answer instanceof LinkException e) {
        throw e;
      }
      replies.add(
          answer instanceof JedisDataException e
              ? RawCommands.failure(e)
              : RawCommands.reply(answer));
    }
    return replies;
  }
}

package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
   * @throws dev.jaycache.store.StoreException when a node gave none
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
   * @throws dev.jaycache.store.StoreException when a node gave none
   */
  Map<String, List<Reply>> ask(List<Command> commands) {
    RedisErrors errors = new RedisErrors(link.place());
    long deadline = link.deadline();
    Map<NodeLink, Supplier<List<@Nullable Object>>> launched = new LinkedHashMap<>();
    Map<String, List<Reply>> replies = new LinkedHashMap<>();
    LinkException lost = null;
    try {
      for (NodeLink node : link.masters(deadline)) {
        try {
          launched.put(node, node.launch(commands, deadline));
        } catch (LinkException e) {
          lost = lost == null ? node.named(e) : lost;
        }
      }
    } catch (LinkException e) {
      throw errors.lost(commands.get(0), e, false);
    } finally {
      for (Map.Entry<NodeLink, Supplier<List<@Nullable Object>>> each : launched.entrySet()) {
        NodeLink node = each.getKey();
        try {
          replies.put(node.toString(), read(each.getValue().get()));
        } catch (LinkException e) {
          lost = lost == null ? node.named(e) : lost;
        }
      }
    }
    if (lost != null) {
      throw errors.lost(commands.get(0), lost, true);
    }
    return replies;
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

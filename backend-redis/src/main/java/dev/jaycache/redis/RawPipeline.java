package dev.jaycache.redis;

import dev.jaycache.redis.raw.MissingRepliesException;
import dev.jaycache.redis.raw.RedisPipeline;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Commands that go out together, through the link of the caches. For one thread. */
final class RawPipeline implements RedisPipeline {
  private static final int COMMANDS_PER_STEP = 1_000;

  private final RedisLink link;
  private final KeyPositions keys;
  private List<List<byte[]>> added = new ArrayList<>();

  RawPipeline(RedisLink link, KeyPositions keys) {
    this.link = link;
    this.keys = keys;
  }

  @Override
  public RedisPipeline add(String format, Object... arguments) {
    return add(CommandFormat.words(format, arguments));
  }

  @Override
  public RedisPipeline add(List<byte[]> words) {
    RawCommands.checkWords(words);
    SharedConnectionRules.checkKeepsState(words);
    SharedConnectionRules.checkAnswersAtOnce(words);
    added.add(List.copyOf(words));
    return this;
  }

  @Override
  public int size() {
    return added.size();
  }

  @Override
  public List<Reply> execute() {
    List<List<byte[]>> all = added;
    added = new ArrayList<>();
    List<@Nullable Reply> replies = new ArrayList<>(all.size());
    Set<Integer> unknown = new HashSet<>();
    RuntimeException lost = null;
    for (int from = 0; from < all.size() && lost == null; from += COMMANDS_PER_STEP) {
      int to = Math.min(all.size(), from + COMMANDS_PER_STEP);
      boolean spread = false;
      try {
        long deadline = link.deadline();
        List<Command> commands = commands(all.subList(from, to), deadline);
        spread = link.isSlotted(deadline);
        for (Object answer : link.pipeline(commands, deadline)) {
          if (answer instanceof LinkException e) {
            lost = lost == null ? e : lost;
            if (e.maybeSent()) {
              unknown.add(replies.size());
            }
            replies.add(null);
          } else if (answer instanceof StoreException e) {
            lost = lost == null ? e : lost;
            replies.add(null);
          } else {
            replies.add(
                answer instanceof JedisDataException e
                    ? RawCommands.failure(e)
                    : RawCommands.reply(answer));
          }
        }
      } catch (LinkException e) {
        lost = e;
      } catch (StoreException | IllegalStateException e) {
        if (from == 0 && !spread) {
          throw e;
        }
        lost = e;
        if (spread) {
          // One node lets nobody in; others may have done theirs.
          IntStream.range(from, to).forEach(unknown::add);
        }
      }
    }
    if (lost == null) {
      return complete(replies);
    }
    while (replies.size() < all.size()) {
      replies.add(null);
    }
    long missing = replies.stream().filter(reply -> reply == null).count();
    throw new MissingRepliesException(
        "pipeline: "
            + link.place()
            + ' '
            + lost.getMessage()
            + "; "
            + missing
            + " of "
            + all.size()
            + " commands have no reply, "
            + unknown.size()
            + " of them may have been done",
        lost,
        replies,
        unknown);
  }

  private List<Command> commands(List<List<byte[]>> some, long deadline) {
    List<Command> commands = new ArrayList<>(some.size());
    for (List<byte[]> words : some) {
      commands.add(keys.command(words, deadline));
    }
    return commands;
  }

  private static List<Reply> complete(List<@Nullable Reply> replies) {
    List<Reply> all = new ArrayList<>(replies.size());
    for (Reply reply : replies) {
      if (reply != null) {
        all.add(reply);
      }
    }
    return all;
  }
}

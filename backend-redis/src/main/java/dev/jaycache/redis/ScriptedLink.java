package dev.jaycache.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A link to a server that knows our script, or learns it again when it forgot ({@code SCRIPT
 * FLUSH}, a restart). As thread-safe as the link. It repeats nothing that was run.
 */
final class ScriptedLink {
  private final RedisLink link;

  ScriptedLink(RedisLink link) {
    this.link = link;
  }

  /** As {@link RedisLink#call}; an unknown script is loaded, once, and called again. */
  @Nullable Object call(Command command, long deadline) {
    try {
      return link.call(command, deadline);
    } catch (JedisNoScriptException e) {
      load(deadline);
      return link.call(command, deadline);
    }
  }

  /** As {@link RedisLink#pipeline}; an unknown script is an error like others. */
  List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return link.pipeline(commands, deadline);
  }

  /** As {@link RedisLink#deadline}. */
  long deadline() {
    return link.deadline();
  }

  /** Makes the server know the script. */
  void load(long deadline) {
    try {
      link.call(MutationScript.load(), deadline);
    } catch (LinkException e) {
      // Whatever waits for the script was not run.
      throw new LinkException(String.valueOf(e.getMessage()), false, e);
    }
  }
}

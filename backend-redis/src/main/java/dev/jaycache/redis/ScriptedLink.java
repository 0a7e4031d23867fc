package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A link to one server that knows our script, or learns it again when it forgot ({@code SCRIPT
 * FLUSH}, a restart, a promotion). As thread-safe as the link. It repeats nothing that was run.
 */
final class ScriptedLink implements RedisLink {
  private final RedisLink link;

  ScriptedLink(RedisLink link) {
    this.link = link;
  }

  /** An unknown script is loaded, once, and called again. */
  @Override
  public @Nullable Object call(Command command, long deadline) {
    try {
      return link.call(command, deadline);
    } catch (JedisNoScriptException e) {
      load(deadline);
      return link.call(command, deadline);
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return mended(commands, link.pipeline(commands, deadline), deadline);
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    Supplier<List<@Nullable Object>> replies = link.launch(commands, sentBy, deadline);
    return () -> mended(commands, replies.get(), deadline);
  }

  /** Sends those again that were not run for want of the script, in a second trip. */
  private List<@Nullable Object> mended(
      List<Command> commands, List<@Nullable Object> replies, long deadline) {
    List<Command> again = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof JedisNoScriptException) {
        boolean asked = i > 0 && commands.get(i - 1).getCommand() == Protocol.Command.ASKING;
        if (asked) {
          again.add(commands.get(i - 1));
          places.add(i - 1);
        }
        again.add(commands.get(i));
        places.add(i);
      }
    }
    if (again.isEmpty()) {
      return replies;
    }
    List<@Nullable Object> mended = new ArrayList<>(replies);
    try {
      load(deadline);
      List<@Nullable Object> second = link.pipeline(again, deadline);
      for (int i = 0; i < second.size(); i++) {
        mended.set(places.get(i), second.get(i));
      }
    } catch (LinkException | JedisDataException | StoreException e) {
      places.forEach(place -> mended.set(place, e));
    }
    return mended;
  }

  /** Makes the server know the script. */
  private void load(long deadline) {
    try {
      link.call(MutationScript.load(), deadline);
    } catch (LinkException e) {
      // Whatever waits for the script was not run.
      throw new LinkException(String.valueOf(e.getMessage()), false, e, e.trouble());
    }
  }

  @Override
  public Capabilities greet(long deadline) {
    return link.greet(deadline);
  }

  @Override
  public long deadline() {
    return link.deadline();
  }

  @Override
  public Capabilities capabilities() {
    return link.capabilities();
  }

  @Override
  public String place() {
    return link.place();
  }

  @Override
  public void close() {
    link.close();
  }
}

package dev.jaycache.memcached;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are read from one server, with the generation last: what was of that generation
 * then was so when it was read. Where the generation is remembered, it is not asked for. For one
 * thread.
 */
final class Reads {
  /** Keys in one {@code gets}; more stand in another of the same burst. */
  private static final int KEYS_PER_GET = 100;

  private final int server;
  private final @Nullable String generationKey;
  private final List<String> keys = new ArrayList<>();
  private final List<@Nullable Item> items = new ArrayList<>();
  private @Nullable Long generation;
  private @Nullable Command failed;
  private @Nullable Reply failure;

  Reads(int server, String generationKey) {
    this.server = server;
    this.generationKey = generationKey;
  }

  /** Reads of a generation that is known without asking. */
  Reads(int server, long remembered) {
    this.server = server;
    this.generationKey = null;
    this.generation = remembered;
  }

  /** Whether the generation is known without asking. */
  boolean isRemembered() {
    return generationKey == null;
  }

  int server() {
    return server;
  }

  /** Adds a key; its item will be at the place that this gives. */
  int add(String key) {
    keys.add(key);
    return keys.size() - 1;
  }

  /** The commands, for one burst; none where there is nothing to ask. */
  List<Command> commands() {
    List<String> all = new ArrayList<>(keys.size() + 1);
    all.addAll(keys);
    if (generationKey != null) {
      all.add(generationKey);
    }
    List<Command> commands = new ArrayList<>(1);
    for (int from = 0; from < all.size(); from += KEYS_PER_GET) {
      int to = Math.min(all.size(), from + KEYS_PER_GET);
      commands.add(new Command.Get(server, all.subList(from, to)));
    }
    return commands;
  }

  /** Takes the replies to {@link #commands()}. */
  void take(List<Command> commands, List<Reply> replies) {
    items.clear();
    failed = null;
    failure = null;
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Items some) {
        items.addAll(some.items());
      } else if (failure == null) {
        failed = commands.get(i);
        failure = replies.get(i);
      }
    }
  }

  /** The command that failed, or null. */
  @Nullable Command failed() {
    return failed;
  }

  /** What came instead of a reply, or null. */
  @Nullable Reply failure() {
    return failure;
  }

  /** Whether the connection ended before the reply, so that another try may do. */
  boolean isWorthAnotherTry() {
    return failure instanceof Reply.Lost lost && lost.failure().maybeSent();
  }

  /** The item at a place; null where nothing stands. Only where nothing failed. */
  @Nullable Item item(int place) {
    return items.get(place);
  }

  /** Where the generation's item is, if it is asked for. */
  int generationPlace() {
    return keys.size();
  }

  /** Says which generation it was, or which began because there was none. */
  void setGeneration(@Nullable Long now) {
    generation = now;
  }

  /** The generation at the time of these reads. */
  @Nullable Long generation() {
    return generation;
  }
}

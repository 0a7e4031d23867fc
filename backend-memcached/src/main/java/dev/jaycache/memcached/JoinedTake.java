package dev.jaycache.memcached;

import java.util.ArrayList;
import java.util.List;

/**
 * What several callers take out, in one line for all that have nothing else to write. For whoever
 * has the turn at the connection.
 */
final class JoinedTake {
  /**
   * A line may have so many bytes with its end. memcached before 1.6 takes a longer one for
   * nonsense, unless it begins with {@code get} or {@code gets}, and closes the connection.
   */
  private static final int LINE = 1_024;

  /** What stands in a line beside keys. */
  private static final int FRAME = "gats -1\r\n".length();

  /**
   * One command of one caller.
   *
   * @param first its first key's place among all
   * @param keys how many
   * @param length of these in a line, with the spaces before them
   */
  private record Part(Burst burst, int place, int first, int keys, int length) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private int server;

  /** Adds a command of a caller, and which of his it is. */
  void add(Burst burst, int place, Command.Take take) {
    int length = 0;
    for (String key : take.keys()) {
      length += 1 + key.length();
    }
    parts.add(new Part(burst, place, keys.size(), take.keys().size(), length));
    keys.addAll(take.keys());
    server = take.server();
  }

  /** Adds the commands for all, and where their replies go. */
  void into(List<Command> commands, List<Batch.Route> routes) {
    int from = 0;
    while (from < parts.size()) {
      int first = parts.get(from).first();
      int last = first;
      int length = FRAME;
      int to = from;
      // What one caller takes by one command is answered by one reply.
      while (to < parts.size() && (to == from || length + parts.get(to).length() <= LINE)) {
        length += parts.get(to).length();
        last += parts.get(to).keys();
        to++;
      }
      List<Part> own = parts.subList(from, to);
      commands.add(new Command.Take(server, keys.subList(first, last)));
      routes.add(reply -> own.forEach(part -> answer(part, first, reply)));
      from = to;
    }
  }

  private static void answer(Part part, int first, Reply reply) {
    Reply own = reply;
    if (reply instanceof Reply.Items items) {
      int from = part.first() - first;
      own = new Reply.Items(items.items().subList(from, from + part.keys()));
    }
    part.burst().answer(part.place(), own);
  }
}

package dev.jaycache.cli;

import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends any command to a Redis server. For one thread. */
@Command(
    name = "raw",
    description = {
      "Sends a command to a Redis server, the first one or that of --group, and shows its reply.",
      "The command is split at blanks; each %%s takes one of the arguments, which stay whole:",
      "  jaycache raw \"HMGET %%s %%s %%s\" user name 'home town'"
    })
final class RawCommand implements Callable<Integer> {
  private final Jaycache main;

  @Parameters(index = "0", paramLabel = "COMMAND", description = "The command.")
  private String format = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "One for each %%s.")
  private List<String> arguments = new ArrayList<>();

  RawCommand(Jaycache main) {
    this.main = main;
  }

  @Override
  public Integer call() {
    try (CacheManager manager = main.open(null)) {
      Reply reply = reply(server(manager));
      Terminal terminal = main.terminal();
      if (main.isJson()) {
        terminal.out().println(Json.of(plain(reply)));
      } else {
        print(reply, "");
      }
      return reply.isError() ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  private RedisServer server(CacheManager manager) {
    try {
      RedisServers servers = RedisServers.of(manager);
      String group = main.group();
      return group == null || group.equals(RedisOperations.UNNAMED)
          ? servers.server()
          : servers.server(group);
    } catch (IllegalArgumentException e) {
      throw new MisuseException(String.valueOf(e.getMessage()));
    }
  }

  private Reply reply(RedisServer server) {
    try {
      return server.tryCommand(format, arguments.toArray());
    } catch (IllegalArgumentException e) {
      throw new MisuseException(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Object plain(Reply reply) {
    if (reply instanceof Reply.Pairs map) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.pairs().forEach(pair -> fields.put(text(pair.key()), plain(pair.value())));
      return fields;
    }
    if (reply instanceof Reply.Items items) {
      List<@Nullable Object> elements = new ArrayList<>();
      items.elements().forEach(element -> elements.add(plain(element)));
      return elements;
    }
    if (reply instanceof Reply.Whole whole) {
      return whole.number();
    }
    if (reply instanceof Reply.Flag flag) {
      return flag.flag();
    }
    if (reply instanceof Reply.Real) {
      return reply.asDouble();
    }
    if (reply instanceof Reply.Big big) {
      return big.number();
    }
    if (reply instanceof Reply.Failure failure) {
      return Map.of("error", failure.text());
    }
    return reply.isNull() ? null : text(reply);
  }

  /** A single value as text; of others, what they hold as JSON. */
  private static String text(Reply reply) {
    if (reply.isNull()) {
      return "(nothing)";
    }
    if (reply instanceof Reply.Failure failure) {
      return "(error) " + failure.text();
    }
    if (reply instanceof Reply.Items || reply instanceof Reply.Pairs) {
      return Json.of(plain(reply));
    }
    byte[] bytes = reply.bytes();
    return bytes == null ? "(nothing)" : Literal.shown(bytes);
  }

  /** An element on each line, numbered from 0 as in {@code value[n]}; what is inside, indented. */
  private void print(Reply reply, String indent) {
    Terminal terminal = main.terminal();
    if (reply instanceof Reply.Items items && !items.elements().isEmpty()) {
      for (int i = 0; i < items.size(); i++) {
        printPart("[" + i + "]", items.at(i), indent);
      }
    } else if (reply instanceof Reply.Pairs map && !map.pairs().isEmpty()) {
      map.pairs().forEach(pair -> printPart(text(pair.key()), pair.value(), indent));
    } else {
      String text = text(reply);
      boolean lines = indent.isEmpty() && !terminal.shown();
      terminal.out().println(indent + (lines ? text : printable(text)));
    }
  }

  private void printPart(String name, Reply part, String indent) {
    if (part.size() > 0) {
      main.terminal().out().println(indent + Table.printable(name));
      print(part, indent + "  ");
    } else {
      main.terminal().out().println(indent + Table.printable(name + " " + text(part)));
    }
  }

  /** Texts such as those of INFO have lines. */
  private static String printable(String text) {
    return text.lines().map(Table::printable).collect(Collectors.joining("\n"));
  }
}

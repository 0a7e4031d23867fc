package dev.jaycache.cli;

import dev.jaycache.codec.Inspector.InspectedKey;
import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import dev.jaycache.store.KeyPages;
import java.io.PrintStream;
import javax.cache.Cache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists keys. For one thread. */
@Command(
    name = "keys",
    description = {
      "Lists the keys of a cache, in no order. One that can't be decoded here is shown in"
          + " hexadecimal, after 0x.",
      "It walks over the whole database of a Redis server, page by page."
    })
final class KeysCommand extends CacheCommand {
  @Option(names = "--limit", paramLabel = "COUNT", description = "How many at most. Default: all.")
  private long limit = Long.MAX_VALUE;

  KeysCommand(Jaycache main) {
    super(main);
  }

  @Override
  int work(Cache<Object, Object> cache) {
    PrintStream out = main().terminal().out();
    boolean json = main().isJson();
    long count = 0;
    try (Progress progress = main().progress();
        KeyPages<InspectedKey> pages = GetCommand.inspector(cache).keys()) {
      out.print(json ? "[" : "");
      while (count < limit && pages.hasNext()) {
        for (InspectedKey key : pages.next()) {
          if (count == limit) {
            break;
          }
          String text = shown(key);
          out.print(
              json ? (count == 0 ? "" : ",\n") + Json.of(text) : Table.printable(text) + '\n');
          count++;
        }
        progress.show(count + " keys");
      }
      out.print(json ? "]\n" : "");
      out.flush();
    }
    return ExitCode.OK;
  }

  private static String shown(InspectedKey key) {
    Object value = key.value();
    return value == null ? "0x" + key.hex() : Literal.shown(value);
  }
}

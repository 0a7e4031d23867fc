package dev.jaycache.cli;

import dev.jaycache.codec.CodedStore;
import dev.jaycache.codec.Inspector;
import dev.jaycache.codec.Inspector.Inspection;
import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows an entry. Also one that can't be decoded here stays where it is. For one thread. */
@Command(
    name = "get",
    description = {
      "Shows the value of a key. A value that can't be decoded here is shown as its codec and its"
          + " size.",
      "No expiry policy is asked, and nothing is counted."
    })
public final class GetCommand extends CacheCommand {
  /**
   * An entry.
   *
   * @param cache the cache's name
   * @param key as it was given
   * @param codec what wrote the value
   * @param size of the encoded value, in bytes
   * @param value null: it can't be decoded here
   * @param problem why; null: it can
   */
  public record Shown(
      String cache,
      String key,
      String codec,
      int size,
      @Nullable Object value,
      @Nullable String problem) {}

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "What the key is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Literal keyType = Literal.STRING;

  GetCommand(Jaycache main) {
    super(main);
  }

  @Override
  int work(Cache<Object, Object> cache) {
    Inspection found = inspector(cache).inspect(keyType.read(key, "the key"));
    Terminal terminal = main().terminal();
    if (found == null) {
      terminal.tell("nothing there");
      return ExitCode.NOTHING;
    }
    Object value = found.value();
    if (main().isJson()) {
      terminal
          .out()
          .println(
              Json.of(
                  new Shown(
                      cache.getName(),
                      key,
                      found.codec(),
                      found.size(),
                      value == null ? null : Literal.plain(value),
                      found.problem())));
    } else if (value == null) {
      terminal.out().println("(" + found.codec() + ", " + found.size() + " bytes)");
      terminal.tell(String.valueOf(found.problem()));
    } else {
      String shown = Literal.shown(value);
      terminal.out().println(terminal.shown() ? Table.printable(shown) : shown);
    }
    return ExitCode.OK;
  }

  /** What looks at the entries of a cache without changing any. */
  @SuppressWarnings("unchecked")
  static Inspector<Object, ?, ?> inspector(Cache<Object, Object> cache) {
    return ((CodedStore<Object, Object, ?, ?>) cache.unwrap(CodedStore.class)).inspector();
  }
}

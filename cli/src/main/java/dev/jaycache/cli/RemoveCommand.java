package dev.jaycache.cli;

import javax.cache.Cache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes an entry. For one thread. */
@Command(name = "remove", description = "Removes the entry of a key.")
final class RemoveCommand extends CacheCommand {
  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "What the key is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Literal keyType = Literal.STRING;

  RemoveCommand(Jaycache main) {
    super(main);
  }

  @Override
  int work(Cache<Object, Object> cache) {
    if (cache.remove(keyType.read(key, "the key"))) {
      return ExitCode.OK;
    }
    main().terminal().tell("nothing there");
    return ExitCode.NOTHING;
  }
}

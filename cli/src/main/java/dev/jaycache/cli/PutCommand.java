package dev.jaycache.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an entry. For one thread. */
@Command(name = "put", description = "Writes the value of a key, whatever stood there.")
final class PutCommand extends CacheCommand {
  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "The value.")
  private String value = "";

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "What the key is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Literal keyType = Literal.STRING;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "What the value is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Literal type = Literal.STRING;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      description = "How long the entry lives, such as 90s, 10m or 2h. Default: for ever.")
  private @Nullable String ttl;

  PutCommand(Jaycache main) {
    super(main);
  }

  @Override
  MutableConfiguration<Object, Object> configuration() {
    return new MutableConfiguration<>()
        .setExpiryPolicyFactory(
            ttl == null
                ? EternalExpiryPolicy.factoryOf()
                : ModifiedExpiryPolicy.factoryOf(duration(ttl)));
  }

  /** As durations stand in the configuration. */
  static Duration duration(String text) {
    try {
      if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
        long millis =
            ConfigFactory.parseMap(Map.of("ttl", text)).getDuration("ttl", TimeUnit.MILLISECONDS);
        if (millis > 0) {
          return new Duration(TimeUnit.MILLISECONDS, millis);
        }
      }
    } catch (ConfigException e) {
      // Below.
    }
    throw new MisuseException("--ttl takes a time above zero with its unit, such as 90s");
  }

  @Override
  int work(Cache<Object, Object> cache) {
    cache.put(keyType.read(key, "the key"), type.read(value, "the value"));
    return ExitCode.OK;
  }
}

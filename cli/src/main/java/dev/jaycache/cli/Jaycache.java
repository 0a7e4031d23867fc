package dev.jaycache.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigUtil;
import dev.jaycache.JayCachingProvider;
import dev.jaycache.codec.CodedStore;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.redis.operations.RedisOperations;
import java.io.File;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The program {@code jaycache}: the options that all commands have, and what they mean. For one
 * thread. It shows no password, and says each failure in one line.
 */
@Command(
    name = "jaycache",
    description = "Looks at caches and their servers, and works on them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Without --uri and --config, the servers are those of JAYCACHE_SERVERS or of a jaycache.conf"
          + " on the class path. A password in --uri is seen by others on this machine; in"
          + " JAYCACHE_SERVERS or a file it is not.",
      "",
      "Exit codes: 0 done; 1 a server failed, refused or can't be reached; 2 the command line or"
          + " the configuration is wrong; 3 what was asked for is not there."
    })
final class Jaycache {
  private static final String SERVERS = "JAYCACHE_SERVERS";

  private final Terminal terminal;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description = "The server: redis://…, memcached://… or any other spelling that servers have.")
  private @Nullable String uri;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The configuration, as the application has it (jaycache.conf).")
  private @Nullable Path config;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "One of several named Redis servers; for operators' commands, all by default.")
  private @Nullable String group;

  @Option(
      names = "--cache",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "The cache.")
  private @Nullable String cache;

  @Option(
      names = "--codec",
      paramLabel = "CODEC",
      scope = ScopeType.INHERIT,
      description = "How values are written: java, string, bytes, json or fory.")
  private @Nullable String codec;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Results as JSON.")
  private boolean json;

  @Option(
      names = "--progress",
      scope = ScopeType.INHERIT,
      description = "How far long work has come, also where nobody looks at the terminal.")
  private boolean progress;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This help.")
  private boolean help;

  private Jaycache(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs the command that the arguments name. */
  public static void main(String[] arguments) {
    // The script knows which streams are terminals; Java does not.
    boolean shown = Boolean.getBoolean("cli.shown");
    boolean interactive = Boolean.getBoolean("cli.interactive");
    System.exit(run(new Terminal(System.out, shown, System.err, interactive), arguments));
  }

  /**
   * The same without an exit.
   *
   * @return the exit code
   */
  static int run(Terminal terminal, String... arguments) {
    Jaycache main = new Jaycache(terminal);
    CommandLine line = new CommandLine(main);
    line.addSubcommand(new ClusterInfoCommand(main));
    line.addSubcommand(new ClusterRefreshCommand(main));
    line.addSubcommand(new PingCommand(main));
    line.addSubcommand(new StatsCommand(main));
    line.addSubcommand(new GetCommand(main));
    line.addSubcommand(new PutCommand(main));
    line.addSubcommand(new RemoveCommand(main));
    line.addSubcommand(new KeysCommand(main));
    line.addSubcommand(new ClearCommand(main));
    line.addSubcommand(new RawCommand(main));
    line.addSubcommand(new BenchCommand(main));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A key or a value may begin with @; nobody means the words of a file.
    line.setExpandAtFiles(false);
    line.setOut(new PrintWriter(terminal.out(), true, UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, UTF_8));
    line.setParameterExceptionHandler(
        (e, given) -> {
          String message = Secrets.hidden(String.valueOf(e.getMessage()), List.of(given));
          terminal.tell(
              message + "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return ExitCode.MISUSED;
        });
    line.setExecutionExceptionHandler((e, failed, parsed) -> failed(terminal, e));
    return line.execute(arguments);
  }

  /** What JayCache says holds no secret. */
  private static int failed(Terminal terminal, Exception e) throws Exception {
    if (e instanceof ConfigurationException || e instanceof MisuseException) {
      terminal.tell(String.valueOf(e.getMessage()));
      return ExitCode.MISUSED;
    }
    if (e instanceof CacheException) {
      terminal.tell(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
    throw e;
  }

  /** Where to write. */
  Terminal terminal() {
    return terminal;
  }

  /** One of several named servers; null: all, or the one that the configuration says. */
  @Nullable String group() {
    return group;
  }

  /** Whether results are JSON. */
  boolean isJson() {
    return json;
  }

  /** Shows how far work has come. */
  Progress progress() {
    return new Progress(terminal, progress);
  }

  /**
   * The name of the cache.
   *
   * @throws MisuseException when there is none
   */
  String cacheName() {
    if (cache == null) {
      throw new MisuseException("which cache? give --cache NAME");
    }
    return cache;
  }

  /** Whether a cache is named. */
  boolean hasCache() {
    return cache != null;
  }

  /**
   * A manager over the servers that were named. It connects when it is used.
   *
   * @throws MisuseException when none were named
   * @throws ConfigurationException when something is wrong with them
   */
  CacheManager open() {
    return open(hasCache() ? cache : null);
  }

  /** The same with a cache that may have another codec and another server. */
  CacheManager open(@Nullable String forCache) {
    Properties properties = new Properties();
    properties.setProperty("jaycache.on-start", "lazy");
    properties.setProperty("jaycache.management", "false");
    if (uri != null && config != null) {
      throw new MisuseException("--uri and --config contradict each other; leave one out");
    }
    if (config != null && System.getenv(SERVERS) != null) {
      throw new MisuseException(
          SERVERS + " is set and would win over --config; unset it, or leave --config out");
    }
    if (uri != null) {
      if (System.getenv(SERVERS) != null) {
        throw new MisuseException(SERVERS + " is set and would win over --uri; unset it");
      }
      properties.setProperty("jaycache.servers", uri);
    }
    if (forCache != null && codec != null) {
      properties.setProperty(setting(forCache, "codec"), codec);
    }
    if (forCache != null && group != null && !group.equals(RedisOperations.UNNAMED)) {
      properties.setProperty(setting(forCache, "server"), group);
    }
    URI place = config == null ? URI.create("jaycache:cli") : file(config).toURI();
    return new JayCachingProvider()
        .getCacheManager(place, Jaycache.class.getClassLoader(), properties);
  }

  private static String setting(String cache, String name) {
    if (cache.indexOf('"') >= 0) {
      throw new MisuseException("a cache name with a quote takes its settings from a file only");
    }
    return "jaycache." + ConfigUtil.joinPath("caches", cache, name);
  }

  private static File file(Path path) {
    if (!Files.isReadable(path)) {
      throw new MisuseException("the file that --config names can't be read");
    }
    return path.toFile();
  }

  /**
   * The cache that was named.
   *
   * @throws MisuseException when it would live in this process
   */
  Cache<Object, Object> cache(
      CacheManager manager, String name, MutableConfiguration<Object, Object> configuration) {
    Cache<Object, Object> opened = manager.createCache(name, configuration);
    if (!opened.unwrap(CodedStore.class).isShared()) {
      throw new MisuseException(
          "cache "
              + name
              + " would live in this process, where nothing is to be found; give --uri, --config or"
              + " JAYCACHE_SERVERS");
    }
    return opened;
  }
}

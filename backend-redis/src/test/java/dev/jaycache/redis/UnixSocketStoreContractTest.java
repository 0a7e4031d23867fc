package dev.jaycache.redis;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The contract over a unix socket. */
class UnixSocketStoreContractTest extends RedisContract {
  private static final Path SOCKET = folder().resolve("redis.sock");

  private static final RedisProcess SERVER =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("unixsocket", SOCKET.toString()));

  UnixSocketStoreContractTest() {
    super("redis+unix://" + SOCKET, "", List.of(SERVER));
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("jaycache-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void end() throws IOException {
    SERVER.close();
    Files.deleteIfExists(SOCKET);
    Files.deleteIfExists(SOCKET.resolveSibling(""));
  }
}

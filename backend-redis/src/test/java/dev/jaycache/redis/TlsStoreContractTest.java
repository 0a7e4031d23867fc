package dev.jaycache.redis;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The contract by TLS, as an ACL user, in another database, by RESP3. */
class TlsStoreContractTest extends RedisContract {
  private static final RedisProcess SERVER =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withTls().withUser("bob", "pa ss/@"));

  TlsStoreContractTest() {
    super(
        SERVER.uri() + "/2",
        "redis.protocol = resp3, redis.tls.ca = \"" + SERVER.tls().certificate() + '"',
        List.of(SERVER));
  }

  @AfterAll
  static void end() {
    SERVER.close();
  }
}

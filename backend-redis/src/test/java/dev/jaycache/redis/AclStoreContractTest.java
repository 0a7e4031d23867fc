package dev.jaycache.redis;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract under a user who may do what docs/redis-acl.md says, and nothing else. */
class AclStoreContractTest extends RedisContract {
  private static final String USER = "caches";

  AclStoreContractTest() {
    super(uri(), "", List.of(SharedServers.of(Flavor.REDIS)));
  }

  private static String uri() {
    RedisProcess process = SharedServers.of(Flavor.REDIS);
    // The contract makes namespaces as it goes; all begin alike.
    AclDocument.rules("caches", "user", USER, "password", "pw", "namespace", "kit*")
        .forEach(process::cli);
    return "redis://" + USER + ":pw@" + process.host() + ':' + process.port();
  }

  @Test
  void check_isAllowed() {
    checkBackend();
  }
}

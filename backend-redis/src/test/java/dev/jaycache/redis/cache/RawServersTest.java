package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.net.URI;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an application gets at the servers of its manager. */
@ServerTest
class RawServersTest {
  private final RedisProcess process = SharedServers.of(Flavor.REDIS);
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
  }

  private static String refusal(CacheManager manager) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> RedisServers.of(manager)).getMessage());
  }

  @Test
  void server_isThatOfTheCaches() {
    CacheManager manager = managers.open(process.uri(), "redis.pool.max-connections=1");
    Cache<String, String> cache =
        manager.createCache("raw-servers", new MutableConfiguration<String, String>());
    cache.put("k", "v");
    RedisServer server = RedisServers.of(manager).server();

    assertEquals("", server.name());
    assertTrue(server.place().contains(":" + process.port()), server.place());
    assertEquals(1, server.command("UNLINK %s", "jaycache:raw-servers:k").asLong());
    assertFalse(cache.containsKey("k"));
  }

  @Test
  void servers_areKnownByTheirNames() {
    CacheManager manager =
        managers.open(
            URI.create("jaycache:raw-named"),
            "servers=" + process.uri() + "?name=srv1," + process.uri() + "/3?name=srv2");
    RedisServers servers = RedisServers.of(manager);

    assertEquals(List.of("srv1", "srv2"), servers.names());
    assertEquals("srv1", servers.server().name());
    assertEquals(2, servers.servers().size());
    servers.server("srv2").command("SET raw-named v EX 60");
    assertEquals("v", servers.server("srv2").command("GETDEL raw-named").value());
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> servers.server("srv9"))
                .getMessage());
    assertTrue(message.contains("srv9") && message.contains("[srv1, srv2]"), message);
  }

  @Test
  void unknownNameWhereNoneHasOne_isAnErrorThatSaysHowToGiveOne() {
    RedisServers servers = RedisServers.of(managers.open(process.uri()));
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> servers.server("srv1"))
                .getMessage());
    assertTrue(message.contains("?name=srv1") && message.contains("server()"), message);
  }

  @Test
  void managerWithoutRedis_isAnErrorThatSaysWhatIsRight() {
    String message = refusal(managers.open(URI.create("jaycache:raw-local")));
    assertTrue(message.contains("has no Redis servers; right is"), message);
  }

  @Test
  void closedManager_isAnErrorBeforeAndAfter() {
    CacheManager manager = managers.open(process.uri());
    RedisServer server = RedisServers.of(manager).server();
    assertEquals("PONG", server.command("PING").value());
    manager.close();
    assertThrows(IllegalStateException.class, () -> server.command("PING"));
    assertThrows(IllegalStateException.class, () -> RedisServers.of(manager));
  }
}

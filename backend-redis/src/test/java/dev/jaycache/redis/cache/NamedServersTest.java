package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers of one manager, written as other systems write them. */
@ServerTest
class NamedServersTest {
  private static final String PASSWORD = "s3cr3t/@:%";

  private final RedisProcess first = RedisProcess.start(Flavor.REDIS);
  private final RedisProcess second =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withPassword(PASSWORD));
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    first.close();
    second.close();
  }

  private CacheManager manager() {
    return managers.open(
        URI.create("jaycache:named"),
        "servers=name=srv1;addr=127.0.0.1;port="
            + first.port()
            + ",name=srv2;addr=127.0.0.1;port="
            + second.port()
            + ";db=3;pass="
            + PASSWORD,
        "caches.other.server=srv2",
        "caches.nowhere.server=srv3");
  }

  @Test
  void cache_livesWhereItsSettingSays() {
    CacheManager manager = manager();
    Cache<String, String> plain = manager.createCache("plain", new MutableConfiguration<>());
    Cache<String, String> other = manager.createCache("other", new MutableConfiguration<>());
    plain.put("k", "v");
    other.put("k", "w");
    other.put("l", "w");
    assertTrue(first.cli("INFO", "keyspace").contains("db0:keys=1"));
    assertTrue(second.cli("INFO", "keyspace").contains("db3:keys=2"));
    assertEquals("v", plain.get("k"));
    assertEquals("w", other.get("k"));
  }

  @Test
  void sections_areServersToo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("jaycache.conf");
    Files.writeString(
        file,
        "jaycache { servers { srv1 { port = "
            + first.port()
            + " }, srv2 { port = "
            + second.port()
            + ", db = 3, pass = \""
            + PASSWORD
            + "\" } }, caches.other.server = srv2 }");
    CacheManager manager = managers.open(file.toUri());
    manager.createCache("plain", new MutableConfiguration<String, String>()).put("k", "v");
    manager.createCache("other", new MutableConfiguration<String, String>()).put("k", "w");
    assertTrue(first.cli("INFO", "keyspace").contains("db0:keys=1"));
    assertTrue(second.cli("INFO", "keyspace").contains("db3:keys=1"));
  }

  @Test
  void unknownServer_isAnErrorThatNamesTheKnownOnes() {
    CacheManager manager = manager();
    CacheException e =
        assertThrows(
            CacheException.class,
            () -> manager.createCache("nowhere", new MutableConfiguration<>()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("srv1") && message.contains("srv2"), message);
    assertFalse(message.contains("s3cr3t"), message);
  }

  @Test
  void managersUriOfAGroup_isAServer() {
    Cache<String, String> cache =
        managers.cache(
            URI.create("redis:group1://:s3cr3t%2F%40%3A%25@127.0.0.1:" + second.port() + "/2"),
            new MutableConfiguration<>());
    cache.put("k", "v");
    assertTrue(second.cli("INFO", "keyspace").contains("db2:keys=1"));
    assertFalse(cache.getCacheManager().getURI() == null);
    assertFalse(cache.getCacheManager().toString().contains("s3cr3t"));
  }
}

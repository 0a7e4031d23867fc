package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.redis.RedisStoreProvider;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URIs of several hosts may be a bus. No server is connected. */
class BusHostsTest {
  private static final URI NOBODY = URI.create("redis://127.0.0.1:1");

  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
  }

  private ConfigurationException refusal(String setting, String bus) {
    return assertThrows(
        ConfigurationException.class, () -> managers.open(NOBODY, setting + '=' + bus));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache-defaults.near.bus", "caches.users.near.bus"})
  void severalHostsByThemselves_areRefusedWhenTheManagerIsOpened(String setting) {
    ConfigurationException e = refusal(setting, "redis://app:geheim@a:6379,b:6380");
    assertEquals(1, e.problems().size(), e::toString);
    String said = e.problems().get(0);
    assertTrue(said.contains("near.bus (") && said.contains("jaycache." + setting), said);
    assertTrue(said.contains("a:6379") && said.contains("b:6380"), said);
    assertTrue(said.contains("redis://host:6379"), said);
    assertTrue(said.contains("redis+sentinel://") && said.contains("redis+cluster://"), said);
    assertFalse(said.contains("geheim"), said);
  }

  @Test
  void severalHostsByTls_areToldOfTls() {
    String said = refusal("cache-defaults.near.bus", "rediss://a,b").problems().get(0);
    assertTrue(said.contains("rediss://host:6379") && said.contains("?tls=1"), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://a",
        "rediss://a:1/3",
        "redis+sentinel://a,b/master",
        "redis+cluster://a,b",
        "redis://localhost?socket=/tmp/s"
      })
  void oneHostSentinelsAndClusters_areTaken(String bus) {
    assertFalse(managers.open(NOBODY, "cache-defaults.near.bus=" + bus).isClosed());
  }

  @Test
  void bus_isNotOpenedBySeveralHostsEither() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> new RedisStoreProvider().bus("redis://:geheim@a,b", ConfigFactory.empty()));
    assertFalse(String.valueOf(e.getMessage()).contains("geheim"), e::toString);
  }
}

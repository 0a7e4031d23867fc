package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.config.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and settings as users write them, and what keys make of a list of servers. */
class MemcachedSettingsTest {
  private static MemcachedSettings read(String lines, String... uris) {
    return MemcachedSettings.of(
        List.of(uris),
        ConfigFactory.parseString(lines)
            .withFallback(
                ConfigFactory.parseString(
                    "connect-timeout = 2 s, command-timeout = 3 s, busy-poll = 7 us"))
            .withFallback(MemcachedSettings.reference()));
  }

  @Test
  void oneHost_hasTheDefaults() {
    MemcachedSettings settings = read("", "memcached://localhost");
    assertEquals(List.of(new ServerAddress("localhost", 11_211, 1)), settings.servers());
    assertEquals("ketama", settings.locator());
    assertEquals("MD5", settings.digest());
    assertInstanceOf(TextWire.class, settings.link().wire());
    assertEquals(1, settings.link().connections());
    assertEquals(2_000_000_000L, settings.link().connectNanos());
    assertEquals(3_000_000_000L, settings.link().commandNanos());
    assertEquals(Duration.ofNanos(7_000), settings.link().busyPoll());
  }

  @Test
  void severalHostsAndUris_areOneList() {
    MemcachedSettings settings =
        read(
            "memcached { weights = [1, 2, 3], connections = 2 }",
            "memcached://ann:s3cret@a:1,b?protocol=binary&key-digest=sha256",
            "memcached://ann:s3cret@[::1]:3");
    assertEquals(
        List.of(
            new ServerAddress("a", 1, 1),
            new ServerAddress("b", 11_211, 2),
            new ServerAddress("::1", 3, 3)),
        settings.servers());
    assertEquals("SHA-256", settings.digest());
    assertInstanceOf(BinaryWire.class, settings.link().wire());
    assertEquals("ann", settings.link().user());
    assertEquals("s3cret", settings.link().password());
    assertFalse(settings.toString().contains("s3cret"), settings::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';memcached://a/1;no databases",
        "'';memcached://a?protocoll=text;protocol",
        "'';memcached://a?protocol=ascii;text|binary",
        "'';memcached://a?connections=0;connections",
        "'';memcached://a,a:11211;twice",
        "'';memcached://:pw@a;user",
        "memcached.standby = [c, d];memcached://a,b,e;one for each",
        "'';memcached://a,b,e?standby=c,d;one for each",
        "'';memcached://a,b?standby=;host:port",
        "'';memcached://a,b?standby=c,b;in use already",
        "memcached.standby = [c, a];memcached://a,b;in use already",
        "memcached.standby = [c, c];memcached://a,b;in use already",
        "memcached.standby = [c, \"d/1\"];memcached://a,b;host:port",
        "memcached.weights = [1];memcached://a,b;one for each",
        "memcached.weights = [1, 0];memcached://a,b;from 1 to 999",
        "memcached { weights = [1, 2], locator = modulo };memcached://a,b;ketama"
      })
  void whatIsWrong_isNamed(String lines, String uri, String part) {
    ConfigurationException wrong =
        assertThrows(ConfigurationException.class, () -> read(lines, uri));
    assertTrue(wrong.getMessage().contains(part), wrong.getMessage());
  }

  @Test
  void standby_byParameterOfTheUri() {
    ServerAddress c = new ServerAddress("c", 1, 1);
    ServerAddress d = new ServerAddress("d", 11_211, 1);
    assertEquals(List.of(), read("", "memcached://a,b").standby());
    assertEquals(List.of(c), read("", "memcached://a:11211,b:11211?standby=c:1").standby());
    assertEquals(
        List.of(c, d), read("", "memcached://a,b?standby=c:1,d&protocol=binary").standby());
    assertEquals(
        List.of(c, d), read("", "memcached://a?standby=c:1", "memcached://b?standby=d").standby());
    // It stands for the setting.
    assertEquals(
        List.of(d), read("memcached.standby = [x, y]", "memcached://a,b?standby=d").standby());
  }

  @Test
  void differentLogins_areRefusedWithoutShowingThem() {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class,
            () -> read("", "memcached://ann:hunter2@a", "memcached://ann:hunter3@b"));
    assertTrue(wrong.getMessage().contains("same user"), wrong.getMessage());
    assertFalse(wrong.getMessage().contains("hunter"), wrong.getMessage());
  }

  private static Map<Integer, Integer> shares(Ring ring) {
    Map<Integer, Integer> shares = new HashMap<>();
    for (int i = 0; i < 9_000; i++) {
      shares.merge(ring.serverOf("app:cache:key" + i), 1, Integer::sum);
    }
    return shares;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ketama", "modulo", "election"})
  void eachRing_givesEachServerItsShare(String locator) {
    List<ServerAddress> servers =
        List.of(
            new ServerAddress("a.invalid", 1, 1),
            new ServerAddress("b.invalid", 2, 1),
            new ServerAddress("c.invalid", 3, 1));
    Map<Integer, Integer> shares = shares(new Ring(locator, servers));
    assertEquals(3, shares.size());
    shares.values().forEach(share -> assertTrue(share > 1_500, shares::toString));
    assertEquals(shares, shares(new Ring(locator, servers)));
  }

  @Test
  void ketamasWeights_areShares() {
    Map<Integer, Integer> shares =
        shares(
            new Ring(
                "ketama",
                List.of(
                    new ServerAddress("a.invalid", 1, 1), new ServerAddress("b.invalid", 2, 3))));
    assertTrue(shares.get(1) > 2 * shares.get(0), shares::toString);
  }

  @Test
  void serverThatIsAdded_takesKeysFromTheOthersOnly() {
    List<ServerAddress> two =
        List.of(new ServerAddress("a.invalid", 1, 1), new ServerAddress("b.invalid", 2, 1));
    List<ServerAddress> three =
        List.of(two.get(0), two.get(1), new ServerAddress("c.invalid", 3, 1));
    Ring before = new Ring("ketama", two);
    Ring after = new Ring("ketama", three);
    for (int i = 0; i < 3_000; i++) {
      int now = after.serverOf("key" + i);
      assertTrue(now == 2 || now == before.serverOf("key" + i));
    }
  }
}

package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUriTest {
  @Test
  void wholeUri_givesEveryPart() {
    ServerUri uri = ServerUri.parse("REDISS://ann:s3cret@db.example.com:6380/2?a=1&b=x%20y&c");

    assertEquals("rediss", uri.scheme());
    assertEquals("db.example.com", uri.host());
    assertEquals(OptionalInt.of(6380), uri.port());
    assertEquals(Optional.of("ann"), uri.user());
    assertEquals(Optional.of(new Secret("s3cret")), uri.password());
    assertEquals("2", uri.path());
    assertEquals(2, uri.database());
    assertEquals(Map.of("a", "1", "b", "x y", "c", ""), uri.query());
  }

  @Test
  void barestUri_givesHostOnly() {
    ServerUri uri = ServerUri.parse(" redis://localhost ");

    assertEquals("localhost", uri.host());
    assertEquals(OptionalInt.empty(), uri.port());
    assertEquals(Optional.empty(), uri.user());
    assertEquals(Optional.empty(), uri.password());
    assertEquals(0, uri.database());
    assertEquals(Map.of(), uri.query());
  }

  @Test
  void ipv6Host_losesItsBrackets() {
    ServerUri uri = ServerUri.parse("redis://:pw@[::1]:7000");

    assertEquals("::1", uri.host());
    assertEquals(OptionalInt.of(7000), uri.port());
    assertEquals("redis://[::1]:7000", uri.shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "p%40ss p@ss",
        "p@ss p@ss",
        "p:ss p:ss",
        "100% 100%",
        "a%zzb a%zzb",
        "%C3%A4%2f ä/",
        "ä ä",
        "a^b{c}|\\<>\"` a^b{c}|\\<>\"`",
        "a+b a+b",
        "[x] [x]",
        "a/b?c#d@e a/b?c#d@e",
        "/+== /+=="
      })
  void passwordWithOddCharacters_isDecoded(String written, String meant) {
    ServerUri uri = ServerUri.parse("redis://ann:" + written + "@host:6379/0");

    assertEquals(Optional.of(new Secret(meant)), uri.password());
    assertEquals("host", uri.host());
    assertEquals("redis://host:6379/0", uri.toString());
  }

  @Test
  void severalHosts_areGivenInTheirOrder() {
    ServerUri uri = ServerUri.parse("memcached://ann:p,w@a:1,[::1]:2,c?x=1");

    assertEquals(
        List.of(
            new ServerUri.Place("a", OptionalInt.of(1)),
            new ServerUri.Place("::1", OptionalInt.of(2)),
            new ServerUri.Place("c", OptionalInt.empty())),
        uri.places());
    assertEquals("a", uri.host());
    assertEquals(OptionalInt.of(1), uri.port());
    assertEquals(Optional.of(new Secret("p,w")), uri.password());
    assertEquals("memcached://a:1%2C[::1]:2%2Cc", uri.shown());
    for (String wrong :
        List.of("memcached://a,", "memcached://,a", "memcached://a,,b", "m://a,b:0")) {
      assertThrows(ConfigurationException.class, () -> ServerUri.parse(wrong), wrong);
    }
  }

  @Test
  void passwordWithoutUser_hasNoUser() {
    ServerUri uri = ServerUri.parse("redis://:pw@host");

    assertEquals(Optional.empty(), uri.user());
    assertEquals(Optional.of(new Secret("pw")), uri.password());
  }

  @Test
  void userWithEmptyPassword_hasAnEmptyPassword() {
    assertEquals(Optional.of(new Secret("")), ServerUri.parse("redis://ann:@host").password());
    assertEquals(Optional.empty(), ServerUri.parse("redis://:@host").password());
  }

  @Test
  void wordBeforeHost_isRefusedAndBothRightFormsAreShown() {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class, () -> ServerUri.parse("redis://hunter2@host:6379"));

    assertTrue(wrong.getMessage().contains("redis://:password@host"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("redis://user:password@host"), wrong.getMessage());
    assertFalse(Setup.trace(wrong).contains("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "hunter2@host",
        "redis:hunter2",
        "redis://user:hunter2",
        "redis://user:hunter2@",
        "redis://user:hunter2@ho st",
        "redis://user:hunter2@host:hunter2",
        "redis://user:hunter2@host:0",
        "redis://user:hunter2@host:65536",
        "redis://user:hunter2@host:99999999999",
        "redis://user:hunter2@[::1",
        "redis://user:1/hunter2@host",
        "redis://user:1?hunter2@host",
        "redis://user:p@ss/hunter2@host",
        "redis://user:pa/hunter2@",
        "redis://pa/hunter2@host",
        "redis://user:pa/hunter2@host#x",
        "redis://user:hunter2#x",
        "redis://host#hunter2",
        "redis://host:1/2?mail=hunter2@x",
        "1redis://user:hunter2@host",
        ""
      })
  void malformedUri_isRefusedWithoutASecret(String text) {
    ConfigurationException wrong =
        assertThrows(ConfigurationException.class, () -> ServerUri.parse(text));

    assertFalse(Setup.trace(wrong).contains("hunter2"), wrong.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://h/x", "redis://h/1/2", "redis://h/-1", "redis://h/9999999999"})
  void pathThatIsNoNumber_isNoDatabase(String text) {
    ServerUri uri = ServerUri.parse(text);

    assertThrows(ConfigurationException.class, uri::database);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "redis://user:hunter2@host:6379/2?x=y redis://host:6379/2",
        "redis://host?password=hunter2 redis://host",
        "redis://:hunter2@h1:1,h2:2/0 redis://h1:1%2Ch2:2/0",
        "redis://user:hunter2 redis://hidden",
        "redis://user:pa/hunter2@host redis://hidden",
        "http://ann:hunter2@host/a.conf http://host/a.conf",
        "jar:http://ann:hunter2@host/a.jar!/a.conf jar:http://host/a.jar!/a.conf",
        "jar:file:/a/b,c=d.jar!/x.conf jar:file:/a/b%2Cc%3Dd.jar!/x.conf",
        "file:///home/a@b/x*.conf file:///home/a%40b/x%2A.conf",
        "file:/home/x.conf?hunter2 file:/home/x.conf",
        "jaycache:default jaycache:default",
        "any-name any-name",
        "mailto:hunter2@host hidden"
      })
  void anyUri_isShownWithoutSecretsAndFitForAnMBeanName(String uri, String shown) {
    assertEquals(shown, ServerUri.shown(URI.create(uri)));
    assertFalse(ServerUri.shown(URI.create(uri)).matches(".*[,=*?\"\\n].*"), shown);
  }

  @Test
  void secret_isNeverPrinted() {
    Secret secret = new Secret("hunter2");

    assertEquals("***", secret.toString());
    assertEquals("hunter2", secret.reveal());
    assertEquals(new Secret("hunter2"), secret);
    assertEquals(new Secret("hunter2").hashCode(), secret.hashCode());
  }
}

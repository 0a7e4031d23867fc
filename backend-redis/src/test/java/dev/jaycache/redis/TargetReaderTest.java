package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jaycache.config.ConfigSources;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.ManagerSettings;
import dev.jaycache.config.Secret;
import dev.jaycache.config.SettingsLoader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers as users write them, ours and those of the systems that are replaced. */
class TargetReaderTest {
  private static final String SECRET = "s3cr3t";

  private static Config settings(String lines) {
    return TestBackends.settings(lines).getConfig("redis");
  }

  private static RedisTarget one(String server) {
    List<RedisTarget> targets = TargetReader.read(List.of(server), settings(""));
    assertEquals(1, targets.size());
    return targets.get(0);
  }

  /** Kind, name, nodes, TLS, user, password, database. */
  private static String shown(RedisTarget target) {
    Access access = target.access();
    Secret password = access.password();
    return String.join(
        " ",
        target.kind().toString(),
        '[' + target.name() + ']',
        String.join("+", target.nodes().stream().map(Endpoint::toString).toList()),
        access.tls() ? "tls" : "plain",
        String.valueOf(access.user()),
        password == null ? "none" : password.reveal(),
        Integer.toString(access.database()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://host | SERVERS [] host:6379 plain null none 0",
        "redis://:pw@host:7000/3 | SERVERS [] host:7000 plain null pw 3",
        "rediss://bob:pw@[::1]:7000 | SERVERS [] [::1]:7000 tls bob pw 0",
        "redis://host?tls=1 | SERVERS [] host:6379 tls null none 0",
        "redis://a,b_c:6380/2 | SERVERS [] a:6379+b_c:6380 plain null none 2",
        "redis+cluster://:pw@a,b:1 | CLUSTER [] a:6379+b:1 plain null pw 0",
        "redis+cluster://a?tls=1 | CLUSTER [] a:6379 tls null none 0",
        "redis+sentinel://u:pw@a,b:5/m/4 | SENTINEL [] a:26379+b:5 plain u pw 4",
        "redis+unix:///run/redis.sock | SERVERS [] /run/redis.sock plain null none 0",
        "redis+unix://:pw@/run/redis.sock?db=2 | SERVERS [] /run/redis.sock plain null pw 2",
        // As a SIP server's cache module writes them.
        "redis:group1://localhost:6379/ | SERVERS [group1] localhost:6379 plain null none 0",
        "redis:g://:pw@host:7000/3 | SERVERS [g] host:7000 plain null pw 3",
        "redis:g://bob:pw@host,host_a:6380/ | SERVERS [g] host:6379+host_a:6380 plain bob pw 0",
        "redis:g://bob:p%40w@host/?socket=/run/r.sock | SERVERS [g] /run/r.sock plain bob p@w 0",
        "redis:g://:pw@/2?socket=/run/r.sock | SERVERS [g] /run/r.sock plain null pw 2",
        "redis:g://host?tls_domain=redis | SERVERS [g] host:6379 tls null none 0",
        "redis:g:///?socket=/run/r.sock | SERVERS [g] /run/r.sock plain null none 0",
        // As another one does.
        "name=srvN;addr=10.1.2.3;port=7000;db=4;pass=pw | SERVERS [srvN] 10.1.2.3:7000 plain null pw 4",
        "name=srv1;addr=host | SERVERS [srv1] host:6379 plain null none 0",
        "name=srv1 | SERVERS [srv1] 127.0.0.1:6379 plain null none 0",
        "name=srv1;addr=host;tls=1 | SERVERS [srv1] host:6379 tls null none 0",
        "name=s;addr=host;unix=/run/r.sock;db=3 | SERVERS [s] /run/r.sock plain null none 3",
        "name=s;addr=host;pass=p@/?#&%;db=1; | SERVERS [s] host:6379 plain null p@/?#&% 1",
        "name=s;sentinel_group=m;sentinel_master=1;sentinel=a:1;sentinel=b:2 | SENTINEL [s] a:1+b:2 plain null none 0",
      })
  void server_isRead(String server, String expected) {
    assertEquals(expected, shown(one(server)));
    // What it is rewritten to means the same.
    assertEquals(expected, shown(one(ServerSpelling.uri(server))));
  }

  @Test
  void sentinels_areToldByUriAndSettings() {
    RedisTarget.SentinelGroup replica =
        one("name=s;sentinel_group=m;sentinel_master=0;sentinel=a:1").sentinel();
    assertNotNull(replica);
    assertTrue(replica.replicas());
    assertEquals("m", replica.master());
    String lines =
        "redis.sentinel { master = m, nodes = [b, \"a:1\"], role = replica, password = pw }";
    RedisTarget target = TargetReader.read(List.of("redis://u:p@a:1/5"), settings(lines)).get(0);
    assertEquals("SENTINEL [] a:1+b:26379 plain u p 5", shown(target));
    RedisTarget.SentinelGroup group = target.sentinel();
    assertNotNull(group);
    assertTrue(group.replicas());
    assertEquals(new Secret("pw"), group.access().password());
  }

  @Test
  void severalServers_areHostsOfOneNameOrPlacesOfTheirOwn() {
    List<RedisTarget> targets =
        TargetReader.read(
            List.of("redis://a", "name=x;addr=c", "redis://b:7", "redis:x://c:8"), settings(""));
    assertEquals(
        List.of(
            "SERVERS [] a:6379+b:7 plain null none 0", "SERVERS [x] c:6379+c:8 plain null none 0"),
        targets.stream().map(TargetReaderTest::shown).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://s3cr3t@host | :password@host",
        "redis:g://s3cr3t@host/ | :password@host",
        "redis:g://s3cr3t@host:6379/?socket=/x | :password@host",
        "redis+sentinel://s3cr3t@host/m | :password@host",
        "redis://:s3cr3t@host:port | host:port",
        "redis://:s3cr3t@host/x | redis://host:port/number",
        "redis://:s3cr3t@host?tsl=1 | tls",
        "redis://:s3cr3t@host?password=s3cr3t | redis://[[user]:password@]host",
        "redis://:s3cr3t@host?tls=yes | 1 nor 0",
        "rediss://:s3cr3t@host?tls=0 | contradicts rediss://",
        "redis://:s3cr3t@host?tls=0&tls_domain=d | contradicts tls_domain",
        "redis://:s3cr3t@a,b?socket=/x | several hosts",
        "redis:g://:s3cr3t@a,b/?socket=/x | several hosts",
        "redis://:s3cr3t@a?socket=x | absolute path",
        "redis://:s3cr3t@a,a:6379 | twice",
        "redis+unix://:s3cr3t@host/x | redis+unix:///path/to/socket",
        "redis+unix://:s3cr3t@ | redis+unix:///path/to/socket",
        "redis+cluster://:s3cr3t@a?socket=/x | redis+cluster://",
        "redis+sentinel://:s3cr3t@a | redis.sentinel.master",
        "redis+sentinel://:s3cr3t@a/m/x | database number",
        "redis+sentinel://:s3cr3t@a/m?role=slave | master nor replica",
        "redis://:s3cr3t@a?role=replica | tls_domain",
        "name=s;addr=a;pass=s3cr3t;prot=7000 | port=6379",
        "name=s;addr=a;pass=x;s3cr3t;db=0 | %3B",
        "name=s;addr=a;pass=s3cr3t;addr=b | addr stands there twice",
        "name=s;addr=a;pass=s3cr3t;port=x | port is no number",
        "name=s;addr=a;pass=s3cr3t;db=x | db is no number",
        "name=s;addr=a;pass=s3cr3t;tls=yes | tls is neither 1 nor 0",
        "name=s;addr=a;user=s3cr3t | a user without a pass",
        "name=s;pass=s3cr3t;sentinel=a:1 | without a sentinel_group",
        "name=s;pass=s3cr3t;sentinel_group=m | without a sentinel",
        "name=s;pass=s3cr3t;addr=b;sentinel_group=m;sentinel=a | and addr",
        "name=s;pass=s3cr3t;sentinel_group=m;sentinel_master=2;sentinel=a | a replica",
        "name=s;addr=s3cr3t@a | addr is no host",
        "name=s;sentinel_group=m;sentinel=s3cr3t@a | host:port",
      })
  void wrongServer_isAnErrorThatShowsTheRightFormAndNoSecret(String server, String right) {
    ConfigurationException e = assertThrows(ConfigurationException.class, () -> one(server));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(right), message);
    assertFalse(message.contains(SECRET), message);
    // The same by way of the configuration.
    ConfigurationException told =
        assertThrows(ConfigurationException.class, () -> connect(load(server)));
    assertFalse(String.valueOf(told.getMessage()).contains(SECRET), told.getMessage());
  }

  @Test
  void contradictions_areErrors() {
    assertThrows(
        ConfigurationException.class,
        () ->
            TargetReader.read(
                List.of("redis+sentinel://a/m"), settings("redis.sentinel.master = n")));
    assertThrows(
        ConfigurationException.class,
        () -> TargetReader.read(List.of("redis://:s3cr3t@a", "redis://:other@b"), settings("")));
    assertThrows(
        ConfigurationException.class,
        () ->
            TargetReader.read(
                List.of("redis://a?socket=/x"), settings("redis.sentinel.master = n")));
    assertThrows(
        ConfigurationException.class,
        () ->
            TargetReader.read(
                List.of("redis+sentinel://a/m"), settings("redis.sentinel.nodes = [\"b:x\"]")));
    assertThrows(
        ConfigurationException.class,
        () ->
            TargetReader.read(
                List.of("redis+sentinel://a/m"), settings("redis.sentinel.user = bob")));
  }

  private static ManagerSettings load(String servers) {
    Properties properties = new Properties();
    properties.setProperty("jaycache.servers", servers);
    return new SettingsLoader(List.of(new RedisStoreProvider()))
        .load(new ConfigSources(Map.of(), new Properties(), properties, null, List.of()));
  }

  private static void connect(ManagerSettings settings) {
    new RedisStoreProvider().connect(settings.servers(), settings.backend()).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=a;addr=x,name=b;addr=y",
        "redis:a://x/,redis:b://y/",
        "redis:a://x,redis://y?name=b",
      })
  void listInOneText_isParted(String servers) {
    List<RedisTarget> targets = TargetReader.read(load(servers).servers(), settings(""));
    assertEquals(
        List.of("SERVERS [a] x:6379 plain null none 0", "SERVERS [b] y:6379 plain null none 0"),
        targets.stream().map(TargetReaderTest::shown).toList());
  }

  @Test
  void managersUri_mayBeOfAGroup() {
    ManagerSettings settings =
        new SettingsLoader(List.of(new RedisStoreProvider()))
            .load(
                new ConfigSources(
                    Map.of(),
                    new Properties(),
                    new Properties(),
                    URI.create("redis:g://:s3cr3t@host:7000/3"),
                    List.of()));
    assertEquals(
        "SERVERS [g] host:7000 plain null s3cr3t 3",
        shown(TargetReader.read(settings.servers(), settings("")).get(0)));
    assertFalse(settings.toString().contains(SECRET), settings.toString());
  }
}

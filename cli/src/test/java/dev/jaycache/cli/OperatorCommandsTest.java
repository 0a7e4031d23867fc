package dev.jaycache.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on Redis servers, and what the command line does with what is wrong. */
@ServerTest
class OperatorCommandsTest {
  private static RedisProcess redis;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withPassword(Run.PASSWORD));
  }

  @AfterAll
  static void end() {
    redis.close();
  }

  private static Run on(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--uri", redis.uri().toString()));
    return Run.of(all.toArray(String[]::new));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void clusterInfo_hasTheFieldsOfTheSystemsThatWereThereBefore() throws IOException {
    JsonNode group = json(on("cluster-info", "--json").done()).get(0);
    assertEquals(
        List.of(
            "group",
            "url",
            "mode",
            "transport",
            "cluster_command",
            "topology_refreshes",
            "last_topology_refresh",
            "nodes",
            "total_slots_mapped"),
        names(group));
    assertEquals(
        List.of(
            "ip",
            "port",
            "status",
            "slots_assigned",
            "queries",
            "errors",
            "moved",
            "last_activity"),
        names(group.get("nodes").get(0)));
    assertEquals("connected", group.get("nodes").get(0).get("status").asText());
    String table = on("cluster-info").done();
    assertTrue(table.contains("total_slots_mapped") && table.contains("last_activity"), table);
  }

  @Test
  void refresh_isSkippedWhereThereIsNoCluster() {
    on("cluster-refresh", "--json")
        .assertPrints("[{\"group\":\"default\",\"status\":\"skipped (not cluster mode)\"}]\n");
    Run run = Run.of("cluster-refresh", "--uri", "redis+sentinel://127.0.0.1:1/master", "--json");
    assertEquals(ExitCode.FAILED, run.exit());
    assertTrue(run.out().contains("\"status\":\"error\",\"reason\":\""), run.out());
  }

  @Test
  void ping_failsWhereAServerDoesNotAnswer() throws IOException {
    JsonNode node = json(on("ping", "--json").done()).get(0).get("nodes").get(0);
    assertEquals("reachable", node.get("status").asText());
    assertTrue(node.get("latency_us").asLong() >= 0);
    Run lost = Run.of("ping", "--uri", "redis://127.0.0.1:1", "--json");
    assertEquals(ExitCode.FAILED, lost.exit());
    JsonNode gone = json(lost.out()).get(0).get("nodes").get(0);
    assertEquals("unreachable", gone.get("status").asText());
    assertEquals(-1, gone.get("latency_us").asLong());
  }

  @Test
  void cluster_isSeenAsAWhole() throws IOException {
    try (RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 3, 1, RedisOptions.PLAIN)) {
      JsonNode pings = json(Run.of("ping", "--uri", cluster.uri(), "--json").done()).get(0);
      assertEquals(6, pings.get("nodes").size());
      JsonNode info = json(Run.of("cluster-info", "--uri", cluster.uri(), "--json").done()).get(0);
      assertEquals("cluster", info.get("mode").asText());
      assertEquals("SHARDS", info.get("cluster_command").asText());
      assertEquals(16_384, info.get("total_slots_mapped").asInt());
      assertEquals(
          "ok",
          json(Run.of("cluster-refresh", "--uri", cluster.uri(), "--json").done())
              .get(0)
              .get("status")
              .asText());
    }
  }

  @Test
  void stats_tellOfBreakersAndConnections() throws IOException {
    JsonNode group = json(on("stats", "--json").done()).get(0);
    assertEquals(
        new TreeSet<>(
            List.of(
                "group", "queries", "failed", "moved", "topology_refreshes", "suspects", "nodes")),
        new TreeSet<>(names(group)));
    JsonNode node = group.get("nodes").get(0);
    assertEquals("closed", node.get("breaker").asText());
    assertEquals(8, node.get("lanes").asInt());
    assertEquals(64, node.get("pool_limit").asInt());
  }

  @Test
  void raw_showsTheReplyOfAnyCommand() throws IOException {
    on("raw", "HSET %s %s %s home 1", "a user", "name", "two words").assertPrints("2\n");
    on("raw", "HMGET %s %s none", "a user", "name").assertPrints("[0] two words\n[1] (nothing)\n");
    on("raw", "HMGET %s name none", "a user", "--json").assertPrints("[\"two words\",null]\n");
    assertEquals(4, json(on("raw", "HGETALL %s", "a user", "--json").done()).size());
    on("raw", "GET nothing").assertPrints("(nothing)\n");
    on("raw", "ECHO %s", "a\nb").assertPrints("a\nb\n");
    on("raw", "ECHO %s", "@" + file("words")).assertPrints("@" + folder.resolve("words") + "\n");
    String uri = redis.uri().toString();
    on("raw", "ECHO %s", "a\u001b[1m").assertPrints("a\u001b[1m\n");
    Run.of(/* shown= */ true, "raw", "ECHO %s", "a\u001b[1m", "--uri", uri)
        .assertPrints("a\\u001b[1m\n");
    Run wrong = on("raw", "INCR %s", "a user");
    assertEquals(ExitCode.FAILED, wrong.exit());
    assertTrue(wrong.out().startsWith("(error) WRONGTYPE"), wrong.out());
    on("raw", "HMGET %s %s", "a user").assertFails(ExitCode.MISUSED, "%s");
    on("raw", "PING", "--group", "other").assertFails(ExitCode.MISUSED, "other");
    redis.cli("DEL", "a user");
  }

  private Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "some words");
  }

  @Test
  void unreachableServers_areAFailureOfAllCommands() {
    for (String command : List.of("cluster-info", "cluster-refresh", "ping", "stats")) {
      for (String uri : List.of("redis://127.0.0.1:1", "redis+cluster://127.0.0.1:1")) {
        assertEquals(ExitCode.FAILED, Run.of(command, "--uri", uri).exit(), command);
      }
      on(command).done();
    }
  }

  @Test
  void group_isOneOfTheNamedServers() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("jaycache.conf"),
            "jaycache.servers = [\"redis://127.0.0.1:1?name=srv1\", \""
                + redis.uri()
                + "?name=srv2\"]");
    String file = config.toString();
    Run.of("ping", "--config", file, "--group", "srv2").done();
    assertEquals(ExitCode.FAILED, Run.of("ping", "--config", file).exit());
    Run.of("ping", "--config", file, "--group", "srv3")
        .assertFails(ExitCode.MISUSED, "[srv1, srv2]");
    Run.of("put", "--config", file, "--group", "srv2", "--cache", "c", "k", "v").done();
    assertTrue(redis.cli("EXISTS", "jaycache:c:k").equals("1"));
  }

  @Test
  void memcached_isNoRedis() {
    try (MemcachedProcess memcached = MemcachedProcess.start()) {
      for (String command : List.of("cluster-info", "cluster-refresh", "ping", "stats")) {
        Run.of(command, "--uri", memcached.uri()).assertFails(ExitCode.MISUSED, "no Redis server");
      }
      Run.of("raw", "PING", "--uri", memcached.uri())
          .assertFails(ExitCode.MISUSED, "no Redis server");
    }
  }

  @Test
  void misuse_isOneLineWithoutSecrets() {
    String uri = redis.uri().toString();
    Run.of("get", "k", "--uri", uri).assertFails(ExitCode.MISUSED, "--cache");
    Run.of("get", "--uri", uri, "--cache", "c").assertFails(ExitCode.MISUSED, "KEY");
    Run.of("get", "k", "--cache", "c").assertFails(ExitCode.MISUSED, "--uri");
    Run.of("ping", uri).assertFails(ExitCode.MISUSED, "***");
    Run.of("--url", uri, "ping").assertFails(ExitCode.MISUSED, "--url");
    Run.of("--url=" + uri, "ping").assertFails(ExitCode.MISUSED, "***");
    Run.of("shoot", "--uri", uri).assertFails(ExitCode.MISUSED, "shoot");
    Run.of("ping", "--uri", "redis://" + Run.PASSWORD + "@host")
        .assertFails(ExitCode.MISUSED, "user or a password");
    Run.of("ping", "--uri", "name=srv1;addr=host;pass=" + Run.PASSWORD + ";colour=red")
        .assertFails(ExitCode.MISUSED, "right is");
    Run.of("ping", "--uri", uri, "--config", "x").assertFails(ExitCode.MISUSED, "contradict");
    Run.of("ping", "--config", folder.resolve("none").toString())
        .assertFails(ExitCode.MISUSED, "can't be read");
    Run.of("get", "--key-type", "long", "abc", "--uri", uri, "--cache", "c")
        .assertFails(ExitCode.MISUSED, "the key is no long");
    Run.of("bench", "--threads", "0", "--uri", uri).assertFails(ExitCode.MISUSED, "1 to 1000");
    Run.of("get", "k", "--codec", "xml", "--uri", uri, "--cache", "c")
        .assertFails(ExitCode.MISUSED, "codec");
  }

  @Test
  void help_isThereForEachCommand() {
    String help = Run.of("--help").done();
    for (String command :
        List.of(
            "cluster-info",
            "cluster-refresh",
            "ping",
            "stats",
            "get",
            "put",
            "remove",
            "keys",
            "clear",
            "raw",
            "bench")) {
      assertTrue(help.contains("  " + command + " "), help);
      String own = Run.of(command, "--help").done();
      assertTrue(own.startsWith("Usage: jaycache " + command), own);
      assertTrue(own.contains("--uri=URI") && own.contains("--json"), own);
    }
    assertTrue(help.contains("3 what was asked for is not there"), help);
    Run nothing = Run.of();
    assertEquals(ExitCode.MISUSED, nothing.exit());
    assertTrue(nothing.err().contains("subcommand"), nothing.err());
  }

  @Test
  void program_isAProcessWithAnExitCode() throws Exception {
    assertEquals(0, process("put", "k", "v w"));
    assertEquals("", Files.readString(folder.resolve("out")));
    assertEquals(0, process("get", "k"));
    assertEquals("v w\n", Files.readString(folder.resolve("out")));
    assertEquals(3, process("get", "none"));
    String err = Files.readString(folder.resolve("err"));
    assertEquals("jaycache: nothing there\n", err);
    Path config = Files.writeString(folder.resolve("jaycache.conf"), "jaycache.namespace = n");
    assertEquals(2, process("get", "k", "--config", config.toString()));
    String contradiction = Files.readString(folder.resolve("err"));
    assertTrue(
        contradiction.contains("JAYCACHE_SERVERS") && contradiction.contains("--config"),
        contradiction);
  }

  private int process(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Run.PATIENT.forEach((name, value) -> command.add("-D" + name + '=' + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Jaycache.class.getName());
    command.addAll(List.of(words));
    command.addAll(List.of("--cache", "process"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("JAYCACHE_SERVERS", redis.uri().toString());
    // With one of these a JVM says on the standard error stream that it has read it.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
    String all =
        Files.readString(folder.resolve("out"), UTF_8)
            + Files.readString(folder.resolve("err"), UTF_8);
    assertFalse(all.contains(Run.PASSWORD), all);
    return process.exitValue();
  }
}

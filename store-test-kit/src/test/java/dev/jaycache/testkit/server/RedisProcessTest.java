package dev.jaycache.testkit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ServerTest
class RedisProcessTest {
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void started_answersOnItsOwnPort(Flavor flavor) {
    try (RedisProcess server = RedisProcess.start(flavor)) {
      assertEquals("PONG", server.cli("PING"));
      assertTrue(server.cli("INFO", "server").contains("tcp_port:" + server.port()));
      assertEquals(
          flavor == Flavor.STACK,
          server.cli("MODULE", "LIST").toLowerCase(Locale.ROOT).contains("search"));
    }
  }

  @Test
  void closed_leavesNoProcessAndRefusesConnections() {
    RedisProcess server = RedisProcess.start(Flavor.REDIS);
    long pid = server.pid();
    server.close();
    server.close();
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    assertThrows(UncheckedIOException.class, () -> server.cli("PING"));
  }

  @Test
  void restarted_keepsThePortAndWhatWasSaved() {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS)) {
      int port = server.port();
      long pid = server.pid();
      server.cli("SET", "old", "data");
      server.cli("SAVE");
      server.cli("SET", "lost", "data");
      server.kill();
      assertFalse(server.isAlive());
      server.restart();
      assertEquals(port, server.port());
      assertFalse(pid == server.pid());
      assertEquals("data", server.cli("GET", "old"));
      assertEquals("", server.cli("GET", "lost"));
    }
  }

  @Test
  void paused_answersOnlyAfterResume() {
    try (RedisProcess server = RedisProcess.start(Flavor.VALKEY)) {
      server.pause();
      String state =
          ProcessHandle.of(server.pid()).isPresent() ? ProcessState.of(server.pid()) : "gone";
      assertEquals("T", state);
      server.resume();
      assertEquals("PONG", server.cli("PING"));
      server.pause();
    }
  }

  @Test
  void withPassword_refusesStrangersAndShowsNoSecret() {
    RedisOptions options = RedisOptions.PLAIN.withPassword("p@ss \"word");
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, options)) {
      assertEquals("PONG", server.cli("PING"));
      assertEquals("redis://:p%40ss%20%22word@127.0.0.1:" + server.port(), server.uri().toString());
      assertFalse(server.toString().contains("p@ss"));
      try (RespClient stranger = RespClient.connect(server.host(), server.port(), null)) {
        assertThrows(RespClient.ErrorReply.class, () -> stranger.text("PING"));
      }
    }
  }

  @Test
  void withUserAndTls_servesThatUserOnly() {
    RedisOptions options = RedisOptions.PLAIN.withUser("anna", "secret").withTls();
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, options)) {
      assertEquals("anna", server.cli("ACL", "WHOAMI"));
      assertEquals("rediss", server.uri().getScheme());
      assertEquals("anna:secret", server.uri().getUserInfo());
      try (RespClient plain = RespClient.connect(server.host(), server.port(), null)) {
        assertThrows(RuntimeException.class, () -> plain.text("PING"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endOfTheJvm_endsItsServers(boolean killed) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StarterMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = jvm.inputReader()) {
      String pid = said.readLine();
      ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      if (killed) {
        jvm.destroyForcibly();
      } else {
        jvm.getOutputStream().close();
      }
      server.onExit().get(30, TimeUnit.SECONDS);
      assertFalse(server.isAlive());
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void wrongOption_failsWithTheServersOwnWords() {
    RedisOptions options = RedisOptions.PLAIN.with("no-such-directive", "1");
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> RedisProcess.start(Flavor.REDIS, options));
    assertTrue(String.valueOf(thrown.getMessage()).contains("no-such-directive"));
  }

  @Test
  void shared_isOneServerPerKind() {
    RedisProcess server = SharedServers.of(Flavor.REDIS);
    assertEquals(server.pid(), SharedServers.of(Flavor.REDIS).pid());
    assertEquals("PONG", server.cli("PING"));
  }
}

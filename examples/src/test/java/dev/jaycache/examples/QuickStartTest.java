package dev.jaycache.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The quick start as its users run it, less the script around it. */
class QuickStartTest {
  private static final String ALL = "%,d".formatted(UnicodeLoader.codePoints().size());

  /** A busy machine is not to be taken for a server that is away. */
  @BeforeAll
  static void bePatient() {
    System.setProperty("jaycache.connect-timeout", "30 s");
    System.setProperty("jaycache.command-timeout", "30 s");
  }

  @AfterAll
  static void beAsShipped() {
    System.clearProperty("jaycache.connect-timeout");
    System.clearProperty("jaycache.command-timeout");
  }

  /** What a run left behind. */
  private record Run(int exit, String out, String err) {
    static Run of(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int exit =
          QuickStart.run(
              arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
      return new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** A line of the output, with single spaces. */
    boolean says(String words) {
      return out.replaceAll(" +", " ").contains(words);
    }

    void assertRefused(int expected) {
      assertEquals(expected, exit, err);
      assertEquals("", out);
      assertTrue(err.startsWith("quickstart: "), err);
      assertEquals(1, err.lines().count(), err);
    }
  }

  @Test
  void withoutServer_runsInThisProcess() {
    Run run = Run.of();

    assertEquals(QuickStart.OK, run.exit(), run.err());
    assertTrue(run.says("with the caches in this process"), run.out());
    assertTrue(run.says("first pass 0 hits " + ALL + " misses"), run.out());
    assertTrue(run.says("second pass " + ALL + " hits 0 misses"), run.out());
    assertTrue(run.says("GREEK SMALL LETTER ALPHA -> greek small letter alpha"), run.out());
    assertJobDone(run);
  }

  @Test
  @ServerTest
  void secondRunAtTheSameServer_findsTheEntries() {
    RedisOptions options = RedisOptions.PLAIN.withPassword("hunter2");
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS, options)) {
      String uri = server.uri().toString();
      Run first = Run.of(uri);
      Run second = Run.of(uri);

      assertTrue(first.says("at redis://" + server.host() + ":" + server.port()), first.out());
      assertTrue(first.says("first pass 0 hits " + ALL + " misses"), first.out());
      assertTrue(second.says("An earlier run left entries here."), second.out());
      assertTrue(second.says("first pass " + ALL + " hits 0 misses"), second.out());
      for (Run run : new Run[] {first, second}) {
        assertEquals(QuickStart.OK, run.exit(), run.err());
        assertFalse((run.out() + run.err()).contains("hunter2"));
        assertJobDone(run);
      }
    }
  }

  @Test
  @ServerTest
  void secondRunAtMemcached_findsTheEntries() {
    try (MemcachedProcess server = MemcachedProcess.start()) {
      String uri = "memcached://" + server.host() + ":" + server.port();
      Run first = Run.of(uri);
      Run second = Run.of(uri);

      assertTrue(first.says("first pass 0 hits " + ALL + " misses"), first.out());
      assertTrue(second.says("first pass " + ALL + " hits 0 misses"), second.out());
      for (Run run : new Run[] {first, second}) {
        assertEquals(QuickStart.OK, run.exit(), run.err());
        assertJobDone(run);
      }
    }
  }

  private static void assertJobDone(Run run) {
    assertTrue(run.says(" " + ALL + " counted, 0 lost,"), run.out());
    assertTrue(run.says("replace(key, old, new) true"), run.out());
    assertTrue(run.says("once more with the same old false"), run.out());
    assertTrue(run.says("and back again true"), run.out());
    assertTrue(run.says("after its put: true"), run.out());
    assertTrue(run.says(ALL + " entries in "), run.out());
    assertTrue(run.says("U+2603 SNOWMAN miscellaneous symbols, So"), run.out());
  }

  @Test
  void unreachableServer_isOneLine() throws IOException {
    int port;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }
    Run run = Run.of("redis://app:hunter2@127.0.0.1:" + port);

    run.assertRefused(QuickStart.FAILED);
    assertTrue(run.err().contains("127.0.0.1:" + port), run.err());
    assertFalse(run.err().contains("hunter2"), run.err());
  }

  @Test
  void badArgument_isOneLineThatDoesNotRepeatIt() {
    for (String argument :
        new String[] {"hunter2", "http://hunter2@host", "redis://:hunter^2@host", "redis://"}) {
      Run run = Run.of(argument);

      run.assertRefused(QuickStart.MISUSED);
      assertFalse(run.err().contains("hunter"), run.err());
    }
    Run.of("redis://host", "redis://host").assertRefused(QuickStart.MISUSED);
    Run.of("redis://host:99999999").assertRefused(QuickStart.FAILED);
  }
}

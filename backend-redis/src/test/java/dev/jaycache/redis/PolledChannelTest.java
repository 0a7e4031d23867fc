package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaycache.store.Callers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolledChannelTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofNanos(20_000);

  @TempDir Path folder;
  private final Callers callers = new Callers();
  private final byte[] bytes = new byte[100];
  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void thereAreSeveralProcessors() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
  }

  @AfterEach
  void close() throws IOException {
    if (near != null) {
      near.close();
    }
    if (far != null) {
      far.close();
    }
  }

  private PolledChannel connect(boolean unix, Duration time) throws IOException {
    try (ServerSocketChannel server =
        unix
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(folder.resolve("socket")))
            : ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      near = SocketChannel.open(server.getLocalAddress());
      far = server.accept();
    }
    callers.come();
    return new PolledChannel(near, time, callers);
  }

  private void say(String text) throws IOException {
    far.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatComes_isRead_intoItsPlace(boolean unix) throws Exception {
    PolledChannel polled = connect(unix, LONG);
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return polled.read(bytes, 3, 5, 1);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    say("answers");
    assertEquals(5, read.get());
    assertEquals("answe", new String(bytes, 3, 5, StandardCharsets.US_ASCII));
    assertTrue(near.isBlocking());
    assertEquals(2, polled.read(bytes, 0, 100, 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatComesLate_isLeftToWhoSleeps(boolean unix) throws Exception {
    PolledChannel polled = connect(unix, SHORT);
    assertEquals(0, polled.read(bytes, 0, 100, 1));
    assertTrue(near.isBlocking());
    say("late");
    assertEquals(4, near.read(ByteBuffer.wrap(bytes)));
  }

  /** Far or busy: the rest is likely to take as long as the beginning did. */
  @Test
  void rest_isLookedForWhereTheBeginningCameSoon() throws Exception {
    PolledChannel polled = connect(false, SHORT);
    assertEquals(0, polled.read(bytes, 0, 100, 1));
    say("rest");
    assertEquals(0, polled.read(bytes, 0, 2, 0));
    assertEquals(0, polled.read(bytes, 0, 2, 1), "one look is skipped");
    assertEquals(2, polled.read(bytes, 0, 2, 1));
    assertEquals(2, polled.read(bytes, 0, 2, 0));
  }

  /** As where replicas confirm each write: the second reply always takes long. */
  @Test
  void restThatIsLate_hasBeginningsLookedForAllTheSame() throws Exception {
    PolledChannel polled = connect(false, SHORT);
    for (int i = 0; i < 20; i++) {
      say("1");
      assertEquals(1, polled.read(bytes, 0, 100, 1));
      assertEquals(0, polled.read(bytes, 0, 100, 0));
    }
  }

  @Test
  void theEnd_isTold() throws Exception {
    PolledChannel polled = connect(false, LONG);
    far.close();
    assertEquals(-1, polled.read(bytes, 0, 100, 1));
  }

  /** As whoever watches deadlines does. */
  @Test
  void whoIsClosedMeanwhile_ends() throws Exception {
    PolledChannel polled = connect(false, LONG);
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (near.isBlocking()) {
                  Thread.onSpinWait();
                }
                near.close();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThrows(ClosedChannelException.class, () -> polled.read(bytes, 0, 100, 1));
    closed.get();
  }

  @Test
  void ofSeveralCallers_nobodyLooks() throws Exception {
    PolledChannel polled = connect(false, LONG);
    callers.come();
    say("1");
    assertEquals(0, polled.read(bytes, 0, 100, 1));
    assertEquals(1, near.read(ByteBuffer.wrap(bytes)));
  }

  @Test
  void whoComes_endsTheLookOfAnother() throws Exception {
    PolledChannel polled = connect(false, LONG);
    CompletableFuture<Void> comes =
        CompletableFuture.runAsync(
            () -> {
              while (near.isBlocking()) {
                Thread.onSpinWait();
              }
              callers.come();
            });
    assertEquals(0, polled.read(bytes, 0, 100, 1));
    comes.get();
    assertTrue(near.isBlocking());
  }
}

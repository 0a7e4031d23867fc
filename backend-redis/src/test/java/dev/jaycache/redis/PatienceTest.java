package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;

/**
 * What becomes of replies that are asked for late. Nobody watches the deadlines here: who would
 * wait, would wait for ever.
 */
@Timeout(20)
class PatienceTest {
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocket listener = listener();
  private final SocketChannel channel = channel();
  private Socket server = new Socket();

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private SocketChannel channel() {
    try {
      return SocketChannel.open(listener.getLocalSocketAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void accept() throws IOException {
    server = listener.accept();
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    server.close();
    listener.close();
  }

  private static long ago(long millis) {
    return System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** A connection to which a command was sent whose deadline passed a second ago. */
  private Supplier<List<@Nullable Object>> launched(RedisConnection connection) {
    connection.begin(ago(-60_000));
    Patience patience = new Patience(ago(2_000), ago(1_000), /* inTurn= */ false);
    return connection.launch(List.of(new Command(Protocol.Command.PING)), patience, given -> {});
  }

  @Test
  void serverThatSaidNothing_isNotWaitedForWhenTheTimeIsUp() {
    RedisConnection connection = new RedisConnection(channel, channel.socket(), null);
    List<@Nullable Object> replies = launched(connection).get();
    assertTrue(assertInstanceOf(LinkException.class, replies.get(0)).maybeSent());
    assertTrue(connection.isLate());
    assertFalse(connection.end());
  }

  @Test
  void replyThatIsHere_isReadHoweverLateItIsAskedFor() throws IOException {
    RedisConnection connection = new RedisConnection(channel, channel.socket(), null);
    Supplier<List<@Nullable Object>> replies = launched(connection);
    server.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
    while (channel.socket().getInputStream().available() == 0) {
      Thread.onSpinWait();
    }
    assertArrayEquals(
        "PONG".getBytes(StandardCharsets.US_ASCII),
        assertInstanceOf(byte[].class, replies.get().get(0)));
    assertTrue(connection.end());
  }

  @Test
  void graceIsOneForAll_andHalfOfAShortTime() {
    long deadline = ago(1_000);
    assertEquals(deadline + GRACE, Patience.until(deadline, ago(3_000)));
    long soon = ago(-10);
    assertEquals(soon + GRACE, Patience.until(soon, ago(3_000)));
    long later = ago(-60_000);
    assertEquals(later, Patience.until(later, System.nanoTime()));
    assertEquals(deadline + 500, Patience.until(deadline, deadline - 1_000));
  }

  @Test
  void serverThatHadHardlyAnyOfTheTime_isNotToBlame() {
    assertTrue(new Patience(ago(-10_000), ago(-60_000), false).blames());
    assertTrue(new Patience(ago(10_000), ago(-60_000), false).blames());
    assertFalse(new Patience(ago(10_000), ago(-3_000), false).blames());
    long deadline = ago(1_000);
    assertTrue(new Patience(deadline, deadline, false).blames());
  }
}

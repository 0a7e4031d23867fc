package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaycache.store.Callers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For how long a lone caller looks for a reply. Who looks has a channel that does not block. */
@Timeout(30)
class LimitedSocketTest {
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final int LONG_REQUEST = 40_000;

  private final byte[] bytes = new byte[100];
  private SocketChannel near;
  private SocketChannel far;
  private Socket socket;

  @BeforeEach
  void connect() throws IOException {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      near = SocketChannel.open(server.getLocalAddress());
      far = server.accept();
    }
    Callers callers = new Callers();
    callers.come();
    socket =
        new LimitedSocket(near.socket(), new TimeLimit(), new PolledChannel(near, TIME, callers));
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
  }

  private CompletableFuture<Integer> read() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            InputStream in = socket.getInputStream();
            return in.read(bytes, 0, bytes.length);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void ask(int length) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(new byte[length]);
    out.flush();
    ByteBuffer asked = ByteBuffer.allocate(length);
    while (asked.hasRemaining()) {
      far.read(asked);
    }
  }

  private void awaitLook() throws InterruptedException {
    while (near.isBlocking()) {
      TimeUnit.MICROSECONDS.sleep(100);
    }
  }

  @Test
  void replyToLongRequest_isLookedForLonger() throws Exception {
    ask(LONG_REQUEST);
    CompletableFuture<Integer> read = read();
    awaitLook();
    TimeUnit.NANOSECONDS.sleep(TIME.toNanos() + TIME.toNanos() / 4);
    assertFalse(near.isBlocking(), "still looking");
    far.write(ByteBuffer.allocate(7));
    assertEquals(7, read.get());
  }

  /** A server answers some commands of a pipeline before it reads the others. */
  @Test
  void restOfReply_isLookedForAsWell() throws Exception {
    ask(100);
    for (int i = 1; i <= 3; i++) {
      CompletableFuture<Integer> read = read();
      awaitLook();
      far.write(ByteBuffer.allocate(i));
      assertEquals(i, read.get());
    }
  }
}

package dev.jaycache.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {
  private EchoServer server;
  private FaultProxy proxy;
  private Socket client;

  @BeforeEach
  void open() throws IOException {
    server = new EchoServer();
    proxy = new FaultProxy(server.host(), server.port());
    client = connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), proxy.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String ask(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(ascii(text));
    return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen within 30 s");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void noFault_passesEveryByte() throws IOException {
    byte[] all = new byte[100_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31);
    }
    Thread writer =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(all);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    writer.start();
    assertArrayEquals(all, client.getInputStream().readNBytes(all.length));
    assertEquals(1, proxy.connections());
  }

  @Test
  void delay_holdsEachPieceBack() throws IOException {
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(200));
    long start = System.nanoTime();
    assertEquals("late", ask(client, "late"));
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200));
  }

  @Test
  void dropToServer_keepsTheConnectionAndLosesTheRequest() throws IOException {
    proxy.drop(Direction.TO_SERVER);
    client.setSoTimeout(100);
    assertThrows(SocketTimeoutException.class, () -> ask(client, "lost"));
    assertEquals(0, server.received());
    proxy.pass();
    client.setSoTimeout(30_000);
    assertEquals("kept", ask(client, "kept"));
  }

  @Test
  void dropToClient_letsTheServerDoTheWork() throws IOException {
    proxy.drop(Direction.TO_CLIENT);
    client.setSoTimeout(100);
    assertThrows(SocketTimeoutException.class, () -> ask(client, "lost"));
    await(() -> server.received() == 4);
    assertEquals(1, proxy.connections());
  }

  @Test
  void cutAfterBytes_passesExactlyThose() throws IOException {
    proxy.cutAfter(Direction.TO_CLIENT, 3);
    client.getOutputStream().write(ascii("abcdef"));
    assertArrayEquals(ascii("abc"), client.getInputStream().readAllBytes());
    assertEquals(1, proxy.hits());
    try (Socket next = connect()) {
      assertEquals("again", ask(next, "again"));
    }
  }

  @Test
  void cutAfterBytesToServer_countsOverSeveralPieces() throws IOException {
    proxy.cutAfter(Direction.TO_SERVER, 8);
    assertEquals("12345", ask(client, "12345"));
    client.getOutputStream().write(ascii("67890"));
    await(() -> server.received() == 8);
    await(() -> proxy.connections() == 0);
    assertEquals(8, server.received());
  }

  @Test
  void lostReply_meansDoneAndUntold() throws IOException {
    proxy.loseReply();
    client.getOutputStream().write(ascii("work"));
    assertEquals(-1, client.getInputStream().read());
    assertEquals(4, server.received());
  }

  @Test
  void lostReplyToAWord_sparesOtherRequests() throws IOException {
    proxy.loseReplyTo("EVALSHA");
    assertEquals("PING", ask(client, "PING"));
    client.getOutputStream().write(ascii("*3 EVALSHA x"));
    assertEquals(-1, client.getInputStream().read());
    assertEquals(16, server.received());
    assertEquals(1, proxy.hits());
    try (Socket next = connect()) {
      assertEquals("EVALSHA", ask(next, "EVALSHA"));
    }
  }

  @Test
  void garbage_standsInForOnePiece() throws IOException {
    proxy.garbage(Direction.TO_CLIENT, ascii("%!"));
    client.getOutputStream().write(ascii("good"));
    assertArrayEquals(ascii("%!"), client.getInputStream().readNBytes(2));
    assertEquals("good", ask(client, "good"));
  }

  @Test
  void refuse_keepsOpenConnectionsAndTakesNoNewOnes() throws IOException {
    assertEquals("a", ask(client, "a"));
    proxy.refuse();
    assertThrows(ConnectException.class, this::connect);
    assertEquals("b", ask(client, "b"));
    proxy.pass();
    try (Socket next = connect()) {
      assertEquals("c", ask(next, "c"));
    }
  }

  @Test
  void reset_isAnErrorAndCutIsAnEnd() throws IOException {
    assertEquals("a", ask(client, "a"));
    proxy.reset();
    assertThrows(SocketException.class, () -> client.getInputStream().read());
    try (Socket next = connect()) {
      assertEquals("b", ask(next, "b"));
      proxy.cut();
      assertEquals(-1, next.getInputStream().read());
    }
  }

  @Test
  void deadTarget_endsTheClientsConnection() throws IOException {
    server.close();
    try (Socket next = connect()) {
      assertEquals(-1, next.getInputStream().read());
    }
  }

  @Test
  void closed_endsItsThreads() {
    String name = "proxy-" + proxy.port() + "-";
    proxy.close();
    await(() -> Arrays.stream(threads()).noneMatch(each -> each != null && each.startsWith(name)));
  }

  private static String[] threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toArray(String[]::new);
  }
}

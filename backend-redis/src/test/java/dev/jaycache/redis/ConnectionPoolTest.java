package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Callers;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;

/** Connections, one by one. */
@ServerTest
@Timeout(120)
class ConnectionPoolTest {
  private final RedisProcess server = SharedServers.of(Flavor.REDIS);
  private final RedisAddress address =
      new RedisAddress(Endpoint.tcp(server.host(), server.port()), Access.PLAIN);
  private final RedisSettings settings = RedisSettings.of(TestBackends.settings(""));
  private final DeadlineWatch watch =
      new DeadlineWatch(address.place(), TimeUnit.SECONDS.toNanos(10));
  private final Connector connector = new Connector(address, settings, null, watch);
  private final ConnectionPool pool = new ConnectionPool(connector, watch, 1, watch.callers());

  private static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @AfterEach
  void closePool() {
    pool.close();
    watch.close();
  }

  @Test
  void connectionGivenBack_goesOutAgain() {
    RedisConnection first = pool.borrow(in(10_000));
    assertFalse(first.isUsed());
    pool.giveBack(first);
    RedisConnection second = pool.borrow(in(10_000));
    assertSame(first, second);
    assertTrue(second.isUsed());
    pool.giveBack(second);
  }

  @Test
  void brokenConnection_doesNotGoOutAgain() {
    RedisConnection first = pool.borrow(in(10_000));
    first.abort();
    pool.giveBack(first);
    RedisConnection second = pool.borrow(in(10_000));
    assertNotSame(first, second);
    pool.giveBack(second);
  }

  @Test
  void allInUse_isAnErrorThatNamesTheSetting() {
    RedisConnection only = pool.borrow(in(60_000));
    LinkException e = assertThrows(LinkException.class, () -> pool.borrow(in(20)));
    assertFalse(e.maybeSent());
    assertTrue(String.valueOf(e.getMessage()).contains("redis.pool.max-connections"));
    pool.giveBack(only);
    pool.giveBack(pool.borrow(in(10_000)));
  }

  @Test
  void connectionWhoseDeadlinePassed_isClosed() {
    pool.giveBack(pool.borrow(in(10_000)));
    RedisConnection late = pool.borrow(in(20));
    while (!late.isLate()) {
      Thread.onSpinWait();
    }
    pool.giveBack(late);
    assertFalse(late.isConnected());
  }

  @Test
  void closedPool_givesNoneAndKeepsNone() {
    RedisConnection used = pool.borrow(in(10_000));
    pool.close();
    assertThrows(IllegalStateException.class, () -> pool.borrow(in(0)));
    assertTrue(used.isConnected());
    pool.giveBack(used);
    assertFalse(used.isConnected());
  }

  /** Who waits is counted as well, and who got none is not. */
  @Test
  void callers_areCounted() throws Exception {
    Callers callers = watch.callers();
    RedisConnection only = pool.borrow(in(60_000));
    assertThrows(LinkException.class, () -> pool.borrow(in(1)));
    assertTrue(callers.areOne());
    FutureTask<RedisConnection> waiting = new FutureTask<>(() -> pool.borrow(in(60_000)));
    new Thread(waiting, "caller").start();
    while (callers.areOne()) {
      Thread.onSpinWait();
    }
    pool.giveBack(only);
    RedisConnection handedOn = waiting.get();
    assertTrue(callers.areOne());
    pool.giveBack(handedOn);
    callers.come();
    assertTrue(callers.areOne(), "all have left");
  }

  @Test
  void whoGetsNoConnection_isNotCounted() throws IOException {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    RedisAddress gone = new RedisAddress(Endpoint.tcp(server.host(), nobody), Access.PLAIN);
    Connector none = new Connector(gone, settings, null, watch);
    try (ConnectionPool empty = new ConnectionPool(none, watch, 1, watch.callers())) {
      assertThrows(LinkException.class, () -> empty.borrow(in(10_000)));
    }
    watch.callers().come();
    assertTrue(watch.callers().areOne());
  }

  /** A socket whose reader meets an error of the JVM. */
  private static final class OutOfMemory extends Socket {
    @Override
    public boolean isBound() {
      return true;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public int getSoTimeout() {
      return 0;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() {
          throw new OutOfMemoryError("no room for the reply");
        }

        @Override
        public int read(byte[] into, int from, int length) {
          throw new OutOfMemoryError("no room for the reply");
        }
      };
    }
  }

  @Test
  void connectionWhoseReplyWasNotReadWhole_isNotUsedAgain() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SocketChannel channel = SocketChannel.open(listener.getLocalSocketAddress());
        OutOfMemory socket = new OutOfMemory()) {
      RedisConnection connection = new RedisConnection(channel, socket, null);
      connection.begin(in(60_000));
      Command ping = new Command(Protocol.Command.PING);
      assertThrows(OutOfMemoryError.class, () -> connection.exchange(ping));
      assertFalse(connection.end());
    }
  }

  @Test
  void sessionOfAServerThatLeft_isALostReplyAndNoClosedManager() {
    BreakerLink breaker =
        new BreakerLink(new PooledLink(connector, watch, settings), settings.breaker());
    for (boolean left : new boolean[] {true, false}) {
      try (Sessions sessions = new Sessions(connector, watch, 1, breaker);
          Session session = sessions.open(in(10_000))) {
        if (left) {
          sessions.retire();
        } else {
          sessions.close();
        }
        RuntimeException e =
            assertThrows(
                RuntimeException.class,
                () -> session.call(new Command(Protocol.Command.PING), in(10_000)));
        assertSame(left ? LinkException.class : IllegalStateException.class, e.getClass());
      }
    }
    breaker.close();
  }

  @Test
  void idleConnection_isAliveUntilTheOtherSideEndsOrSpeaks() throws IOException {
    for (int end = 0; end < 3; end++) {
      try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          SocketChannel channel = SocketChannel.open(listener.getLocalSocketAddress());
          Socket other = listener.accept()) {
        RedisConnection connection = new RedisConnection(channel, channel.socket(), null);
        assertTrue(connection.isAlive());
        assertTrue(connection.isAlive());
        switch (end) {
          case 0 -> other.close();
          case 1 -> {
            other.setSoLinger(true, 0);
            other.close();
          }
          default -> other.getOutputStream().write('-');
        }
        while (connection.isAlive()) {
          Thread.onSpinWait();
        }
      }
    }
  }
}

package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Callers;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose lone caller looks for its reply until it comes. */
class ServerSessionTest {
  private static final Wire TEXT = new TextWire();
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private static ServerSession connect(FakeServer server) throws IOException {
    ServerAddress address = server.address();
    return ServerSession.connect(
        new InetSocketAddress(address.host(), address.port()),
        new LinkSettings(
            PATIENCE, PATIENCE, Duration.ofMinutes(2), TEXT, 1, null, "", Breaker.Limits.OFF),
        new QuietProbe.Memory(),
        new Callers(),
        "the server",
        10_000);
  }

  private static Burst ask(ServerSession session) throws InterruptedException {
    Burst burst = Burst.of(List.of(new Command.Get(0, List.of("key"))), TEXT);
    session.write(burst);
    assertTrue(session.await(burst, System.nanoTime() + PATIENCE));
    return burst;
  }

  @ParameterizedTest
  @ValueSource(strings = "END\r\nEND\r\n")
  @NullSource
  void serverThatClosesOrSaysTooMuch_isNoErrorOfThisSide(@Nullable String answer) throws Exception {
    try (FakeServer server = FakeServer.start(() -> line -> answer)) {
      ServerSession session = connect(server);
      ask(session);
      assertTrue(session.isClosed());
      assertNull(session.ended(true).getCause());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "END\r\n")
  void reply_isTaken(String answer) throws Exception {
    try (FakeServer server = FakeServer.start(() -> line -> answer)) {
      ServerSession session = connect(server);
      for (int i = 0; i < 10; i++) {
        assertTrue(ask(session).hasAll());
      }
      assertFalse(session.isClosed());
      session.cut("the test is over");
    }
  }
}

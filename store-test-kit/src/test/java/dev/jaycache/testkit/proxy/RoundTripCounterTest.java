package dev.jaycache.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundTripCounterTest {
  @Test
  void pipelineOfManyPieces_isOneTripEachTimeTheClientWaits() throws IOException {
    try (EchoServer server = new EchoServer();
        RoundTripCounter counter =
            new RoundTripCounter(server.host(), server.port(), Duration.ofMillis(300));
        Socket client =
            new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), counter.port())) {
      client.setTcpNoDelay(true);
      for (int trip = 1; trip <= 3; trip++) {
        for (int piece = 0; piece < 100; piece++) {
          client.getOutputStream().write(new byte[200]);
          client.getOutputStream().flush();
        }
        assertEquals(20_000, client.getInputStream().readNBytes(20_000).length);
        assertEquals(trip, counter.trips());
      }
    }
  }

  @Test
  @ServerTest
  void commands_areCountedAtTheServerAndTripsOnTheWay() {
    try (RedisProcess server =
            RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withPassword("x"));
        CommandCounter commands = new CommandCounter(server);
        RoundTripCounter trips = new RoundTripCounter(server.host(), server.port());
        RespClient client = RespClient.connect("127.0.0.1", trips.port(), null)) {
      long begun =
          trips.during(
              () -> {
                client.text("AUTH", "x");
                client.text("SET", "a", "1");
                client.text("EVAL", "return redis.call('GET', KEYS[1])", "1", "a");
              });
      assertEquals(3, begun);
      assertEquals(Map.of("auth", 1L, "set", 1L, "eval", 1L, "get", 1L), commands.calls());
      assertEquals(4, commands.total());
      commands.reset();
      assertEquals(Map.of(), commands.calls());
    }
  }
}

package dev.jaycache.testkit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

@ServerTest
class SharedServersTest {
  @Test
  void emptied_haveNoEntriesAndTakeNewOnes() throws IOException {
    RedisProcess redis = SharedServers.of(Flavor.REDIS);
    MemcachedProcess memcached = SharedServers.memcached(1).get(0);
    for (int round = 0; round < 2; round++) {
      redis.cli("SET", "k", "v");
      set(memcached);
      assertEquals("v", redis.cli("GET", "k"));
      assertEquals(List.of("VALUE k 0 1", "v"), memcached.ask("get k"));
      SharedServers.empty();
      assertEquals("0", redis.cli("DBSIZE"));
      assertEquals(List.of(), memcached.ask("get k"));
    }
  }

  private static void set(MemcachedProcess server) throws IOException {
    try (Socket socket = server.connect()) {
      socket.getOutputStream().write("set k 0 0 1\r\nv\r\n".getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertEquals("STORED", in.readLine());
    }
  }
}

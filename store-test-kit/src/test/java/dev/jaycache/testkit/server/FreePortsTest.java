package dev.jaycache.testkit.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ports for servers. */
class FreePortsTest {
  @Test
  void ports_areFreeAndGivenOnce() throws Exception {
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      int port = FreePorts.next();
      assertTrue(given.add(port), () -> "given twice: " + port);
      assertTrue(port >= 10_000 && port < 32_768, () -> "connections may get it: " + port);
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }
}

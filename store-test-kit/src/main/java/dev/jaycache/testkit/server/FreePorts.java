package dev.jaycache.testkit.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on the loopback address for servers, below those that the system gives to connections: a
 * server that is stopped and started again must find its port free, however many connections others
 * make meanwhile. Safe for any number of threads.
 */
final class FreePorts {
  private static final int FIRST = 10_000;

  /** Linux gives connections those from 32768 on: {@code net.ipv4.ip_local_port_range}. */
  private static final int END = 32_768;

  private static final int TRIES = 1_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /** A port that nobody has, and that was not given before. */
  static int next() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int tried = 0; tried < TRIES; tried++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (GIVEN.add(port)) {
        try (ServerSocket socket = new ServerSocket(port, 1, loopback)) {
          return socket.getLocalPort();
        } catch (BindException e) {
          // Somebody has it.
        }
      }
    }
    throw new IOException("no free port between " + FIRST + " and " + END);
  }
}

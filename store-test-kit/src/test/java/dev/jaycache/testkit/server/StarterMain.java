package dev.jaycache.testkit.server;

import java.io.IOException;

/** Starts a server, says its process id, and waits until it is killed or its input ends. */
final class StarterMain {
  private StarterMain() {}

  public static void main(String[] arguments) throws IOException {
    RedisProcess server = RedisProcess.start(Flavor.REDIS);
    System.out.println(server.pid());
    System.out.flush();
    System.in.readAllBytes();
    if (!server.isAlive()) {
      throw new IllegalStateException("the server ended before its starter");
    }
  }
}

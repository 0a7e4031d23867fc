package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three JVMs write the same keys, each over a link of its own that breaks, while the server freezes
 * and dies: none ever sees again what it has overwritten or removed.
 */
@ServerTest
@Timeout(600)
public abstract class SeveralJvmsOutageContract {
  private static final int JVMS = 3;
  private static final int OUTAGES = 12;

  private final List<ChildJvm> children = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private OutageServer server;

  /** Starts a server for one test. */
  protected abstract OutageServer start();

  /** Settings for all JVMs, each {@code path=value} below {@code jaycache}. */
  protected List<String> settings() {
    return List.of();
  }

  @BeforeEach
  final void open() {
    server = start();
  }

  @AfterEach
  final void close() {
    children.forEach(ChildJvm::close);
    proxies.forEach(FaultProxy::close);
    goOn();
    server.close();
  }

  private void startChild() {
    FaultProxy proxy = new FaultProxy("127.0.0.1", server.port());
    proxies.add(proxy);
    List<String> arguments = new ArrayList<>();
    arguments.add("jvm" + children.size());
    arguments.addAll(settings());
    arguments.add("servers=" + server.scheme() + "://127.0.0.1:" + proxy.port());
    arguments.add("cache-defaults.on-error=miss");
    arguments.add("command-timeout=150 ms");
    arguments.add("breaker.allowed-timeouts=3");
    arguments.add("breaker.disable-time=20 ms");
    children.add(ChildJvm.start(OutageJvm.class, arguments.toArray(new String[0])));
  }

  private void goOn() {
    if (server.isAlive()) {
      server.resume();
    } else {
      server.restart();
    }
  }

  private void work() {
    children.forEach(child -> child.say("go"));
    children.forEach(child -> assertEquals("tick", child.hear()));
  }

  @Test
  void whatAJvmOverwroteOrRemoved_neverComesBackToIt() {
    for (int i = 0; i < JVMS; i++) {
      startChild();
    }
    children.forEach(child -> assertEquals("ready", child.hear()));
    work();
    Random random = new Random(7);
    for (int i = 0; i < OUTAGES; i++) {
      FaultProxy proxy = proxies.get(i % JVMS);
      switch (random.nextInt(5)) {
        case 0 -> {
          proxy.refuse();
          proxy.cut();
        }
        case 1 -> proxy.drop();
        case 2 -> server.pause();
        case 3 -> proxy.reset();
        default -> server.kill();
      }
      work();
      proxy.pass();
      goOn();
      work();
    }
    children.forEach(child -> child.say("end"));
    long dropped = 0;
    for (ChildJvm child : children) {
      List<String> said = child.hearAll();
      String[] counts = said.get(said.size() - 1).split(" ");
      dropped += Long.parseLong(counts[1]);
    }
    assertTrue(dropped > 0, "nothing was dropped, so nothing was tried");
    System.out.println(dropped + " writes were dropped");
  }
}

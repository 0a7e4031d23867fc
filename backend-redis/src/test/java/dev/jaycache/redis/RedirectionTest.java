package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class RedirectionTest {
  private static final Endpoint MASTER = Endpoint.tcp("10.0.0.7", 7001);

  private static Endpoint master(String info) {
    return ServerTalk.master(info.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void replicaThatWasNotAsked_sendsToItsMaster() {
    Redirection redirection = Redirection.of(new NoMasterException(false, MASTER));
    assertEquals(new Redirection(Redirection.Kind.MOVED, -1, "10.0.0.7", 7001), redirection);
    assertEquals(MASTER, redirection.target(Endpoint.tcp("10.0.0.8", 7002)));
  }

  @Test
  void replicaOfNobodyKnown_isLost() {
    Redirection redirection = Redirection.of(new NoMasterException(false));
    assertEquals(Redirection.Kind.LOST, redirection.kind());
  }

  @Test
  void replicaThatMayHaveDoneSomething_isAnAnswer() {
    assertNull(Redirection.of(new NoMasterException(true, MASTER)));
  }

  @Test
  void movedSlot_isWhereTheErrorSays() {
    assertEquals(
        new Redirection(Redirection.Kind.MOVED, 3999, "127.0.0.1", 6381),
        Redirection.of(new JedisDataException("MOVED 3999 127.0.0.1:6381")));
  }

  @Test
  void replicaSaysWhereItsMasterIs() {
    assertEquals(
        MASTER,
        master("# Replication\r\nrole:slave\r\nmaster_host:10.0.0.7\r\nmaster_port:7001\r\n"));
    assertNull(master("# Replication\r\nrole:master\r\n"));
    assertNull(master("master_host:10.0.0.7\r\nmaster_port:none\r\n"));
    assertNull(ServerTalk.master(new JedisDataException("NOPERM")));
  }
}

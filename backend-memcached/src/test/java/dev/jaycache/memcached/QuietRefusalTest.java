package dev.jaycache.memcached;

import static dev.jaycache.memcached.QueueTalk.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.store.outage.Breaker;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are told when a server refuses some of the writes that are quiet. */
@ServerTest
@Timeout(120)
class QuietRefusalTest {
  private static final Wire TEXT = new TextWire();

  /** A server that refuses one of the writes that are quiet, and does all others. */
  private static final class Full implements FakeServer.Script {
    private int writes;

    @Override
    public String answer(String line) {
      if (line.startsWith("ms ")) {
        writes++;
        return "";
      }
      if (line.equals("mn")) {
        String refusal = writes > 0 ? "SERVER_ERROR out of memory storing object\r\n" : "";
        writes = 0;
        return refusal + "MN\r\n";
      }
      return line.equals("version") ? "VERSION 1.6.18\r\n" : "STORED\r\n";
    }
  }

  /** It answers: so the standby is left alone, however many are told that nobody knows. */
  @Test
  void refusalOfWhichNobodyKnowsWhoseItIs_isNoOutage() {
    LinkSettings calm = TestLinks.settings(TEXT, 10_000);
    LinkSettings settings =
        new LinkSettings(
            calm.connectNanos(),
            calm.commandNanos(),
            calm.busyPoll(),
            TEXT,
            4,
            null,
            "",
            Breaker.Limits.OFF);
    try (FakeServer main = FakeServer.start(Full::new);
        FakeServer spare = FakeServer.start(Full::new);
        MemcachedLink nodes =
            new TurnLink(List.of(main.address(), spare.address()), 1, "ketama", settings)) {
      Failover failover = new Failover(nodes, 1, 1);
      MemcachedLink link = new StandbyLink(failover, "generation");
      List<Command> writes =
          List.of(write(Command.Mode.SET, "a", "1", 0), write(Command.Mode.SET, "b", "2", 0));
      int unsure = 0;
      for (int i = 0; i < 40; i++) {
        List<Reply> replies = link.run(writes, link.deadline());
        if (replies.get(0) == Reply.Done.YES) {
          assertEquals(Reply.Done.YES, replies.get(1));
        } else {
          Reply expected = new Reply.Unsure("SERVER_ERROR out of memory storing object", 2);
          assertEquals(List.of(expected, expected), replies);
          unsure++;
        }
      }
      // Each of four connections was quiet until that.
      assertEquals(4, unsure);
      assertFalse(failover.last(0).standby());
      StoreException told =
          new MemcachedErrors(link).of(writes.get(0), new Reply.Unsure("SERVER_ERROR full", 2));
      assertInstanceOf(UnknownOutcomeException.class, told);
      assertTrue(String.valueOf(told.getMessage()).contains("key a"), told::getMessage);
      assertTrue(String.valueOf(told.getMessage()).contains("of 2 writes"), told::getMessage);
    }
  }

  /** Who is told that nobody knows looks for what he wrote. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bulkToAFullServer_isToldOfKeyByKey(boolean binary) {
    Wire wire = binary ? new BinaryWire() : TEXT;
    String value = "v".repeat(700);
    try (MemcachedProcess server = MemcachedProcess.start("-M", "-m", "2");
        Backend backend =
            TestLinks.backend(TestLinks.addresses(List.of(server)), wire, TestClock.real());
        Store<byte[], byte[]> store = Entries.open(backend)) {
      StoreException refused = null;
      for (int round = 0; refused == null && round < 1_000; round++) {
        List<Request<byte[], byte[]>> puts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          puts.add(
              new Request<>(
                  Entries.key("k" + round + '-' + i),
                  Entries.put(Guard.any(), value, Want.NOTHING)));
        }
        List<Outcome<byte[]>> outcomes;
        try {
          outcomes = store.applyAll(puts);
        } catch (StoreException e) {
          refused = e;
          outcomes = e.outcomes(20);
        }
        for (int i = 0; i < 20; i++) {
          byte[] there = Entries.read(store, "k" + round + '-' + i);
          if (outcomes.get(i) == null) {
            assertNull(there);
          } else {
            assertArrayEquals(Bodies.text(value), there);
          }
        }
      }
      assertNotNull(refused, "it was never full");
      assertTrue(String.valueOf(refused.getMessage()).contains("is full"), refused::getMessage);
    }
  }
}

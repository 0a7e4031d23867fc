package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that give no cas ids: nothing that has to compare is done in any case. */
@ServerTest
class WithoutCasTest {
  private static void assertRefused(Runnable work) {
    StoreException error = assertThrows(StoreException.class, work::run);
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("no cas ids") && message.contains("-C"), message);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void server_isNotWrittenToByComparing(boolean binary) {
    try (MemcachedProcess server = MemcachedProcess.start("-C");
        Backend backend =
            TestLinks.backend(
                TestLinks.addresses(List.of(server)),
                binary ? new BinaryWire() : new TextWire(),
                TestClock.real());
        Store<byte[], byte[]> store = Entries.open(backend)) {
      assertEquals(Effect.STORED, Entries.put(store, "k", "mine"));
      List<Mutation<byte[]>> comparing =
          List.of(
              Entries.put(Guard.present(), "other", Want.EFFECT),
              Mutation.remove(Guard.present(), Want.EFFECT));
      for (Mutation<byte[]> mutation : comparing) {
        assertRefused(() -> store.apply(Entries.key("k"), mutation));
        assertArrayEquals(Bodies.text("mine"), Entries.read(store, "k"));
      }
      assertRefused(store::clear);
      assertArrayEquals(Bodies.text("mine"), Entries.read(store, "k"));
    }
  }

  @Test
  void writeByCasId_hasOne() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Command.Write(0, Command.Mode.CAS, "k", new byte[0], 0, 0));
  }
}

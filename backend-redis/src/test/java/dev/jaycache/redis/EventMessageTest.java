package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.testkit.Bodies;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages as the script makes them, and what is none. */
class EventMessageTest {
  private static final byte[] KEY = Mutations.key("key");
  private static final byte[] NEW = Envelope.seal(7, Bodies.text("new"));
  private static final byte[] OLD = Envelope.seal(6, Bodies.text("old"));

  private static byte[] message(int effect, byte[] value, byte[] oldValue) {
    byte[] head = EventMessage.head(42);
    return ByteBuffer.allocate(head.length + 9 + KEY.length + value.length + oldValue.length)
        .put(head)
        .put((byte) effect)
        .putInt(KEY.length)
        .putInt(value.length)
        .put(KEY)
        .put(value)
        .put(oldValue)
        .array();
  }

  private static void assertMessage(Effect effect, boolean written, boolean old, byte[] bytes) {
    EventMessage read = EventMessage.read(bytes);
    assertNotNull(read);
    assertEquals(42, read.origin());
    assertEquals(effect, read.effect());
    assertArrayEquals(KEY, read.key());
    assertArrayEquals(written ? Bodies.text("new") : null, read.value());
    assertArrayEquals(old ? Bodies.text("old") : null, read.oldValue());
  }

  @Test
  void effects_haveTheirValues() {
    byte[] none = {};
    assertMessage(Effect.CREATED, true, false, message(1, NEW, none));
    assertMessage(Effect.UPDATED, true, true, message(2, NEW, OLD));
    assertMessage(Effect.UPDATED, true, false, message(2, NEW, none));
    assertMessage(Effect.UPDATED_EXPIRED, true, true, message(3, NEW, OLD));
    assertMessage(Effect.REMOVED, false, true, message(5, none, OLD));
    assertMessage(Effect.REMOVED, false, false, message(5, none, none));
    assertMessage(Effect.EXPIRED, false, true, message(7, none, OLD));
    for (int effect : new int[] {0, 4, 6, 8, 15}) {
      assertNull(EventMessage.read(message(effect, none, OLD)));
      assertNull(EventMessage.read(message(effect, NEW, OLD)));
    }
    assertNull(EventMessage.read(message(1, none, none)));
    assertNull(EventMessage.read(message(5, NEW, none)));
  }

  @Test
  void changeThatIsNoEvent_hasItsKey() {
    byte[] bytes = EventMessage.changed(EventMessage.head(42), KEY);
    assertArrayEquals(message(6, new byte[0], new byte[0]), bytes);
    assertArrayEquals(KEY, EventMessage.key(bytes));
    assertFalse(EventMessage.isEvent(bytes));
    assertEquals(42, EventMessage.origin(bytes));
    assertTrue(EventMessage.isEvent(message(2, NEW, OLD)));
    assertArrayEquals(KEY, EventMessage.key(message(2, NEW, OLD)));
    assertNull(EventMessage.key(new byte[0]));
    assertNull(EventMessage.key("junk that is long enough".getBytes()));
    assertNull(EventMessage.key(Arrays.copyOf(bytes, bytes.length - 1)));
  }

  @Test
  void damagedMessages_areNoneOrHaveIntactValues() {
    Random random = new Random(1);
    byte[] whole = message(2, NEW, OLD);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 4));
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      EventMessage read = EventMessage.read(bytes);
      if (read != null && read.value() != null) {
        assertArrayEquals(Bodies.text("new"), read.value());
      }
    }
    assertNull(EventMessage.read(new byte[0]));
    assertNull(EventMessage.read("junk that is long enough".getBytes()));
  }
}

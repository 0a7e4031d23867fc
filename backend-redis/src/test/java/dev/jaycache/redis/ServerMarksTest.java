package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerMarksTest {
  private static final String OTHERS =
      "aa 127.0.0.1:7002@17002 master - 0 1 2 connected 5461-10922\n"
          + "bb 127.0.0.1:7003@17003 slave cc 0 1 2 connected\n";

  private static ServerMarks of(String slots) {
    String own = "cc 127.0.0.1:7001@17001 myself,master - 0 1 1 connected" + slots + "\n";
    ServerMarks marks = ServerMarks.ofNode("app", OTHERS + own);
    assertNotNull(marks);
    return marks;
  }

  private static List<Integer> slots(ServerMarks marks) {
    return marks.keys().stream().map(SlotTable::slot).toList();
  }

  @Test
  void node_hasAMarkInTheLastSlotOfEachRange() {
    ServerMarks marks = of(" 7 0-5 16000-16383 [93-<-aa] [94->-aa]");
    assertEquals(List.of(16_383, 5, 7), slots(marks));
    assertEquals(16_383, SlotTable.slot(marks.lock()));
    for (byte[] key : marks.keys()) {
      assertTrue(marks.has(key));
      String text = new String(key, StandardCharsets.US_ASCII);
      assertTrue(text.startsWith("app:%server:cc:{"), text);
    }
    assertTrue(marks.has(marks.lock()));
    assertFalse(marks.has("app:%server".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void manyRanges_haveNoMoreThanEightMarks() {
    StringBuilder slots = new StringBuilder(" 9000-9005");
    for (int i = 0; i < 100; i++) {
      slots.append(' ').append(2 * i);
    }
    ServerMarks marks = of(slots.toString());
    assertEquals(8, marks.keys().size());
    assertEquals(9005, slots(marks).get(0), "the longest range first");
  }

  @Test
  void nodeWithoutSlots_hasNone() {
    String own = "cc 127.0.0.1:7001@17001 myself,master - 0 1 1 connected";
    assertNull(ServerMarks.ofNode("app", OTHERS + own + "\n"));
    assertNull(ServerMarks.ofNode("app", OTHERS + own + " [93-<-aa]\n"));
    assertNull(ServerMarks.ofNode("app", OTHERS));
    assertNull(ServerMarks.ofNode("app", ""));
  }

  @Test
  void server_hasOneUnderTheNamespace() {
    ServerMarks marks = ServerMarks.ofServer("a:b");
    assertEquals(
        List.of("a%3Ab:%server"),
        marks.keys().stream().map(key -> new String(key, StandardCharsets.US_ASCII)).toList());
    assertFalse(marks.slotted());
  }
}

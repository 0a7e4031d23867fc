package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeMarksTest {
  private static final String OTHERS =
      "aa 127.0.0.1:7002@17002 master - 0 1 2 connected 5461-10922\n"
          + "bb 127.0.0.1:7003@17003 slave cc 0 1 2 connected\n";
  private static final String OWN = "cc 127.0.0.1:7001@17001 myself,master - 0 1 1 connected";

  private static NodeMarks of(String slots) {
    NodeMarks marks = NodeMarks.of("app", OTHERS + OWN + slots + "\n");
    assertNotNull(marks);
    return marks;
  }

  private static List<Integer> slots(NodeMarks marks) {
    return marks.keys().stream().map(SlotTable::slot).toList();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void marks_areSpreadOverAllSlots() {
    assertEquals(
        List.of(99, 199, 299, 399, 499, 599, 699, 16_383), slots(of(" 0-699 16284-16383")));
  }

  @Test
  void fewSlots_haveOneMarkEach() {
    NodeMarks marks = of(" 7 16382-16383");
    assertEquals(List.of(7, 16_382, 16_383), slots(marks));
    assertEquals(7, SlotTable.slot(marks.lock()));
  }

  @Test
  void slotThatIsLeaving_hasNone() {
    assertEquals(List.of(3, 5), slots(of(" 3-5 [4->-aa] [93-<-aa]")));
  }

  @Test
  void keys_areThoseOfTheNodeAlone() {
    NodeMarks marks = of(" 0-9");
    for (byte[] key : marks.keys()) {
      assertTrue(marks.has(key));
      String text = new String(key, StandardCharsets.US_ASCII);
      assertTrue(text.startsWith("app:%server:cc:{"), text);
    }
    assertTrue(marks.has(marks.lock()));
    assertTrue(marks.has(ascii("app:%server:cc:{of a slot that it had}")));
    assertFalse(marks.has(ascii("app:%server:aa:{1}")));
    assertFalse(marks.has(ascii("app:%server")));
    assertEquals("app:%server:cc:*", new String(marks.pattern(), StandardCharsets.US_ASCII));
  }

  @Test
  void nodeWithoutSlots_hasNone() {
    assertNull(NodeMarks.of("app", OTHERS + OWN + "\n"));
    assertNull(NodeMarks.of("app", OTHERS + OWN + " [93-<-aa]\n"));
    assertNull(NodeMarks.of("app", OTHERS + OWN + " 93 [93->-aa]\n"));
    assertNull(NodeMarks.of("app", OTHERS));
    assertNull(NodeMarks.of("app", ""));
  }
}

package dev.jaycache.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.report.JsonTest.Page;
import dev.jaycache.report.JsonTest.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void rows_standBelowTheirHeadings() {
    assertEquals(
        """
        first_name  slots_assigned
        alice                    1
        b                     1000
        """,
        Table.of(List.of(new Row("alice", 1, null), new Row("b", 1000, null))));
    assertEquals("", Table.of(List.of()));
  }

  @Test
  void whatIsMissingInSomeRows_isADash() {
    assertEquals(
        """
        first_name  slots_assigned  socket_path
        -                        1  /x
        b                        2  -
        """,
        Table.of(List.of(new Row("", 1, "/x"), new Row("b", 2, null))));
  }

  @Test
  void recordsInside_areATableBelow() {
    assertEquals(
        """
        group  last
        one    true
          first_name  slots_assigned
          a                        1
        group  last
        two    false
        """,
        Table.of(
            List.of(
                new Page("one", List.of(new Row("a", 1, null)), true),
                new Page("two", List.of(), false))));
  }

  @Test
  void controls_doNotReachTheTerminal() {
    assertEquals(
        "first_name       slots_assigned\n\\u001b[2J\\u000a               1\n",
        Table.of(List.of(new Row("\u001b[2J\n", 1, null))));
  }
}

package dev.jaycache.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.operation.Operation.Counting;
import dev.jaycache.operation.Operation.Expiry;
import dev.jaycache.store.Action;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationTest {
  /**
   * JSR-107, the tables of 6.1 (expiry), 10.2 (writer) and 12.4 (statistics), by hand; then our
   * own.
   */
  private static final String SPECIFICATION =
      """
      CONTAINS_KEY     - - - NOTHING           NEVER
      GET              - A - LOOKUP            NEVER
      PUT              C U - EFFECT            WRITE_ALWAYS
      GET_AND_PUT      C U - LOOKUP_AND_EFFECT WRITE_ALWAYS
      PUT_IF_ABSENT    C - - LOOKUP_AND_EFFECT WRITE_IF_APPLIED
      REPLACE          - U - LOOKUP_AND_EFFECT WRITE_IF_APPLIED
      GET_AND_REPLACE  - U - LOOKUP_AND_EFFECT WRITE_IF_APPLIED
      REPLACE_VALUE    - U A LOOKUP_AND_EFFECT WRITE_IF_APPLIED
      REMOVE           - - - EFFECT            DELETE_ALWAYS
      REMOVE_ALL       - - - EFFECT            DELETE_ALWAYS
      GET_AND_REMOVE   - - - LOOKUP_AND_EFFECT DELETE_ALWAYS
      REMOVE_VALUE     - - A LOOKUP_AND_EFFECT DELETE_IF_APPLIED
      LOAD             C - - NOTHING           NEVER
      LOAD_REPLACE     C U - NOTHING           NEVER
      REFRESH          - C - NOTHING           NEVER
      INCREMENT        C U - LOOKUP_AND_EFFECT WRITE_IF_APPLIED
      COUNT_UP         - - - LOOKUP_AND_EFFECT NEVER
      COUNT_UP_FROM    G - - LOOKUP_AND_EFFECT NEVER
      COUNT_DOWN       - - - LOOKUP_AND_EFFECT NEVER
      COUNT_DOWN_FROM  G - - LOOKUP_AND_EFFECT NEVER
      EXPIRE           - G - NOTHING           NEVER
      """;

  private static char letter(Expiry question) {
    return switch (question) {
      case NONE -> '-';
      case CREATE -> 'C';
      case UPDATE -> 'U';
      case ACCESS -> 'A';
      case GIVEN -> 'G';
    };
  }

  @Test
  void table_isThatOfTheSpecification() {
    String table =
        Arrays.stream(Operation.values())
            .map(
                operation ->
                    String.format(
                        "%-16s %c %c %c %-17s %s%n",
                        operation,
                        letter(operation.created()),
                        letter(operation.existing()),
                        letter(operation.mismatch()),
                        operation.counting(),
                        operation.writer()))
            .collect(Collectors.joining())
            .replace("\r", "");
    assertEquals(SPECIFICATION, table);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void rows_areConsistent(Operation operation) {
    boolean writes = operation.action().isWrite();
    assertEquals(
        operation.action() != Action.KEEP || operation == Operation.EXPIRE, operation.isMutating());
    assertTrue(writes || operation.created() == Expiry.NONE, "only a write creates");
    assertTrue(
        operation.isMutating() || operation.writer() == Operation.Writer.NEVER,
        "only a change is for the writer");
    assertTrue(
        operation.isMutating()
            || operation.counting() == Counting.NOTHING
            || operation.counting() == Counting.LOOKUP,
        "only a change is counted as one");
  }
}

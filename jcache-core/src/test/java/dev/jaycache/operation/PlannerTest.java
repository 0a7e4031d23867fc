package dev.jaycache.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.operation.Planner.Facts;
import dev.jaycache.operation.Planner.Plan;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
  private static final Set<Operation> SILENT =
      EnumSet.of(
          Operation.CONTAINS_KEY, Operation.REMOVE, Operation.REMOVE_ALL, Operation.GET_AND_REMOVE);

  private static final Set<Operation> CONDITIONAL_WRITES =
      EnumSet.of(
          Operation.PUT_IF_ABSENT,
          Operation.REPLACE,
          Operation.GET_AND_REPLACE,
          Operation.REPLACE_VALUE,
          Operation.REMOVE_VALUE,
          Operation.INCREMENT);

  private static Set<Operation> inOneTrip(Facts facts) {
    Set<Operation> direct = EnumSet.noneOf(Operation.class);
    for (Operation operation : Operation.values()) {
      if (Planner.plan(operation, facts) == Plan.DIRECT) {
        direct.add(operation);
      }
    }
    return direct;
  }

  @Test
  void constantPolicyWithoutWriter_isOneTripForEverything() {
    assertEquals(EnumSet.allOf(Operation.class), inOneTrip(new Facts(false, true, false)));
  }

  @Test
  void constantPolicyWithWriter_isOneTripWhereTheWriterIsCalledInAnyCase() {
    assertEquals(
        EnumSet.complementOf(EnumSet.copyOf(CONDITIONAL_WRITES)),
        inOneTrip(new Facts(false, true, true)));
  }

  @Test
  void opaquePolicy_isOneTripOnlyWhereNothingIsAsked() {
    assertEquals(SILENT, inOneTrip(new Facts(false, false, false)));
    assertEquals(SILENT, inOneTrip(new Facts(false, false, true)));
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void alwaysCas_isNeverOneTrip(Operation operation) {
    for (boolean constant : new boolean[] {true, false}) {
      for (boolean writer : new boolean[] {true, false}) {
        assertEquals(
            Plan.READ_DECIDE_WRITE, Planner.plan(operation, new Facts(true, constant, writer)));
      }
    }
  }
}

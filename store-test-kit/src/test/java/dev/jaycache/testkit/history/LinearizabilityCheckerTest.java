package dev.jaycache.testkit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.history.Event.Ending;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories of one key that are right, and some that are wrong. */
class LinearizabilityCheckerTest {
  /** Writes down a history: each call with its beginning, its end and its answer. */
  private static final class Story {
    private final List<Event> events = new ArrayList<>();

    private Story add(long begun, long ended, Ending ending, Call call, @Nullable String answer) {
      events.add(new Event("c" + events.size(), call, ending, answer, begun, ended));
      return this;
    }

    Story call(long begun, long ended, Action action, @Nullable String value, Object answer) {
      String told = answer.equals("nothing") ? null : String.valueOf(answer);
      return add(begun, ended, Ending.ANSWERED, new Call(action, "k", null, value), told);
    }

    Story get(long begun, long ended, String answer) {
      return call(begun, ended, Action.GET, null, answer);
    }

    Story put(long begun, long ended, String value) {
      return call(begun, ended, Action.PUT, value, "nothing");
    }

    Story remove(long begun, long ended, boolean answer) {
      return call(begun, ended, Action.REMOVE, null, answer);
    }

    Story replace(long begun, long ended, String old, String value, boolean answer) {
      Call call = new Call(Action.REPLACE, "k", old, value);
      return add(begun, ended, Ending.ANSWERED, call, String.valueOf(answer));
    }

    Story unknown(long begun, Action action, @Nullable String value) {
      return add(begun, begun + 1, Ending.UNKNOWN, new Call(action, "k", null, value), null);
    }

    Story failed(long begun, Action action, @Nullable String value) {
      return add(begun, begun + 1, Ending.FAILED, new Call(action, "k", null, value), null);
    }
  }

  private static Arguments story(String name, Consumer<Story> told) {
    Story story = new Story();
    told.accept(story);
    return Arguments.of(name, story);
  }

  static Stream<Arguments> right() {
    return Stream.of(
        story("nothing", s -> {}),
        story(
            "one after the other",
            s ->
                s.get(0, 1, "nothing")
                    .put(2, 3, "a")
                    .get(4, 5, "a")
                    .replace(6, 7, "a", "b", true)
                    .replace(8, 9, "a", "c", false)
                    .call(10, 11, Action.PUT_IF_ABSENT, "d", false)
                    .call(12, 13, Action.GET_AND_PUT, "e", "b")
                    .call(14, 15, Action.INVOKE, "f", "e")
                    .call(16, 17, Action.INVOKE_IF_ABSENT, "g", "f")
                    .remove(18, 19, true)
                    .remove(20, 21, false)
                    .call(22, 23, Action.INVOKE_IF_ABSENT, "h", "nothing")
                    .get(24, 25, "h")),
        story("a read during a write sees it", s -> s.put(0, 10, "a").get(1, 2, "a")),
        story("a read during a write does not see it", s -> s.put(0, 10, "a").get(1, 2, "nothing")),
        story(
            "two writes at a time, in the other order",
            s -> s.put(0, 10, "a").put(1, 9, "b").get(11, 12, "a")),
        story(
            "one of two that add at a time",
            s ->
                s.call(0, 10, Action.PUT_IF_ABSENT, "a", false)
                    .call(1, 9, Action.PUT_IF_ABSENT, "b", true)
                    .get(11, 12, "b")),
        story(
            "an unknown write that was done much later",
            s -> s.unknown(0, Action.PUT, "a").put(5, 6, "b").get(7, 8, "b").get(9, 10, "a")),
        story(
            "an unknown write that was never done",
            s -> s.unknown(0, Action.PUT, "a").get(5, 6, "nothing")),
        story(
            "an unknown removal",
            s ->
                s.put(0, 1, "a")
                    .unknown(2, Action.REMOVE, null)
                    .get(5, 6, "a")
                    .get(7, 8, "nothing")),
        story(
            "an unknown write that only another's answer shows",
            s -> s.unknown(0, Action.PUT, "a").call(5, 6, Action.PUT_IF_ABSENT, "b", false)),
        story("a write that failed", s -> s.failed(0, Action.PUT, "a").get(2, 3, "nothing")),
        story(
            "an unknown read", s -> s.unknown(0, Action.GET, null).put(2, 3, "a").get(4, 5, "a")));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        story("a stale read", s -> s.put(0, 1, "a").put(2, 3, "b").get(4, 5, "a")),
        story("a write that is lost", s -> s.put(0, 1, "a").get(2, 3, "nothing")),
        story(
            "an update that is lost",
            s ->
                s.put(0, 1, "a")
                    .call(2, 10, Action.INVOKE, "b", "a")
                    .call(3, 11, Action.INVOKE, "c", "a")),
        story(
            "two that replace the same value",
            s -> s.put(0, 1, "a").replace(2, 10, "a", "b", true).replace(3, 11, "a", "c", true)),
        story(
            "putIfAbsent that is false for its own entry",
            s -> s.call(0, 1, Action.PUT_IF_ABSENT, "a", false).get(2, 3, "a")),
        story(
            "putIfAbsent that is true for two",
            s ->
                s.call(0, 10, Action.PUT_IF_ABSENT, "a", true)
                    .call(1, 9, Action.PUT_IF_ABSENT, "b", true)),
        story(
            "remove that is false for what it removed",
            s -> s.put(0, 1, "a").remove(2, 3, false).get(4, 5, "nothing")),
        story(
            "a removed value that comes back",
            s -> s.put(0, 1, "a").remove(2, 3, true).get(4, 5, "a")),
        story("a value that nobody wrote", s -> s.put(0, 1, "a").get(2, 3, "z")),
        story(
            "reads that go back, while writes are under way",
            s -> s.put(0, 100, "a").put(0, 100, "b").get(1, 2, "a").get(3, 4, "b").get(5, 6, "a")),
        story("a write that failed and was done", s -> s.failed(0, Action.PUT, "a").get(2, 3, "a")),
        story(
            "an unknown write that was done twice",
            s -> s.unknown(0, Action.PUT, "a").get(2, 3, "a").put(4, 5, "b").get(6, 7, "a")),
        story(
            "an unknown write that is seen before it began",
            s -> s.get(0, 1, "a").unknown(2, Action.PUT, "a")),
        story(
            "getAndPut that tells what was replaced before",
            s -> s.put(0, 1, "a").put(2, 3, "b").call(4, 5, Action.GET_AND_PUT, "c", "a")),
        story(
            "a loader's place that was taken",
            s -> s.put(0, 1, "a").call(2, 3, Action.INVOKE_IF_ABSENT, "b", "a").get(4, 5, "b")));
  }

  private static Optional<Violation> check(Story story) {
    List<Event> shuffled = new ArrayList<>(story.events);
    Collections.shuffle(shuffled, new Random(7));
    return new LinearizabilityChecker(shuffled).check();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void right(String name, Story story) {
    assertEquals(Optional.empty(), check(story), name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void wrong(String name, Story story) {
    String shown = check(story).map(Violation::toString).orElse("");
    assertTrue(shown.contains("key k"), name);
    assertTrue(shown.contains(" ? "), shown);
    for (Event event : story.events) {
      boolean isShown = shown.contains(event.caller() + ' ');
      assertFalse(isShown && event.ending() == Ending.FAILED, shown);
    }
  }

  @Test
  void smallHistories_areJudgedAsByTryingEveryOrder() {
    Random random = new Random(11);
    int[] verdicts = new int[2];
    for (int i = 0; i < 20_000; i++) {
      List<Event> events = smallHistory(random);
      boolean right = isExplained(events, null);
      assertEquals(
          right, new LinearizabilityChecker(events).check().isEmpty(), () -> events.toString());
      verdicts[right ? 1 : 0]++;
    }
    assertTrue(verdicts[0] > 1_000 && verdicts[1] > 1_000, "both verdicts are tried");
  }

  private static List<Event> smallHistory(Random random) {
    List<Event> events = new ArrayList<>();
    int count = 2 + random.nextInt(5);
    List<String> values = List.of("v0", "v1", "v2", "v3", "v4", "v5", "v6");
    for (int i = 0; i < count; i++) {
      Action action = Action.values()[random.nextInt(Action.values().length)];
      String some = values.get(random.nextInt(count));
      Call call = new Call(action, "k", some, "v" + i);
      String before = random.nextInt(3) == 0 ? null : random.nextBoolean() ? some : "v0";
      String answer = call.on(before).answer();
      Ending ending = random.nextInt(6) == 0 ? Ending.UNKNOWN : Ending.ANSWERED;
      long begun = random.nextInt(20);
      events.add(new Event("c" + i, call, ending, answer, begun, begun + random.nextInt(12)));
    }
    return events;
  }

  /** The definition: some order of some of the unknown calls and all others. */
  private static boolean isExplained(List<Event> left, @Nullable String state) {
    if (left.stream().noneMatch(event -> event.ending() == Ending.ANSWERED)) {
      return true;
    }
    for (Event next : left) {
      boolean isFirst =
          left.stream()
              .filter(event -> event.ending() == Ending.ANSWERED)
              .allMatch(event -> event.ended() >= next.begun());
      Call.Step step = next.call().on(state);
      boolean isRight =
          next.ending() == Ending.UNKNOWN || Objects.equals(step.answer(), next.answer());
      List<Event> others = new ArrayList<>(left);
      others.remove(next);
      if (isFirst && isRight && isExplained(others, step.state())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void event_comesBackFromItsLine() {
    for (String answer : new String[] {"a", null}) {
      Call call = new Call(Action.REPLACE, "k", "o", "n");
      Event event = new Event("c", call, Ending.UNKNOWN, answer, -5, 7);
      assertEquals(event, Event.parse(event.line()));
    }
    assertFalse(
        Event.parse(new Event("c", Call.of(Action.GET, "k"), Ending.ANSWERED, null, 1, 2).line())
                .call()
                .value()
            != null);
  }
}

package dev.jaycache.testkit.history;

import dev.jaycache.testkit.history.Event.Ending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the history of one key is linearizable: whether there is an order of its calls, each
 * as one step somewhere between its beginning and its end, in which every answer is right. The
 * search is that of Wing and Gong (Testing and Verifying Concurrent Objects, 1993) with Lowe's
 * memory of what was tried (Testing for Linearizability, 2017). For one thread, used once. It
 * checks one key: operations on one key at a time are linearizable as a whole where they are so key
 * by key (Herlihy and Wing, 1990, locality).
 *
 * <p>A call whose outcome is unknown may take its step at any time after its beginning, or never. A
 * call that failed never does.
 */
final class LinearizabilityChecker {
  /** What is tried at most; a history of a hundred calls takes a few hundred, as a rule. */
  private static final int NODES = 1_000_000;

  /**
   * A state of the search.
   *
   * @param done the calls that have taken their step
   * @param left how many with an answer have not
   * @param state what stands under the key now
   */
  private record Node(BitSet done, int left, @Nullable String state) {}

  private final List<Event> events;
  private final Set<Node> seen = new HashSet<>();
  private final Deque<Node> open = new ArrayDeque<>();
  private Node furthest;

  /**
   * A check.
   *
   * @param events of one key, in any order; at first nothing stands under it
   */
  LinearizabilityChecker(List<Event> events) {
    this.events =
        events.stream()
            .filter(event -> event.ending() != Ending.FAILED)
            .sorted(Comparator.comparingLong(Event::begun))
            .toList();
    int answered = (int) this.events.stream().filter(LinearizabilityChecker::isAnswered).count();
    this.furthest = new Node(new BitSet(), answered, null);
  }

  private static boolean isAnswered(Event event) {
    return event.ending() == Ending.ANSWERED;
  }

  /**
   * What is wrong with the history.
   *
   * @return empty where it is linearizable
   * @throws IllegalStateException where that can't be said with a bearable effort
   */
  Optional<Violation> check() {
    visit(furthest);
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (node.left() == 0) {
        return Optional.empty();
      }
      if (node.left() < furthest.left()) {
        furthest = node;
      }
      expand(node);
    }
    return Optional.of(violation());
  }

  private void visit(Node node) {
    if (seen.add(node)) {
      open.push(node);
    }
    if (seen.size() > NODES) {
      throw new IllegalStateException("undecided, with too much at the same time: " + violation());
    }
  }

  private void expand(Node node) {
    long firstEnd = firstEnd(node.done());
    List<Node> known = new ArrayList<>();
    List<Node> unknown = new ArrayList<>();
    for (int i = node.done().nextClearBit(0);
        i < events.size() && events.get(i).begun() <= firstEnd;
        i = node.done().nextClearBit(i + 1)) {
      Event event = events.get(i);
      Call.Step step = event.call().on(node.state());
      boolean changes = !Objects.equals(step.state(), node.state());
      if (!isAnswered(event)) {
        if (changes) {
          unknown.add(after(node, i, step, 0));
        }
      } else if (Objects.equals(step.answer(), event.answer())) {
        if (!changes) {
          // It is right here. In any order where it comes later it could as well come now.
          visit(after(node, i, step, 1));
          return;
        }
        known.add(after(node, i, step, 1));
      }
    }
    // The last one is tried first; the unknown ones are mostly not needed.
    unknown.forEach(this::visit);
    for (int i = known.size() - 1; i >= 0; i--) {
      visit(known.get(i));
    }
  }

  private static Node after(Node node, int event, Call.Step step, int answered) {
    BitSet done = (BitSet) node.done().clone();
    done.set(event);
    return new Node(done, node.left() - answered, step.state());
  }

  /** When the first of those ends that have not taken their step: no later one may come before. */
  private long firstEnd(BitSet done) {
    long first = Long.MAX_VALUE;
    for (int i = done.nextClearBit(0);
        i < events.size() && events.get(i).begun() <= first;
        i = done.nextClearBit(i + 1)) {
      if (isAnswered(events.get(i))) {
        first = Math.min(first, events.get(i).ended());
      }
    }
    return first;
  }

  private Violation violation() {
    List<Event> left = new ArrayList<>();
    for (int i = furthest.done().nextClearBit(0);
        i < events.size();
        i = furthest.done().nextClearBit(i + 1)) {
      left.add(events.get(i));
    }
    return new Violation(events, left, furthest.state());
  }
}

package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands for several servers, sent to all of them before the first reply is waited for. For one
 * thread, used once.
 *
 * <p>Callers that have connections to several servers in use must not wait for each other in a
 * circle. So there are two rules. {@link RedisLink#launch} never waits for a connection that others
 * use: what finds none goes later. And replies are asked in the order of the servers ({@link
 * NodeLink#order}). Then who waits at a server has connections in use at later ones only, and
 * nobody at the last one waits for anybody.
 */
final class FanOut {
  /**
   * What one server answered.
   *
   * @param replies one for each command; none where it failed
   * @param failure why there are none; null: there are
   */
  record Answer(List<@Nullable Object> replies, @Nullable RuntimeException failure) {
    /** The replies, or the failure thrown. */
    List<@Nullable Object> orThrow() {
      if (failure != null) {
        throw failure;
      }
      return replies;
    }
  }

  private final long deadline;
  private final List<Supplier<List<@Nullable Object>>> underWay = new ArrayList<>();

  /** Several connections are in use at a time; the first to end would interrupt the others. */
  private boolean interrupted = Thread.interrupted();

  /**
   * Nothing is sent yet; {@link #await} has to follow.
   *
   * @param deadline when the last reply has to be there, by {@link System#nanoTime()}
   */
  FanOut(long deadline) {
    this.deadline = deadline;
  }

  /**
   * Sends commands, as far as nothing stands in the way; a failure is told by {@link #await}.
   *
   * @param server later in the order than those before it
   */
  void send(RedisLink server, List<Command> commands) {
    try {
      underWay.add(server.launch(commands, deadline));
    } catch (RuntimeException e) {
      underWay.add(
          () -> {
            throw e;
          });
    }
  }

  /** Waits for all; gives an answer for each server, in their order. */
  List<Answer> await() {
    List<Answer> answers = new ArrayList<>(underWay.size());
    try {
      // Each that was sent something has to be asked, whatever the others do.
      for (Supplier<List<@Nullable Object>> each : underWay) {
        answers.add(answer(each));
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return answers;
  }

  private static Answer answer(Supplier<List<@Nullable Object>> launched) {
    try {
      return new Answer(launched.get(), null);
    } catch (RuntimeException e) {
      return new Answer(List.of(), e);
    }
  }
}

package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands for several servers, sent to all of them before the first reply is waited for. For one
 * thread.
 *
 * <p>Callers that have connections to several servers in use must not wait for each other in a
 * circle. So there are two rules. {@link RedisLink#launch} never waits for a connection that others
 * use: what finds none goes later. And replies are asked in the order of the servers ({@link
 * NodeLink#order}). Then who waits at a server has connections in use at later ones only, and
 * nobody at the last one waits for anybody.
 *
 * <p>A server that hangs must not take the others' time. None but the last is waited for with all
 * that is left while commands are sent: a connection goes on being opened when its share is used
 * up, and is asked for again in turn. What has been answered while another server was waited for is
 * read when its turn comes, if the time is up by then or not ({@link Patience}).
 */
final class FanOut {
  /** A server has a part of the time left for each that comes after it, but of no more. */
  private static final int MOST_PARTS = 4;

  /**
   * What one server is asked.
   *
   * @param server later in the order than those before it
   * @param commands at least one
   */
  record Request(RedisLink server, List<Command> commands) {}

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

  private final long begun = System.nanoTime();
  private final long deadline;
  private final List<Supplier<List<@Nullable Object>>> underWay;

  private FanOut(long deadline, int servers) {
    this.deadline = deadline;
    this.underWay = new ArrayList<>(servers);
  }

  /**
   * Asks all servers and waits for all.
   *
   * @param requests in the order of the servers
   * @param deadline when the last reply has to be there, by {@link System#nanoTime()}; servers that
   *     hang may make it later by 100 ms in all, and large replies that could not be read before by
   *     as much as it took to wait for others
   * @return an answer for each server, in their order
   */
  static List<Answer> ask(List<Request> requests, long deadline) {
    FanOut out = new FanOut(deadline, requests.size());
    List<Answer> answers = new ArrayList<>(requests.size());
    // Several connections are in use at a time; the first to end would interrupt the others.
    boolean interrupted = Thread.interrupted();
    Error error = null;
    try {
      out.send(requests);
    } catch (Error e) {
      error = e;
    }
    // Each that was sent something has to be asked, whatever the others do: it holds a connection.
    for (Supplier<List<@Nullable Object>> each : out.underWay) {
      try {
        answers.add(answer(each));
      } catch (Error e) {
        error = error == null ? e : error;
      }
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (error != null) {
      throw error;
    }
    return answers;
  }

  /** Sends what can be sent now; a failure is told when its reply is asked for. */
  private void send(List<Request> requests) {
    int after = requests.size();
    for (Request request : requests) {
      after--;
      try {
        underWay.add(request.server().launch(request.commands(), sentBy(after), deadline));
      } catch (RuntimeException e) {
        underWay.add(
            () -> {
              throw e;
            });
      }
    }
  }

  /** Half of the time is for waiting here; then commands go where they can go at once. */
  private long sentBy(int after) {
    long now = System.nanoTime();
    if (now - begun > deadline - now) {
      return begun;
    }
    return after == 0 ? deadline : now + (deadline - now) / Math.min(MOST_PARTS, after + 1);
  }

  private static Answer answer(Supplier<List<@Nullable Object>> launched) {
    try {
      return new Answer(launched.get(), null);
    } catch (RuntimeException e) {
      return new Answer(List.of(), e);
    }
  }
}

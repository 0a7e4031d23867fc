package dev.jaycache.redis;

import dev.jaycache.store.NodeState;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.outage.Breaker;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The link to one server, which leaves the server alone while its breaker is open. As thread-safe
 * as the link. It repeats nothing.
 */
final class BreakerLink implements RedisLink {
  private final RedisLink link;
  private final Breaker breaker;

  /**
   * A link with a breaker of its own.
   *
   * @param link to one server; closed with this one
   */
  BreakerLink(RedisLink link, Breaker.Limits limits) {
    this.link = link;
    this.breaker = new Breaker(link.place(), limits);
  }

  /** How the server fares. */
  NodeState state() {
    return breaker.state();
  }

  private Breaker.Pass enter() {
    Breaker.Pass pass = breaker.enter();
    if (pass == null) {
      throw new LinkException(breaker.refusal(), false, null);
    }
    return pass;
  }

  private static void tell(Breaker.Pass pass, LinkException e) {
    pass.failed(e.trouble(), String.valueOf(e.getMessage()));
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    try (Breaker.Pass pass = enter()) {
      try {
        Object reply = link.call(command, deadline);
        pass.answered();
        return reply;
      } catch (JedisDataException | StoreException e) {
        pass.answered();
        throw e;
      } catch (LinkException e) {
        tell(pass, e);
        throw e;
      }
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return launch(commands, deadline, deadline).get();
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    Breaker.Pass pass = enter();
    Supplier<List<@Nullable Object>> replies = null;
    try {
      replies = link.launch(commands, sentBy, deadline);
    } catch (StoreException e) {
      pass.answered();
      throw e;
    } catch (LinkException e) {
      tell(pass, e);
      throw e;
    } finally {
      if (replies == null) {
        pass.close();
      }
    }
    Supplier<List<@Nullable Object>> launched = replies;
    return () -> {
      try (pass) {
        return settle(pass, launched.get());
      } catch (StoreException e) {
        pass.answered();
        throw e;
      } catch (LinkException e) {
        tell(pass, e);
        throw e;
      }
    };
  }

  private static List<@Nullable Object> settle(Breaker.Pass pass, List<@Nullable Object> replies) {
    // The last reply is the first to be missing.
    if (replies.get(replies.size() - 1) instanceof LinkException e) {
      tell(pass, e);
    } else {
      pass.answered();
    }
    return replies;
  }

  @Override
  public Capabilities greet(long deadline) {
    return asked(() -> link.greet(deadline));
  }

  /** Runs what asks the server something, unless it is left alone now. */
  <T> T asked(Supplier<T> question) {
    try (Breaker.Pass pass = enter()) {
      try {
        T answer = question.get();
        pass.answered();
        return answer;
      } catch (StoreException e) {
        pass.answered();
        throw e;
      } catch (LinkException e) {
        tell(pass, e);
        throw e;
      }
    }
  }

  @Override
  public long deadline() {
    return link.deadline();
  }

  @Override
  public Capabilities capabilities() {
    return link.capabilities();
  }

  @Override
  public String place() {
    return link.place();
  }

  @Override
  public void close() {
    link.close();
  }
}

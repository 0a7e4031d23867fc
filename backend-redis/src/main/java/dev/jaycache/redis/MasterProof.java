package dev.jaycache.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Questions that go behind messages in the same trip, and tell whether a master took them: a
 * replica takes messages, too, and passes them to nobody at its master. For one trip.
 */
final class MasterProof {
  private static final String MASTER = "master";

  private final List<Command> questions = new ArrayList<>();

  /**
   * Behind messages.
   *
   * @param key decides where they go, and is nobody's
   * @param slotted whether they go to the server that has its slot; one that others have given up
   *     says so only where it is asked for a key
   */
  MasterProof(byte[] key, boolean slotted) {
    questions.add(new Command(Protocol.Command.ROLE, Form.PLAIN, key, 0));
    if (slotted) {
      Command get = new Command(Protocol.Command.GET, Form.PLAIN, key, 0);
      get.add(key);
      questions.add(get.atOnce());
    }
  }

  /** What to ask. */
  List<Command> questions() {
    return questions;
  }

  /**
   * Whether all messages were taken by a master. A user who may not ask is believed.
   *
   * @param answers to the questions
   */
  boolean holds(List<Command> messages, List<@Nullable Object> answers) {
    for (int i = 0; i < questions.size(); i++) {
      Command question = questions.get(i);
      NodeLink answering = question.server();
      // Who sends on for a slot that moves has it still, and is a master.
      boolean same =
          question.isAskedElsewhere()
              || messages.stream().allMatch(message -> message.server() == answering);
      if (!same || !isYes(answers.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the cluster can't serve now: no other of its nodes is better then, unless the slot
   * lives elsewhere.
   *
   * @param answers to the questions
   */
  static boolean isDown(List<@Nullable Object> answers) {
    return answers.stream()
        .map(Redirection::of)
        .anyMatch(said -> said != null && said.kind() == Redirection.Kind.WAIT);
  }

  private static boolean isYes(@Nullable Object answer) {
    if (answer instanceof JedisDataException e) {
      return RedisErrors.isForbidden(e);
    }
    if (answer instanceof RuntimeException) {
      return false;
    }
    if (answer instanceof List<?> role && !role.isEmpty()) {
      return role.get(0) instanceof byte[] name
          && MASTER.equals(new String(name, StandardCharsets.US_ASCII));
    }
    return true;
  }
}

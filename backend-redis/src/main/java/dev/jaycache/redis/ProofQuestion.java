package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ReplyType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a node of a place is asked for a proof: something that only a master answers well, and on a
 * cluster only one that has a slot, so that one which others have given up proves nothing. There it
 * is the read of a key that is nobody's, in another slot each time: a slot that just moves has no
 * answer. Immutable.
 */
final class ProofQuestion {
  /** So many keys are tried for one in a slot of a server. */
  private static final int MOST_TRIES = 200_000;

  private static final String MASTER = "master";

  private final Command command;

  private ProofQuestion(Command command) {
    this.command = command;
  }

  /**
   * A question that the node has just answered on a connection: who refuses it would have all
   * copies go each time. A user who may not ask for the role is content with a sign of life.
   *
   * @param wanted what is to be told
   * @throws LinkException when nobody tells in time
   */
  static ProofQuestion answered(
      RedisPlace place, NodeLink node, ChangeHub.Prefixes wanted, Session session) {
    Command question = question(place, node, wanted);
    try {
      session.call(question, place.link().deadline());
      return new ProofQuestion(question);
    } catch (JedisDataException e) {
      if (question.key() != null || !RedisErrors.isForbidden(e)) {
        throw e;
      }
      Command ping = new Command(Protocol.Command.PING).typed();
      session.call(ping, place.link().deadline());
      return new ProofQuestion(ping);
    }
  }

  private static Command question(RedisPlace place, NodeLink node, ChangeHub.Prefixes wanted) {
    long deadline = place.link().deadline();
    if (!wanted.all().isEmpty() && place.link().isSlotted(deadline)) {
      int first = ThreadLocalRandom.current().nextInt(MOST_TRIES);
      for (int i = 0; i < MOST_TRIES; i++) {
        Command get = MutationCommands.get(nobodys(wanted.all().get(0), first + i));
        if (place.link().owner(get, deadline) == node) {
          return get.typed();
        }
      }
      throw new LinkException("has no slot", false, null);
    }
    return new Command(Protocol.Command.ROLE).typed();
  }

  /** A key that no entry has: keys of caches never begin with this byte. */
  static byte[] nobodys(byte[] prefix, int number) {
    byte[] tail = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer key = ByteBuffer.allocate(prefix.length + 1 + tail.length);
    return key.put(prefix).put((byte) 0xff).put(tail).array();
  }

  /** What is asked; its reply has its type. */
  Command command() {
    return command;
  }

  /**
   * Sees whether an answer is one of a master.
   *
   * @throws LinkException when it is not
   */
  static void check(Reply answer) {
    if (answer instanceof Reply.Failure refusal) {
      throw new LinkException("refused: " + refusal.text(), true, null);
    }
    if (answer.type() == ReplyType.ARRAY && !MASTER.equals(answer.value(0))) {
      throw new NoMasterException(/* sent= */ true);
    }
  }
}

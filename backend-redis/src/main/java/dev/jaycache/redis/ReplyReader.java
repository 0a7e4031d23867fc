package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ReplyType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads replies with their types, of RESP2 and RESP3. The client library's own reader makes lists
 * of sets and pushes, bytes of a status and of a verbatim string, and forgets which it was.
 * Stateless; a stream is for one thread.
 *
 * <p><a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization
 * protocol specification</a>. Streamed strings and aggregates, which it describes and no server
 * sends, are not read.
 */
final class ReplyReader {
  /** Deeper than any server answers; what is deeper would end the thread's stack. */
  private static final int DEEPEST = 128;

  /** Room is made for so many elements; more room as they come. */
  private static final int FIRST_ROOM = 1_000;

  /** No array of the JVM is longer. */
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private static final Reply NIL = new Reply.Nil();

  private ReplyReader() {}

  /**
   * The answer to a command; what the server says by itself is left out.
   *
   * @throws JedisDataException when it is an error
   * @throws JedisConnectionException when there is none, or it is no reply
   */
  static Reply answer(RedisInputStream in) {
    Reply reply = next(in);
    while (reply.type() == ReplyType.PUSH) {
      reply = next(in);
    }
    if (reply instanceof Reply.Failure error) {
      throw new JedisDataException(error.text());
    }
    return reply;
  }

  /**
   * What the server says next, asked for or not, an error as well.
   *
   * @throws JedisConnectionException when there is nothing, or it is no reply
   */
  static Reply next(RedisInputStream in) {
    try {
      return read(in, 0);
    } catch (NumberFormatException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new JedisConnectionException("the server's reply is malformed", e);
    }
  }

  private static Reply read(RedisInputStream in, int depth) {
    if (depth > DEEPEST) {
      throw new JedisConnectionException(
          "the server's reply is more than " + DEEPEST + " levels deep");
    }
    byte kind = in.readByte();
    return switch (kind) {
      case '+' -> new Reply.Status(line(in));
      case '-' -> new Reply.Failure(line(in));
      case ':' -> new Reply.Whole(number(in));
      case '$' -> bulk(in, kind);
      case '=' -> bulk(in, kind);
      case '!' -> bulk(in, kind);
      case '*' -> items(in, ReplyType.ARRAY, depth);
      case '~' -> items(in, ReplyType.SET, depth);
      case '>' -> items(in, ReplyType.PUSH, depth);
      case '%' -> new Reply.Pairs(pairs(in, depth));
      case '_' -> {
        line(in);
        yield NIL;
      }
      case '#' -> new Reply.Flag(line(in).equals("t"));
      case ',' -> new Reply.Real(line(in));
      case '(' -> new Reply.Big(new BigInteger(line(in)));
      case '|' -> {
        // What is said about the reply that follows; nobody asks for it.
        pairs(in, depth);
        yield read(in, depth + 1);
      }
      default -> throw new JedisConnectionException("no reply begins with byte " + (kind & 0xff));
    };
  }

  private static String line(RedisInputStream in) {
    return new String(in.readLineBytes(), StandardCharsets.UTF_8);
  }

  private static long number(RedisInputStream in) {
    return Long.parseLong(line(in));
  }

  /** A length, or how many elements there are; negative where there is nothing. */
  private static int length(RedisInputStream in) {
    long length = number(in);
    if (length > LONGEST) {
      throw new JedisConnectionException(
          "the server's reply is malformed: it has length " + length);
    }
    return Math.toIntExact(length);
  }

  private static Reply bulk(RedisInputStream in, byte kind) {
    int length = length(in);
    if (length < 0) {
      return NIL;
    }
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      at += in.read(bytes, at, length - at);
    }
    in.readByte();
    in.readByte();
    if (kind == '!') {
      return new Reply.Failure(new String(bytes, StandardCharsets.UTF_8));
    }
    if (kind == '$') {
      return new Reply.Bulk(bytes, null);
    }
    // Three characters of format, a colon, the text.
    String whole = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] text = whole.substring(4).getBytes(StandardCharsets.ISO_8859_1);
    return new Reply.Bulk(text, whole.substring(0, 3));
  }

  private static Reply items(RedisInputStream in, ReplyType type, int depth) {
    int count = length(in);
    if (count < 0) {
      return NIL;
    }
    List<Reply> items = new ArrayList<>(Math.min(count, FIRST_ROOM));
    for (int i = 0; i < count; i++) {
      items.add(read(in, depth + 1));
    }
    return new Reply.Items(type, items);
  }

  private static List<Reply.Pair> pairs(RedisInputStream in, int depth) {
    int count = length(in);
    List<Reply.Pair> pairs = new ArrayList<>(Math.max(0, Math.min(count, FIRST_ROOM)));
    for (int i = 0; i < count; i++) {
      Reply key = read(in, depth + 1);
      pairs.add(new Reply.Pair(key, read(in, depth + 1)));
    }
    return pairs;
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.raw.ErrorReplyException;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ReplyType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/** Replies as the protocol's specification has them, byte by byte. */
class ReplyReaderTest {
  private static RedisInputStream stream(String text) {
    return new RedisInputStream(
        new ByteArrayInputStream(text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static Reply next(String text) {
    return ReplyReader.next(stream(text));
  }

  @ParameterizedTest
  @CsvSource({
    "+OK|, STATUS, OK",
    "$5|hello|, BULK, hello",
    "$0||, BULK, ''",
    ":-12|, INTEGER, -12",
    "',1.50|', DOUBLE, 1.50",
    "#t|, BOOLEAN, true",
    "#f|, BOOLEAN, false",
    "(123456789012345678901234567890|, BIG_NUMBER, 123456789012345678901234567890",
    "=8|txt:some|, VERBATIM, some",
  })
  void singleValue_hasItsTypeAndText(String text, ReplyType type, String value) {
    Reply reply = next(text);
    assertEquals(type, reply.type());
    assertEquals(value, reply.value());
    assertArrayEquals(value.getBytes(StandardCharsets.UTF_8), reply.bytes());
    assertEquals(0, reply.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"_|", "$-1|", "*-1|"})
  void nothing_isNullInAllItsForms(String text) {
    Reply reply = next(text);
    assertTrue(reply.isNull());
    assertNull(reply.value());
    assertNull(reply.bytes());
  }

  @Test
  void numbers_areReadAlsoFromText() {
    assertEquals(7, next(":7|").asLong());
    assertEquals(7, next("$1|7|").asLong());
    assertEquals(1.5, next(",1.5|").asDouble());
    assertEquals(1.5, next("$3|1.5|").asDouble());
    assertEquals(Double.NEGATIVE_INFINITY, next(",-inf|").asDouble());
    assertTrue(next(":1|").asBoolean());
    assertFalse(next("#f|").asBoolean());
    assertThrows(IllegalStateException.class, () -> next("$1|x|").asLong());
    assertThrows(IllegalStateException.class, () -> next("_|").asLong());
  }

  @Test
  void nestedReplies_keepTheirTypes() {
    Reply reply = next("*5|:1|*2|$1|a|_|%1|+k|~2|:1|:2|-ERR inside|>2|+x|+y|");
    assertEquals(ReplyType.ARRAY, reply.type());
    assertEquals(5, reply.size());
    assertEquals("1", reply.value(0));
    assertEquals(ReplyType.ARRAY, reply.type(1));
    assertEquals("a", reply.at(1).value(0));
    assertTrue(reply.at(1).at(1).isNull());
    assertEquals(ReplyType.MAP, reply.type(2));
    assertEquals(ReplyType.SET, reply.at(2).type(1));
    assertTrue(reply.at(3).isError());
    assertEquals("ERR inside", reply.at(3).info());
    assertThrows(ErrorReplyException.class, () -> reply.value(3));
    assertEquals(ReplyType.PUSH, reply.type(4));
    assertThrows(IllegalStateException.class, reply::value);
    assertThrows(IndexOutOfBoundsException.class, () -> reply.at(5));
  }

  @Test
  void pairs_areTheSameOfAMapAndOfAnArray() {
    Reply map = next("%2|$1|a|:1|$1|b|$1|x|");
    Reply array = next("*4|$1|a|:1|$1|b|$1|x|");
    for (Reply each : new Reply[] {map, array}) {
      assertEquals(4, each.size());
      assertEquals("x", each.value(3));
      assertEquals(1, each.fields().getOrDefault("a", each).asLong());
      assertEquals("[a, b]", each.fields().keySet().toString());
      assertEquals("x", each.fields().getOrDefault("b", each).value());
    }
    assertThrows(IllegalStateException.class, () -> next("*1|:1|").fields());
    assertThrows(IllegalStateException.class, () -> next(":1|").fields());
  }

  @Test
  void whatIsSaidAboutAReply_isLeftOut() {
    byte[] bytes = "|1\r\n+ttl\r\n:5\r\n$1\r\nv\r\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        "v", ReplyReader.next(new RedisInputStream(new ByteArrayInputStream(bytes))).value());
  }

  @Test
  void error_isThrownAsAnAnswerOnly() {
    JedisDataException thrown =
        assertThrows(JedisDataException.class, () -> ReplyReader.answer(stream("-MOVED 1 a:2|")));
    assertEquals("MOVED 1 a:2", thrown.getMessage());
    assertEquals("ERR x", next("!5|ERR x|").info());
    assertEquals("WRONGTYPE", ((Reply.Failure) next("-WRONGTYPE no|")).code());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = ';',
      value = {
        "ERR unknown command 'AUTHH', with args beginning with: 's3cr3t' ; ERR unknown command",
        "ERR Error in modifier '>s3cr3t': Syntax error ; ERR Error in modifier",
        "ERR bad \"s3cr3t\" ; ERR bad",
        "ERR bad `s3cr3t` ; ERR bad",
        "READONLY You can't write to 's3cr3t' ; READONLY You can't write to",
        "WRONGTYPE Operation against a key ; WRONGTYPE Operation against a key",
      })
  void message_hasNothingOfTheArguments(String text, String shown) {
    ErrorReplyException e = new ErrorReplyException("X", new Reply.Failure(text));
    assertEquals("X: " + shown, e.getMessage());
    assertEquals(text, e.text());
  }

  @Test
  void push_isNoAnswer() {
    assertEquals("v", ReplyReader.answer(stream(">2|+invalidate|_|$1|v|")).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?|",
        ":x|",
        "$x|",
        "$3|ab",
        "*2|:1|",
        "$99999999999|",
        "$2147483640|",
        "*2147483647|",
        "%99999999999|",
        "=2|ab|"
      })
  void whatIsNoReply_endsTheConnection(String text) {
    assertThrows(JedisConnectionException.class, () -> next(text));
  }

  @Test
  void endlessNesting_endsTheConnection() {
    assertThrows(JedisConnectionException.class, () -> next("*1|".repeat(100_000)));
  }
}

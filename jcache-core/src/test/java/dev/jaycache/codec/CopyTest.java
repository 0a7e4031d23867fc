package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Samples.Chain;
import dev.jaycache.codec.Samples.Color;
import dev.jaycache.codec.Samples.Frozen;
import dev.jaycache.codec.Samples.Order;
import dev.jaycache.codec.Samples.Point;
import dev.jaycache.codec.Samples.Route;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JavaUtilDate") // applications use it
class CopyTest {
  private static final class Million extends BigInteger {
    private static final long serialVersionUID = 1L;

    Million() {
      super("1000000");
    }
  }

  private final Codecs codecs =
      Codecs.of(Samples.settings("java", "dev.jaycache.**"), null, Object.class, Object.class);

  @Test
  void immutableTypes_areKnown() {
    for (Object value :
        List.of(
            "a",
            1,
            1L,
            'c',
            true,
            1d,
            new UUID(1, 2),
            BigInteger.ONE,
            Instant.EPOCH,
            URI.create("a"),
            Color.GREEN,
            new Point(1, "a"),
            new Frozen(null, null, 1),
            new Chain(1, null))) {
      assertTrue(Immutables.isImmutable(value), value.getClass().getName());
    }
    for (Object value :
        List.of(
            new Date(1),
            List.of(),
            Optional.of(1),
            new int[0],
            new String[0],
            new Object(),
            new Route(List.of(), Color.RED),
            new Million(),
            new StringBuilder(5),
            new DateTimeFormatterBuilder(),
            new Instant[0])) {
      assertFalse(Immutables.isImmutable(value), value.getClass().getName());
    }
  }

  @Test
  void immutableValue_isItself() {
    String text = "text";
    Codec<Object, Object> copies = codecs.valueCopies();
    assertSame(text, copies.encode(text));
    assertSame(text, copies.decode(text));
    assertSame(text, codecs.keyCopies().encode(text));
  }

  @Test
  void mutableValue_isReadAnewEachTime() {
    Order order = Samples.order();
    Codec<Object, Object> copies = codecs.valueCopies();
    Object kept = copies.encode(order);
    assertInstanceOf(Encoded.class, kept);
    order.customer = "changed";
    Object first = copies.decode(kept);
    Object second = copies.decode(kept);
    assertEquals(Samples.order(), first);
    assertNotSame(first, second);
    assertEquals(kept, copies.encode(Samples.order()));
    assertEquals(kept.hashCode(), copies.encode(Samples.order()).hashCode());
    assertNotEquals(kept, copies.encode(order));
    assertTrue(((Encoded) kept).length() > 100);
    assertFalse(kept.toString().contains("nnchen"));
  }

  @Test
  void mutableKey_isCopiedInAndOut() {
    Codec<Object, Object> copies = codecs.keyCopies();
    List<Object> key = new ArrayList<>(List.of(new Date(1)));
    Object in = copies.encode(key);
    assertEquals(key, in);
    assertSame(ArrayList.class, in.getClass());
    ((Date) key.get(0)).setTime(2);
    assertNotEquals(key, in);
    assertNotSame(in, copies.decode(in));
    assertEquals(in, copies.decode(in));
  }

  @Test
  void valueOfAForgottenClass_isRefusedInProcessToo() {
    Codecs strict = Codecs.of(CodecSettings.defaults(), null, Object.class, Object.class);
    assertThrows(UnencodableException.class, () -> strict.valueCopies().encode(Samples.order()));
  }
}

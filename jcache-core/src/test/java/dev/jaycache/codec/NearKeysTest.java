package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.codec.Samples.Point;
import dev.jaycache.store.Changes;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which keys have copies, and what is told of those that have none. */
class NearKeysTest {
  private final Codecs own = codecs(NearKeysTest.class.getClassLoader());

  /** Finds the tests' classes by the context loader only. */
  private final Codecs others = codecs(ClassLoader.getPlatformClassLoader());

  private final List<Object> told = new ArrayList<>();
  private int cleared;

  private static Codecs codecs(@Nullable ClassLoader loader) {
    return Codecs.of(
        Samples.settings("java", "dev.jaycache.**"), loader, Object.class, Object.class);
  }

  private DecodedChanges<Object, byte[]> changes(Codecs codecs) {
    return new DecodedChanges<>(
        codecs.keys(),
        new Changes<>() {
          @Override
          public void changed(Object key) {
            told.add(key);
          }

          @Override
          public void allChanged(Cause cause) {
            assertEquals(Cause.UNKNOWN_KEY, cause);
            cleared++;
          }
        });
  }

  private void tellWithoutContext(Codecs codecs, byte[] key) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(null);
    try {
      changes(codecs).changed(key);
    } finally {
      Thread.currentThread().setContextClassLoader(context);
    }
  }

  @Test
  void keyThatIsReadByTheManagersLoader_isKeptAndTold() {
    for (Object key :
        List.of("k", 1, 2L, new UUID(1, 2), Instant.EPOCH, BigDecimal.TEN, new Point(1, "a"))) {
      assertSame(key, own.nearKeys().encode(key));
      tellWithoutContext(own, own.keys().encode(key));
    }
    assertEquals(
        List.of("k", 1, 2L, new UUID(1, 2), Instant.EPOCH, BigDecimal.TEN, new Point(1, "a")),
        told);
    assertEquals(0, cleared);
  }

  @Test
  void mutableKey_isCopied() {
    List<Object> key = new ArrayList<>(List.of("a", 1));
    Object kept = own.nearKeys().encode(key);
    assertEquals(key, kept);
    assertNotSame(key, kept);
  }

  @Test
  void keyThatOnlyTheContextLoaderKnows_isNeitherKeptNorTold() {
    Point key = new Point(1, "a");
    byte[] bytes = others.keys().encode(key);
    assertEquals(key, others.keys().decode(bytes));
    assertThrows(UndecodableException.class, () -> others.nearKeys().encode(key));
    tellWithoutContext(others, bytes);
    assertEquals(List.of(), told);
    assertEquals(0, cleared);
  }

  @Test
  void keyThatFailsForTheThread_mayBeAny() {
    Codec<Object, byte[]> overflows =
        new Codec<>() {
          @Override
          public byte[] encode(Object key) {
            return new byte[0];
          }

          @Override
          public Object decode(byte[] encoded) {
            throw new UndecodableException("by the test", new StackOverflowError());
          }
        };
    new DecodedChanges<>(overflows, changes(own).changes()).changed(new byte[] {1});
    assertEquals(1, cleared);
  }
}

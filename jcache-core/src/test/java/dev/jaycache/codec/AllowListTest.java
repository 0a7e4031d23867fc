package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Samples.Color;
import dev.jaycache.codec.Samples.Point;
import dev.jaycache.store.Stamps;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {
  private static boolean allows(String pattern, Class<?> type) {
    return new AllowList(List.of(pattern)).allows(type);
  }

  @Test
  void patterns_meanWhatTheySay() {
    assertTrue(allows("dev.jaycache.**", Point.class));
    assertTrue(allows("dev.jaycache.codec.**", Point.class));
    assertFalse(allows("dev.jay.**", Point.class));
    assertTrue(allows("dev.jaycache.codec.*", Point.class));
    assertFalse(allows("dev.jaycache.*", Point.class));
    assertTrue(allows("dev.jaycache.codec.Samples", Point.class));
    assertTrue(allows("dev.jaycache.codec.Samples$Point", Point.class));
    assertFalse(allows("dev.jaycache.codec.Sample", Point.class));
    assertFalse(allows("dev.jaycache.codec.Samples$Line", Point.class));
    assertTrue(allows("*", Point.class));
    assertTrue(allows("dev.jaycache.store.Stamps", Stamps[][].class));
  }

  @Test
  @SuppressWarnings("GetClassOnEnum") // the class of a constant with a body is meant
  void valuesOfTheJdkEnumsAndConfiguredTypes_needNoPattern() {
    AllowList list = new AllowList(List.of(), Point[].class, Map.class);
    for (Class<?> type :
        List.of(int[].class, String[][].class, Color.class, Color.GREEN.getClass(), Point.class)) {
      assertTrue(list.allows(type), type.getName());
    }
    assertTrue(list.allows(IllegalStateException.class));
    assertFalse(list.allows(Stamps.class));
    assertFalse(list.allows(Thread.class));
    assertFalse(list.allows(java.net.URL.class));
    assertFalse(list.allows(java.io.File.class));
  }

  @Test
  void refusedClasses_stayRefusedWhateverIsAllowed() {
    AllowList open = new AllowList(List.of("*", "javax.management.**", "java.lang.ProcessBuilder"));
    assertFalse(open.allows(javax.management.BadAttributeValueExpException.class));
    assertFalse(open.allows(ProcessBuilder.class));
    assertFalse(open.allows(java.lang.invoke.SerializedLambda[].class));
    assertTrue(open.allows(java.io.File.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "com..acme", "com.acme.", "**", "com.*.Order", "a b", "com.acme.Foo*"})
  void malformedPattern_isNamed(String pattern) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Samples.settings("java", pattern));
    assertTrue(e.getMessage().contains("'" + pattern + "'"), e.getMessage());
  }

  @Test
  void settings_refuseWhatCantBe() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Samples.settings("kryo"));
    assertTrue(e.getMessage().contains("'kryo'") && e.getMessage().contains("fory"));
    assertThrows(
        IllegalArgumentException.class, () -> new CodecSettings("java", -2, List.of(), 1, 1, 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new CodecSettings("java", -1, List.of(), 0, 1, 1, 1));
    assertEquals(64L << 20, CodecSettings.defaults().maxBytes());
  }
}

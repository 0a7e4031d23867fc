package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigUtil;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final Schema CORE = new Schema(List.of());

  @Test
  void everySettingOfTheCore_hasAMeaningAndAType() {
    assertAll(
        CORE.settings().stream()
            .map(
                setting ->
                    () -> {
                      assertFalse(setting.meaning().isBlank(), setting.path());
                      SettingType type = setting.type();
                      assertTrue(!type.words().isEmpty() || type.kind() != null, setting.path());
                    }));
    assertTrue(CORE.settings().size() > 20);
  }

  @Test
  void choices_areTheConstantsOfTheirEnums() {
    assertEquals(words(OnStart.class), type("on-start").words());
    assertEquals(words(PlannerMode.class), type("cache-defaults.planner").words());
    assertEquals(words(Placement.class), type("cache-defaults.store").words());
    assertEquals(words(LoadMode.class), type("cache-defaults.load").words());
    assertEquals(words(Toggle.class), type("cache-defaults.statistics").words());
    assertEquals(words(Toggle.class), type("cache-defaults.management").words());
  }

  @Test
  void everySetting_hasAnEnvironmentVariableOfItsOwn() {
    Set<String> variables = new HashSet<>();
    CORE.settings()
        .forEach(
            setting ->
                assertTrue(
                    variables.add(EnvironmentNames.variable(ConfigUtil.splitPath(setting.path()))),
                    setting.path()));
  }

  @Test
  void cacheSection_knowsWhatTheDefaultsKnow() {
    assertNotNull(CORE.setting(List.of("caches", "any.name", "local", "max-entries")));
    assertTrue(CORE.isSection(List.of("caches", "any.name")));
    assertTrue(CORE.isSection(List.of("caches", "any.name", "local")));
    assertFalse(CORE.isSection(List.of("caches", "any.name", "locl")));
  }

  @Test
  void settingsOfABackend_areKnownBesideTheCores() {
    Schema schema = new Schema(List.of(Setup.REDIS));

    assertNotNull(schema.setting(List.of("redis", "pool", "max-connections")));
    assertNotNull(schema.setting(List.of("caches", "x", "redis", "replicas")));
    assertEquals(Set.of("redis", "rediss"), schema.schemes());
    assertEquals(8, schema.defaults().getInt("redis.pool.max-connections"));
  }

  @Test
  void settingOfTwoReferences_isRefused() {
    Setup.Settings other = new Setup.Settings(Set.of(), "redis { protocol = x }");
    Setup.Settings core = new Setup.Settings(Set.of(), "namespace = x");
    Setup.Settings hidden = new Setup.Settings(Set.of(), "redis = x");

    assertThrows(IllegalStateException.class, () -> new Schema(List.of(Setup.REDIS, other)));
    assertThrows(IllegalStateException.class, () -> new Schema(List.of(Setup.REDIS, hidden)));
    assertThrows(IllegalStateException.class, () -> new Schema(List.of(core)));
  }

  @Test
  void defaultThatItsTypeRefuses_isAnErrorOfTheReference() {
    Setup.Settings wrong = new Setup.Settings(Set.of(), "# Type: <number 1..5>\nsize = 6");

    assertThrows(IllegalStateException.class, () -> new Schema(List.of(wrong)));
  }

  private static SettingType type(String path) {
    Setting setting = CORE.setting(ConfigUtil.splitPath(path));
    assertNotNull(setting);
    return setting.type();
  }

  private static List<String> words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }
}

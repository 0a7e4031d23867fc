package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreloadSettingsTest {
  private static final String DIRECTORY = "jaycache.cache-defaults.near.preload.directory";

  @Test
  void nothingIsRemembered_unlessADirectoryIsNamed() {
    assertNull(new Setup().cache("users").near().preload());
    assertNull(new Setup().manager(DIRECTORY, "off").cache("users").near().preload());
    PreloadSettings preload =
        new Setup()
            .manager(DIRECTORY, "hot keys")
            .manager("jaycache.cache-defaults.near.preload.entries", "7")
            .cache("users")
            .near()
            .preload();
    assertEquals(new PreloadSettings(Path.of("hot keys"), 7, Duration.ofMinutes(5)), preload);
  }

  @Test
  void whatIsNoPath_isAnErrorThatNamesTheSetting() {
    Setup setup = new Setup().manager(DIRECTORY, "a\0b");
    String problem =
        assertThrows(ConfigurationException.class, () -> setup.cache("users")).getMessage();
    assertTrue(problem.contains("near.preload.directory"), problem);
    assertTrue(problem.contains("is no path"), problem);
  }
}

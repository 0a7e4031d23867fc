package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who tells a near cache of changes: what the settings may say, and what they may not. */
class NearTellingTest {
  private static final String BUS = "redis://app:geheim@bus.example.com:6379";

  @TempDir Path folder;

  private Setup near(String lines) {
    return new Setup().file(folder, "jaycache.caches.x.near {\n" + lines + "\n}");
  }

  @Test
  void byDefault_theServerTells() {
    NearTelling telling = new Setup().cache("x").near().telling();
    assertEquals(NearSource.AUTO, telling.source());
    assertNull(telling.bus());
    assertFalse(telling.isByWriters());
  }

  @Test
  void channelAndBus_areOfWriters() {
    NearSettings channel = near("source = channel, enabled = true, ttl = 60 s").cache("x").near();
    assertEquals(NearSource.CHANNEL, channel.telling().source());
    assertEquals(Duration.ofSeconds(60), channel.ttl());
    assertTrue(channel.telling().isByWriters());
    NearTelling bus =
        near("bus = \"" + BUS + "\", enabled = true, ttl = 60 s").cache("x").near().telling();
    assertEquals(new Secret(BUS), bus.bus());
    assertTrue(bus.isByWriters());
  }

  @Test
  void copiesThatOnlyWritersTellOf_needAnEnd() {
    String problem = near("enabled = true\nttl = unlimited\nsource = channel").problem();
    assertTrue(problem.contains("near.ttl (") && problem.contains("app.conf, line 3"), problem);
    assertTrue(problem.contains("near.source (") && problem.contains("app.conf, line 4"), problem);
    assertTrue(problem.contains("60 s"), problem);
    String bus = near("enabled = true\nbus = \"" + BUS + "\"").problem();
    assertTrue(bus.contains("near.ttl (") && bus.contains("near.bus ("), bus);
    assertFalse(bus.contains("geheim"), bus);
  }

  @Test
  void whoOnlyWrites_needsNoEndOfCopies() {
    assertTrue(near("source = channel").cache("x").near().telling().isByWriters());
  }

  @Test
  void channelAndBusTogether_areAnError() {
    for (String source : new String[] {"channel", "none"}) {
      String problem = near("source = " + source + "\nbus = \"" + BUS + "\"").problem();
      assertTrue(problem.contains("near.source (") && problem.contains("near.bus ("), problem);
      assertFalse(problem.contains("geheim"), problem);
    }
  }

  @Test
  void busThatIsNoUri_isAnErrorWithoutSecrets() {
    String problem = near("bus = \"redis://geheim@bus.example.com\"").problem();
    assertTrue(problem.contains("near.bus (") && problem.contains("line 2"), problem);
    assertFalse(problem.contains("geheim"), problem);
  }

  @Test
  void bus_isNotShown() {
    CacheSettings cache = near("bus = \"" + BUS + "\"").cache("x");
    assertFalse(cache.toString().contains("geheim"), cache::toString);
    assertFalse(cache.toString().contains("example"), cache::toString);
  }
}

package dev.jaycache.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Ttl;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lifetimes that are cut. */
class JitterTest {
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.0, 1000, 1000",
    "0.5, 0.5, 1000, 750",
    "0.5, 0.999, 1000, 501",
    "0.1, 0.5, 1000, 950",
    "0.0, 0.999, 1000, 1000",
    "0.5, 0.999, 1, 1",
    "1.0, 0.999, 1, 1"
  })
  void finiteTime_isCutByTheRandomPart(double fraction, double random, long ttl, long left) {
    assertEquals(Ttl.ofMillis(left), new Jitter(fraction, () -> random).shorten(Ttl.ofMillis(ttl)));
  }

  @Test
  void whatIsNoFiniteTime_staysAsItIs() {
    Jitter most = new Jitter(0.5, () -> 0.999);
    assertEquals(Ttl.ETERNAL, most.shorten(Ttl.ETERNAL));
    assertEquals(Ttl.KEEP, most.shorten(Ttl.KEEP));
    assertEquals(Ttl.NOW, most.shorten(Ttl.NOW));
  }

  @Test
  void randomNumbersOfTheProcess_keepWithinThePart() {
    Jitter some = Jitter.of(0.5);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1_000; i++) {
      long left = some.shorten(Ttl.ofMillis(1_000_000)).millis();
      least = Math.min(least, left);
      most = Math.max(most, left);
    }
    assertTrue(least >= 500_000 && most <= 1_000_000 && least < most, least + " to " + most);
  }

  @Test
  void onlyWhatIsLoaded_isCut() {
    Duration second = new Duration(TimeUnit.SECONDS, 1);
    ExpiryRules rules =
        new ExpiryRules(new ModifiedExpiryPolicy(second), false, new Jitter(0.5, () -> 0.5));
    assertEquals(Ttl.ofMillis(1_000), rules.onCreate());
    assertEquals(Ttl.ofMillis(1_000), rules.onUpdate());
    assertEquals(Ttl.ofMillis(750), rules.loaded(rules.onCreate()));
  }
}

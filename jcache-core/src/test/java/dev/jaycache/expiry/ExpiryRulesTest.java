package dev.jaycache.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Ttl;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;

class ExpiryRulesTest {
  private static final Ttl HOUR = Ttl.ofMillis(3_600_000);

  /** Answers the same whenever it is asked, and remembers what it was asked. */
  private static class Asked implements ExpiryPolicy {
    private final List<String> questions = new ArrayList<>();
    private final Duration answer;

    Asked(Duration answer) {
      this.answer = answer;
    }

    @Override
    public Duration getExpiryForCreation() {
      questions.add("creation");
      return answer;
    }

    @Override
    public Duration getExpiryForAccess() {
      questions.add("access");
      return answer;
    }

    @Override
    public Duration getExpiryForUpdate() {
      questions.add("update");
      return answer;
    }
  }

  @PureExpiry
  private static final class Declared extends Asked {
    Declared() {
      super(Duration.ONE_HOUR);
    }
  }

  private static final class Throwing implements ExpiryPolicy {
    @Override
    public Duration getExpiryForCreation() {
      throw new IllegalStateException("creation");
    }

    @Override
    public Duration getExpiryForAccess() {
      throw new IllegalStateException("access");
    }

    @Override
    public Duration getExpiryForUpdate() {
      throw new IllegalStateException("update");
    }
  }

  private static List<Ttl> answers(ExpiryRules rules) {
    return List.of(rules.onCreate(), rules.onUpdate(), rules.onAccess());
  }

  private static List<Ttl> constant(ExpiryPolicy policy) {
    ExpiryRules rules = new ExpiryRules(policy, false);
    assertTrue(rules.isConstant());
    return answers(rules);
  }

  @Test
  void policiesOfTheSpecification_areConstant() {
    Duration hour = Duration.ONE_HOUR;
    assertEquals(List.of(HOUR, Ttl.KEEP, Ttl.KEEP), constant(new CreatedExpiryPolicy(hour)));
    assertEquals(List.of(HOUR, HOUR, Ttl.KEEP), constant(new ModifiedExpiryPolicy(hour)));
    assertEquals(List.of(HOUR, Ttl.KEEP, HOUR), constant(new AccessedExpiryPolicy(hour)));
    assertEquals(List.of(HOUR, HOUR, HOUR), constant(new TouchedExpiryPolicy(hour)));
    assertEquals(List.of(Ttl.ETERNAL, Ttl.ETERNAL, Ttl.KEEP), constant(new EternalExpiryPolicy()));
  }

  @Test
  void policyThatEndsNoEntry_makesAnUpdatedOneEndless() {
    Duration eternal = Duration.ETERNAL;
    assertEquals(
        List.of(Ttl.ETERNAL, Ttl.ETERNAL, Ttl.KEEP), constant(new CreatedExpiryPolicy(eternal)));
    assertEquals(
        List.of(Ttl.ETERNAL, Ttl.ETERNAL, Ttl.ETERNAL),
        constant(new AccessedExpiryPolicy(eternal)));
  }

  @Test
  void anyOtherPolicy_isAskedTheOneQuestionEachTime() {
    Asked policy = new Asked(Duration.ONE_HOUR);
    ExpiryRules rules = new ExpiryRules(policy, false);
    assertFalse(rules.isConstant());
    assertEquals(List.of(), policy.questions);
    assertEquals(HOUR, rules.onAccess());
    assertEquals(HOUR, rules.onUpdate());
    assertEquals(HOUR, rules.onCreate());
    assertEquals(HOUR, rules.onAccess());
    assertEquals(List.of("access", "update", "creation", "access"), policy.questions);
  }

  @Test
  void declaredOrConfiguredPolicy_isAskedOnceAndBeforehand() {
    Asked declared = new Declared();
    ExpiryRules rules = new ExpiryRules(declared, false);
    assertTrue(rules.isConstant());
    answers(rules);
    answers(rules);
    assertEquals(3, declared.questions.size());
    Asked configured = new Asked(Duration.ONE_HOUR);
    assertTrue(new ExpiryRules(configured, true).isConstant());
    assertEquals(3, configured.questions.size());
  }

  @Test
  void subclassOfADeclaredPolicy_hasToSayItItself() {
    class Heir extends Asked {
      Heir() {
        super(Duration.ONE_HOUR);
      }
    }
    assertFalse(new ExpiryRules(new Heir(), false).isConstant());
  }

  @Test
  void policyThatThrows_changesNothing() {
    assertEquals(
        List.of(Ttl.ETERNAL, Ttl.KEEP, Ttl.KEEP), answers(new ExpiryRules(new Throwing(), false)));
    assertEquals(
        List.of(Ttl.ETERNAL, Ttl.KEEP, Ttl.KEEP), answers(new ExpiryRules(new Throwing(), true)));
  }

  @Test
  void null_keepsAndMakesANewEntryEternal() {
    assertEquals(
        List.of(Ttl.ETERNAL, Ttl.KEEP, Ttl.KEEP), answers(new ExpiryRules(new Asked(null), false)));
  }

  @Test
  void durations_areTimesToLive() {
    assertEquals(Ttl.NOW, new ExpiryRules(new Asked(Duration.ZERO), false).onCreate());
    assertEquals(Ttl.ETERNAL, new ExpiryRules(new Asked(Duration.ETERNAL), false).onUpdate());
    assertEquals(
        Ttl.ofMillis(2_000),
        new ExpiryRules(new Asked(new Duration(TimeUnit.SECONDS, 2)), false).onAccess());
    assertEquals(
        Ttl.ofMillis(Ttl.MAX_MILLIS),
        new ExpiryRules(new Asked(new Duration(TimeUnit.DAYS, 1_000_000_000)), false).onUpdate());
  }

  @Test
  void access_mayEndAnEntryWhereItIsZeroOrUnknown() {
    assertTrue(new ExpiryRules(new Asked(Duration.ONE_HOUR), false).accessMayExpire());
    assertFalse(new ExpiryRules(new Asked(Duration.ONE_HOUR), true).accessMayExpire());
    assertTrue(new ExpiryRules(new Asked(Duration.ZERO), true).accessMayExpire());
    assertFalse(new ExpiryRules(new EternalExpiryPolicy(), false).accessMayExpire());
  }

  @Test
  void policyThatThrowsAtEachCall_isLoggedOnce() {
    PrintStream before = System.err;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      ExpiryRules rules = new ExpiryRules(new Throwing(), false);
      for (int i = 0; i < 20; i++) {
        assertEquals(Ttl.ETERNAL, rules.onCreate());
        assertEquals(Ttl.KEEP, rules.onAccess());
      }
    } finally {
      System.setErr(before);
    }
    List<String> lines = shown.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(1, lines.stream().filter(line -> line.contains("the expiry stays")).count());
    assertEquals(1, lines.stream().filter(line -> line.contains("IllegalState")).count());
  }
}

package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Links that are cut within a request or a reply, at every byte. Each operation answers as if
 * nothing had happened, or throws; what it throws is true: either nothing was done, or it says that
 * nobody knows. No answer is wrong. A cache in the process says what is right.
 */
@ServerTest
@Timeout(180)
class CutLinksTest {
  private static final String ONE = "redis.pool.max-connections=1";

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(server.host(), server.port());
  private final TestManagers managers = new TestManagers();
  private final Cache<String, Long> direct = cache(server.uri());
  private final Cache<String, Long> model = cache(URI.create("jaycache:model"));
  private int answered;
  private final Map<String, Integer> unknown = new TreeMap<>();
  private int undone;

  @AfterEach
  void close() {
    managers.close();
    proxy.close();
    server.close();
    System.out.println(answered + " answered, " + unknown + " unknown, " + undone + " not done");
  }

  private Cache<String, Long> cache(URI place, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = ONE;
    return managers.cache(place, CacheKind.PLAIN.configuration(Policies.UNSET), all);
  }

  private Cache<String, Long> patient() {
    Cache<String, Long> cache = cache(server.uri(proxy.port()), "command-timeout=10 s");
    // The server knows the script from here on.
    cache.replace("warm", 1L, 2L);
    return cache;
  }

  /** Works once, so that a connection is open; on a slow machine that may take several goes. */
  private static void warmUp(Cache<String, Long> hasty) {
    while (true) {
      try {
        hasty.containsKey("k");
        return;
      } catch (CacheException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("in time"), e::toString);
      }
    }
  }

  private static void set(Cache<String, Long> cache, @Nullable Long value) {
    if (value == null) {
      cache.remove("k");
    } else {
      cache.put("k", value);
    }
  }

  /** Runs an operation while something happens to the link, and judges it. */
  private void run(
      Cache<String, Long> cache, SingleOperation operation, @Nullable Long before, Runnable fault) {
    set(model, before);
    Object right = operation.on(model, "k");
    Long after = model.get("k");
    set(direct, before);
    fault.run();
    Object answer;
    try {
      answer = operation.on(cache, "k");
    } catch (CacheException e) {
      proxy.pass();
      Long found = direct.get("k");
      if (e instanceof UnknownOutcomeException) {
        unknown.merge(operation + " on " + before, 1, Integer::sum);
        assertTrue(
            Objects.equals(found, before) || Objects.equals(found, after),
            () -> operation + " on " + before + " left " + found);
      } else {
        undone++;
        assertEquals(before, found, () -> operation + " on " + before + " said " + e);
      }
      return;
    }
    proxy.pass();
    answered++;
    assertEquals(right, answer, () -> operation + " on " + before);
    assertEquals(after, direct.get("k"), () -> operation + " on " + before);
  }

  /** Cuts once after each number of bytes, until there are no more. */
  private void cutEverywhere(Direction direction, int step) {
    Cache<String, Long> cache = patient();
    for (SingleOperation operation : SingleOperation.values()) {
      for (Long before : new Long[] {null, 1L}) {
        int hits = -1;
        for (int bytes = 0; proxy.hits() > hits; bytes += step) {
          int at = bytes;
          hits = proxy.hits();
          // The connection is open before, so that it is the operation that is cut.
          cache.containsKey("k");
          run(cache, operation, before, () -> proxy.cutAfter(direction, at));
        }
      }
    }
    assertTrue(answered > 0, "nothing was answered");
  }

  @Test
  void replyThatIsCut_isNeverAnsweredWrongly() {
    cutEverywhere(Direction.TO_CLIENT, 1);
    assertTrue(
        unknown.containsKey("PUT on null"), "nobody knows what became of an unguarded write");
    for (String known :
        List.of(
            "GET on null",
            "GET on 1",
            "CONTAINS_KEY on null",
            "CONTAINS_KEY on 1",
            "PUT_IF_ABSENT on null",
            "REPLACE on 1",
            "REPLACE_VALUE on 1",
            "INVOKE on 1")) {
      assertFalse(unknown.containsKey(known), known + ": reads are repeated, own writes known");
    }
    assertEquals(0, undone, "each request was done");
  }

  @Test
  void requestThatIsCut_isNeverAnsweredWrongly() {
    cutEverywhere(Direction.TO_SERVER, 5);
  }

  @Test
  void replyThatNeverComes_isNeverAnsweredWrongly() {
    patient();
    for (SingleOperation operation : SingleOperation.values()) {
      for (Long before : new Long[] {null, 1L}) {
        // Lazy: the one connection is not busy with asking whether the server is there.
        Cache<String, Long> cache =
            cache(server.uri(proxy.port()), "command-timeout=300 ms", "on-start=lazy");
        warmUp(cache);
        run(cache, operation, before, () -> proxy.drop(Direction.TO_CLIENT));
        cache.getCacheManager().close();
      }
    }
    assertEquals(0, answered);
    assertTrue(unknown.containsKey("PUT on null"), "a write may have been done");
  }

  @Test
  void bulksThatAreCut_leaveOldOrNewEntriesAndAnswerRightOrNotAtAll() {
    Cache<String, Long> cache = patient();
    Map<String, Long> old = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      old.put("key " + i, 1L);
    }
    for (WholeOperation operation : WholeOperation.values()) {
      for (int bytes = 0; bytes < 400; bytes += 13) {
        direct.putAll(old);
        int at = bytes;
        cache.containsKey("k");
        proxy.cutAfter(Direction.TO_CLIENT, at);
        try {
          operation.on(cache, old.keySet());
        } catch (CacheException e) {
          assertTrue(String.valueOf(e.getMessage()).contains("127.0.0.1"), e::toString);
        }
        proxy.pass();
        direct
            .getAll(old.keySet())
            .forEach((key, value) -> assertTrue(value == 1 || value == 2, key + '=' + value));
      }
    }
    direct.putAll(old);
    for (int bytes = 0; bytes < 800; bytes += 13) {
      cache.containsKey("k");
      proxy.cutAfter(Direction.TO_CLIENT, bytes);
      assertEquals(old, cache.getAll(old.keySet()), "a read is repeated");
      proxy.pass();
    }
    assertEquals(Collections.emptyMap(), cache.getAll(Set.of("absent")));
  }
}

package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.statistics.FailureStatistics;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cache with {@code on-error = miss} and a server that goes away with its data and comes back
 * with them: what was dropped meanwhile is never served again, what could not be dropped without a
 * false answer was thrown, and the rest is as it was.
 */
@ServerTest
@Timeout(300)
public abstract class OutageContract extends AwayServerContract {
  @ParameterizedTest
  @MethodSource("kinds")
  void droppedWrites_areSeenByNobodyAgain(String planner, Kind kind) {
    String[] all = {"put", "putAll 1", "putAll 2", "remove", "removeAll", "load", "put, remove"};
    Cache<String, String> cache =
        manager(true, append(TOLERANT, "cache-defaults.planner=" + planner))
            .createCache("c", configuration(kind));
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, all);
    source.heard.clear();
    cutOff();
    cache.put("put", "new");
    cache.putAll(Map.of("putAll 1", "new", "putAll 2", "new"));
    assertFalse(cache.remove("remove"));
    cache.removeAll(Set.of("removeAll"));
    cache.put("put, remove", "new");
    cache.remove("put, remove");
    cache.put("load", "new");
    for (String key : all) {
      assertNull(cache.get(key), key);
    }
    assertNull(cache.get(UNTOUCHED), "nothing can be read now");
    assertEquals(List.of(), source.heard, "what was dropped is no event");
    assertEquals(8, failures(cache).getDroppedWrites());
    assertEquals(all.length + 1, failures(cache).getMissedReads());
    assertEquals("old", elsewhere.get("put"), "others reach the server");
    reconnect(cache);
    for (String key : all) {
      assertNull(cache.get(key), key);
    }
    assertEquals(0, failures(cache).getSuspects());
    for (String key : all) {
      assertNull(elsewhere.get(key), key);
    }
    if (kind == Kind.WRITER) {
      assertEquals(
          Map.of(
              UNTOUCHED, "old", "put", "new", "putAll 1", "new", "putAll 2", "new", "load", "new"),
          source.values,
          "the writer was told of all");
    }
    cache.put("put", "newest");
    assertEquals("newest", cache.get("put"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsClearedMeanwhile_isSeenByNobodyAgain(boolean removed) {
    Cache<String, String> cache = cache(texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, "k", "l");
    cutOff();
    if (removed) {
      cache.removeAll();
    } else {
      cache.clear();
    }
    assertEquals(FailureStatistics.ALL_SUSPECT, failures(cache).getSuspects());
    proxy().pass();
    // Nobody uses this cache now: it is cleared in the background.
    while (elsewhere.containsKey("k") || elsewhere.containsKey(UNTOUCHED)) {
      assertNull(cache.get("l"));
    }
    while (failures(cache).getSuspects() != 0) {
      assertNull(cache.get("l"));
    }
    assertNull(elsewhere.get("l"));
    cache.put("k", "new");
    assertEquals("new", elsewhere.get("k"));
    assertEquals("new", cache.get("k"));
  }

  @Test
  void suspects_areRemovedInTheBackground() {
    Cache<String, String> cache = cache(texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, "k", "l");
    cutOff();
    cache.put("k", "new");
    cache.remove("l");
    assertEquals(2, failures(cache).getSuspects());
    proxy().pass();
    while (failures(cache).getSuspects() != 0) {
      Thread.onSpinWait();
    }
    assertFalse(elsewhere.containsKey("k"));
    assertFalse(elsewhere.containsKey("l"));
    assertEquals("old", elsewhere.get(UNTOUCHED));
  }

  @Test
  void putAfterTheOutage_endsTheSuspicion() {
    Cache<String, String> cache = cache(texts());
    fill(cache, "k");
    cutOff();
    cache.put("k", "lost");
    reconnect(cache);
    cache.put("k", "new");
    assertEquals("new", cache.get("k"));
    assertEquals(0, failures(cache).getSuspects());
    assertEquals("new", elsewhere().get("k"));
  }

  @Test
  void whatOthersWroteMeanwhile_mayGoAndNothingOldComesBack() {
    Cache<String, String> cache = cache(texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, "k");
    cutOff();
    cache.remove("k");
    elsewhere.put("k", "theirs");
    reconnect(cache);
    String seen = cache.get("k");
    assertTrue(seen == null || seen.equals("theirs"), seen);
    elsewhere.put("k", "theirs, later");
    assertEquals("theirs, later", cache.get("k"));
  }

  @Test
  void serverThatIsRestartedEmpty_isUsedAgain() {
    Cache<String, String> cache = cache(texts());
    fill(cache, "k");
    server().kill();
    cache.put("k", "lost");
    assertNull(cache.get(UNTOUCHED));
    server().restart();
    while (cache.get("k") == null) {
      cache.put("k", "new");
    }
    assertEquals("new", cache.get("k"));
    assertNull(cache.get(UNTOUCHED));
  }

  /** Values that were sent to a frozen server arrive when it goes on. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void valuesThatArriveLate_areServedToNobody(int allowedTimeouts) {
    Cache<String, String> cache =
        manager(
                true,
                MISS,
                "command-timeout=250 ms",
                "breaker.allowed-timeouts=" + allowedTimeouts,
                "breaker.disable-time=20 ms")
            .createCache("c", texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(elsewhere, "k", "l");
    awaitBack(cache);
    server().pause();
    cache.put("k", "lost 1");
    cache.remove("k");
    cache.put("l", "lost 2");
    cache.put("l", "lost 3");
    cache.remove("l");
    assertNull(cache.get("k"));
    server().resume();
    do {
      assertNull(cache.get("k"));
      assertNull(cache.get("l"));
    } while (failures(cache).getSuspects() != 0);
    assertNull(cache.get("k"));
    assertNull(elsewhere.get("k"));
    assertNull(elsewhere.get("l"));
    assertEquals("old", elsewhere.get(UNTOUCHED));
  }
}

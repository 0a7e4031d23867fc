package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void none_measuresEverything() {
    Options options = Options.parse();
    assertEquals(List.of(Work.values()), options.works());
    assertEquals(List.of(1, 8, 32), options.threads());
    assertEquals(List.of(true, false), options.ttls());
    assertEquals("redis", options.arena().store());
  }

  @Test
  void given_areTakenAndQuickGivesOnlyDefaults() {
    Options options =
        Options.parse("--threads", "4", "--quick", "--ops", "get-hit, put-all", "--ttl", "off");
    assertEquals(List.of(4), options.threads());
    assertEquals(List.of(Work.GET_HIT, Work.PUT_ALL), options.works());
    assertEquals(List.of(false), options.ttls());
    assertEquals(Options.parse("--quick").rounds(), options.rounds());
    assertTrue(options.limit().toSeconds() < 120);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rounds",
        "--rounds 0",
        "--rounds x",
        "--threads 0",
        "--threads 1,999",
        "--ops fly",
        "--ttl maybe",
        "--speed 1",
        "--server localhost",
        "--server http://localhost:1",
        "--server memcached://localhost:1",
        "--store memcached --server redis://localhost:1",
        "--store punchcards",
        "--setting redis.lanes.count",
        "--setting =4,8",
        "--setting redis.lanes.count=4,,8",
        "--setting redis.lanes.count=1,2,3,4,5,6,7,8,9",
        "--store memcached --setting redis.lanes.count=4,8",
        "--setting redis.lanes.count=4,8 --store memcached"
      })
  void senseless_isRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> Options.parse(line.split(" ")));
  }

  @Test
  void store_isTakenAlsoBehindItsServer() {
    Options options =
        Options.parse("--server", "memcached://127.0.0.1:7000", "--store", "memcached");
    assertEquals("memcached", options.arena().store());
    assertEquals(MemcachedContender.JAYCACHE, options.arena().subject());
    assertTrue(Options.USAGE.contains("--store"));
  }

  @Test
  void goals_areThoseOfTheDesign() {
    Arena redis = Arenas.of("redis");
    assertEquals(
        new Goal(0.85, 1.1), redis.goal(Work.GET_HIT, true, 8, RedisContender.JEDIS).orElseThrow());
    assertEquals(
        new Goal(1.7, 4), redis.goal(Work.PUT, false, 32, RedisContender.REDISSON).orElseThrow());
    assertTrue(redis.goal(Work.PUT_ALL, false, 1, RedisContender.JEDIS).isEmpty());
    assertEquals(Goal.Standing.BELOW, new Goal(0.85, 1.1).of(0.84));
    assertEquals(Goal.Standing.FLOOR, new Goal(0.85, 1.1).of(0.85));
    assertEquals(Goal.Standing.AIM, redis.memoryGoal(true).orElseThrow().ofCost(1.08));

    Arena memcached = Arenas.of("memcached");
    Contender raw = memcached.raw();
    assertEquals(new Goal(0.85, 2), memcached.goal(Work.PUT, true, 1, raw).orElseThrow());
    assertEquals(new Goal(0.85, 0.95), memcached.goal(Work.PUT, true, 8, raw).orElseThrow());
    assertEquals(new Goal(10, 50), memcached.goal(Work.PUT_ALL, false, 8, raw).orElseThrow());
    assertTrue(memcached.goal(Work.PUT, true, 1, MemcachedContender.SPYMEMCACHED).isEmpty());
  }
}

package dev.jaycache.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Codec;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.near.NearBounds;
import dev.jaycache.near.NearStore;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final String DOTTED = "[a-z]+(\\.[a-z]+)*";

  private static final Codec<String, Object> SAME =
      new Codec<>() {
        @Override
        public Object encode(String value) {
          return value;
        }

        @Override
        public String decode(Object encoded) {
          return (String) encoded;
        }
      };

  private final NearStore<String, String> near = near(10, NearBounds.UNLIMITED);
  private final CacheStatistics statistics =
      new CacheStatistics(true, near::evictions, near::counters);
  private final Meters meters = Meters.of("redis://host", "users", statistics, near.statistics());

  private static NearStore<String, String> near(long maxEntries, long maxWeight) {
    return new NearStore<>(
        new LocalStore<>(Bounds.none(), new PlainValues<>(), InstantSource.system()),
        new NearStore.Copies<>(SAME, SAME),
        new NearBounds(maxEntries, maxWeight, copy -> 7, 1L << 40, NearBounds.UNLIMITED),
        new NearStore.Clock(() -> 0, InstantSource.system()));
  }

  private static double value(Meters meters, String name, String... tag) {
    List<Meter> found =
        meters.all().stream()
            .filter(meter -> meter.name().equals(name))
            .filter(meter -> tag.length == 0 || tag[1].equals(meter.tags().get(tag[0])))
            .toList();
    assertEquals(1, found.size(), name);
    return found.get(0).value();
  }

  @Test
  void namesWithTheirTags_areUniqueAndInTheConvention() {
    Set<Object> seen = new HashSet<>();
    for (Meter meter : meters.all()) {
      assertTrue(meter.name().matches(DOTTED), meter.name());
      assertTrue(meter.tags().keySet().stream().allMatch(tag -> tag.matches(DOTTED)));
      assertTrue(seen.add(List.of(meter.name(), meter.tags())), meter.toString());
      assertTrue(meter.unit().matches("[a-z]+"), meter.unit());
      assertFalse(meter.description().isBlank());
      assertEquals("users", meter.tags().get("cache"));
      assertEquals("redis://host", meter.tags().get("cache.manager"));
    }
    assertTrue(seen.size() > 15);
  }

  @Test
  void metersOfOneName_differInTheValuesOfTheirTagsOnly() {
    Map<String, Object> shapes = new TreeMap<>();
    for (Meter meter : meters.all()) {
      Object shape =
          List.of(meter.tags().keySet(), meter.kind(), meter.unit(), meter.description());
      assertEquals(shape, shapes.getOrDefault(meter.name(), shape));
      shapes.put(meter.name(), shape);
    }
  }

  @Test
  void values_move() {
    assertEquals(0, value(meters, "cache.gets", "result", "hit"));
    statistics.lookup(true, 1);
    statistics.lookup(false, 1);
    statistics.lookup(false, 1);
    assertEquals(1, value(meters, "cache.gets", "result", "hit"));
    assertEquals(2, value(meters, "cache.gets", "result", "miss"));

    Mutation<String> read = Mutation.read();
    near.apply("k", Mutation.put(Guard.any(), "v", Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
    near.readNear("k", read);
    near.readNear("k", read);
    near.readNear("k", read);
    assertEquals(2, value(meters, "jaycache.near.gets", "result", "hit"));
    assertEquals(1, value(meters, "jaycache.near.gets", "result", "miss"));
    assertEquals(1, value(meters, "jaycache.near.entries"));
    near.clear();
    assertEquals(0, value(meters, "jaycache.near.entries"));
    assertEquals(1, value(meters, "jaycache.near.clears", "cause", "own-clear"));
    assertEquals(0, value(meters, "jaycache.near.clears", "cause", "flushed"));
  }

  @Test
  void whatThereIsNot_isNoNumber() {
    assertEquals(Double.NaN, value(meters, "jaycache.near.weight"));
    assertEquals(Double.NaN, value(meters, "jaycache.near.proof.age"));
    NearStore<String, String> weighed = near(NearBounds.UNLIMITED, 100);
    weighed.apply("k", Mutation.put(Guard.any(), "v", Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
    weighed.readNear("k", Mutation.read());
    Meters others = Meters.of("m", "c", statistics, weighed.statistics());
    assertEquals(7, value(others, "jaycache.near.weight"));
  }

  @Test
  void cacheWithoutNearCache_hasTheCachesOwnOnly() {
    Meters plain = Meters.of("m", "c", statistics, null);
    assertEquals(5, plain.all().size());
    assertTrue(plain.all().stream().allMatch(meter -> meter.name().startsWith("cache.")));
  }
}

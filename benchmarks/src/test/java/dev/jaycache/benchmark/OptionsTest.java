package dev.jaycache.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
        "--server http://localhost:1"
      })
  void senseless_isRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> Options.parse(line.split(" ")));
  }

  @Test
  void server_showsNoPassword() {
    Options options = Options.parse("--server", "redis://me:secret@127.0.0.1:7000");
    Place place = new Place(options.server().orElseThrow());
    assertEquals("127.0.0.1:7000", place.toString());
    assertEquals("redis://me:secret@127.0.0.1:7000/2", place.uri(2).toString());
    assertFalse(place.toString().contains("secret"));
  }

  @Test
  void goals_areThoseOfTheDesign() {
    assertEquals(new Goal(0.85, 1.1), Goal.of(Work.GET_HIT, true, 8, Contender.RAW).orElseThrow());
    assertEquals(new Goal(1.7, 4), Goal.of(Work.PUT, false, 32, Contender.REDISSON).orElseThrow());
    assertTrue(Goal.of(Work.PUT_ALL, false, 1, Contender.RAW).isEmpty());
    assertEquals(Goal.Standing.BELOW, new Goal(0.85, 1.1).of(0.84));
    assertEquals(Goal.Standing.FLOOR, new Goal(0.85, 1.1).of(0.85));
    assertEquals(Goal.Standing.AIM, Goal.MEMORY.ofCost(1.08));
  }
}

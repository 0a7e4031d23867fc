package dev.jaycache.benchmark.near;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * A value that nobody can change, and that is no text: what a near cache may give out as it is.
 *
 * @param name what it is called
 * @param cents what it costs
 * @param since when it was first sold
 */
public record Article(String name, long cents, LocalDate since) implements Serializable {
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);

  /** One of many. */
  static Article of(int number) {
    return new Article(
        Words.text(number, 60), 100L + number, FIRST.plusDays(Math.floorMod(number, 2_000)));
  }
}

package dev.jaycache.statistics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * One number of a cache, as a system for metrics wants it. Immutable; {@link #value} may be asked
 * by any number of threads, asks no server, and throws nothing.
 *
 * @param name lower case, with dots; the same for the meters of all caches, and those that differ
 *     in a tag only
 * @param tags what tells meters of one name apart, by names in lower case with dots
 * @param kind how the number changes
 * @param unit {@code bytes}, {@code seconds}, or what is counted, as a plural
 * @param description what it is, in one sentence
 * @param reading gives the number
 */
public record Meter(
    String name,
    Map<String, String> tags,
    Kind kind,
    String unit,
    String description,
    DoubleSupplier reading) {

  /** How a number changes. */
  public enum Kind {
    /** It only grows, but for {@code CacheStatisticsMXBean.clear()}. */
    COUNTER,
    /** It goes up and down; {@link Double#NaN} where there is none now. */
    GAUGE
  }

  /** With a copy of the tags, in the order of their names. */
  public Meter {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** The number as it is now, in its unit. */
  public double value() {
    return reading.getAsDouble();
  }
}

package dev.jaycache.testkit.staleness;

/**
 * A version of an entry that was written or read, and when. Immutable.
 *
 * <p>Times are those of {@link System#nanoTime()}. On Linux that is the machine's CLOCK_MONOTONIC,
 * one for all processes; {@link StalenessRun} holds it against each JVM's before it trusts it.
 *
 * @param key the number of the entry
 * @param version which write to it, counted from 1
 * @param begun before the call, in ns; of a write that was repeated, before the first
 * @param ended after it, in ns; of a write, after the first that was acknowledged
 */
record Stamp(int key, int version, long begun, long ended) {}

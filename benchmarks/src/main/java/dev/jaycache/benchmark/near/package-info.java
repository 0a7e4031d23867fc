/**
 * What near caches cost and bring: JayCache's beside those of other clients, and beside caches that
 * have no server behind them. Each contender is a {@code NearTarget}.
 */
@NullMarked
package dev.jaycache.benchmark.near;

import org.jspecify.annotations.NullMarked;

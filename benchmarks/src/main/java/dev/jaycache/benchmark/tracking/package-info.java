/**
 * What {@code CLIENT TRACKING} costs a Redis server, by broadcast and for each key, with many
 * processes that keep copies. They are simulated by their connections: what is measured is the
 * server, and no client library is in the way.
 */
@NullMarked
package dev.jaycache.benchmark.tracking;

import org.jspecify.annotations.NullMarked;

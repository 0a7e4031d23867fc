/**
 * The one engine that runs the operations of a cache over any store: queue, writer, store,
 * statistics, events, result. Nobody's API.
 */
@NullMarked
package dev.jaycache.engine;

import org.jspecify.annotations.NullMarked;

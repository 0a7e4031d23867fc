/**
 * The in-process store, on Caffeine. It is what a cache uses when no server is configured, and the
 * only one that can keep entries by reference.
 */
@NullMarked
package dev.jaycache.local;

import org.jspecify.annotations.NullMarked;

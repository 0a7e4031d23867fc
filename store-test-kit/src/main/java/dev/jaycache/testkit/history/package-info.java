/**
 * Histories of what several callers did to the entries of a cache, and whether one order of single
 * steps explains them: linearizability, key by key. Knows {@code javax.cache} and no backend.
 */
@NullMarked
package dev.jaycache.testkit.history;

import org.jspecify.annotations.NullMarked;

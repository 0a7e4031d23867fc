/**
 * Measures JayCache beside raw clients and a peer, on servers of one kind and in one run, round by
 * round in turn. An {@code Arena} is what is different from store to store. It reports ratios with
 * the floors and aims that the project has set itself.
 */
@NullMarked
package dev.jaycache.benchmark;

import org.jspecify.annotations.NullMarked;

/**
 * Measures JayCache beside the raw client and a peer, on one server and in one run, round by round
 * in turn. It reports ratios with the floors and aims that the project has set itself.
 */
@NullMarked
package dev.jaycache.benchmark;

import org.jspecify.annotations.NullMarked;

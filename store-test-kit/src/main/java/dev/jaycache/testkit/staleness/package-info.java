/**
 * How stale the answers of near caches are, measured in several JVMs while their servers and links
 * fail: versioned writes, every hit on record, and a checker. Knows {@code javax.cache}, what near
 * caches count, and no backend.
 */
@NullMarked
package dev.jaycache.testkit.staleness;

import org.jspecify.annotations.NullMarked;

/**
 * Statistics (JSR-107, chapter 12): what is counted and when. The counts derive from an operation
 * and its outcome alone.
 */
@NullMarked
package dev.jaycache.statistics;

import org.jspecify.annotations.NullMarked;

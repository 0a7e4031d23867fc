/**
 * Events (JSR-107, chapter 8): who listens to a cache, and the delivery in the order of each key.
 * Nothing else calls a listener or an event filter.
 */
@NullMarked
package dev.jaycache.event;

import org.jspecify.annotations.NullMarked;

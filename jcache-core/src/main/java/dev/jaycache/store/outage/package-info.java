/**
 * What every backend needs when its servers fail: a breaker for each server, and the memory of
 * entries that must not be served as they stand. Knows neither servers nor JSR-107.
 */
@NullMarked
package dev.jaycache.store.outage;

import org.jspecify.annotations.NullMarked;

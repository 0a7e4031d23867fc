/**
 * What each {@code CacheManager} has to do, as tests: the rules of JSR-107 one by one, and against
 * a model in random order. A backend's test class extends {@link
 * dev.jaycache.testkit.cache.CacheContract} and {@link
 * dev.jaycache.testkit.cache.CacheDifferential}.
 */
@NullMarked
package dev.jaycache.testkit.cache;

import org.jspecify.annotations.NullMarked;

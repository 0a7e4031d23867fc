/**
 * Caches on a real server, used as applications use them: by {@code javax.cache} and settings. What
 * the store does below them is tested one package up.
 */
@NullMarked
package dev.jaycache.redis.cache;

import org.jspecify.annotations.NullMarked;

/** Caches on memcached, through the public interface of JSR-107. */
@NullMarked
package dev.jaycache.memcached.cache;

import org.jspecify.annotations.NullMarked;

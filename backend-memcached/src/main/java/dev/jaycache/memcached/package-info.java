/**
 * The store over memcached: an entry is read together with the generation of its cache, written by
 * compare-and-set, and many keys travel in one burst per server. {@link
 * dev.jaycache.memcached.MemcachedStoreProvider} is the way in.
 */
@NullMarked
package dev.jaycache.memcached;

import org.jspecify.annotations.NullMarked;

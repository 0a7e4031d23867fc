/**
 * The store over Redis and Valkey, by Jedis: a native command where one means exactly the mutation,
 * one script for the rest. {@link dev.jaycache.redis.RedisStoreProvider} is the way in.
 */
@NullMarked
package dev.jaycache.redis;

import org.jspecify.annotations.NullMarked;

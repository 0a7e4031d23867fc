/**
 * The servers below the caches, as an application may use them beside its caches: any command with
 * typed replies, pipelines, transactions, keyspace events, scans. {@link
 * dev.jaycache.redis.raw.RedisServers} is the way in.
 */
@NullMarked
package dev.jaycache.redis.raw;

import org.jspecify.annotations.NullMarked;

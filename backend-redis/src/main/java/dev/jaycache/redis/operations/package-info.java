/**
 * What operators ask of the Redis servers of a manager, and can do there. Its names are those of
 * the systems that JayCache takes over from, so that scripts written for them go on.
 */
@NullMarked
package dev.jaycache.redis.operations;

import org.jspecify.annotations.NullMarked;

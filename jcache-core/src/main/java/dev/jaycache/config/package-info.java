/**
 * The settings of a manager and its caches: found in a file, properties and the environment,
 * checked against the known ones, and given out as records. Nothing here connects to a server or
 * knows what a setting does.
 */
@NullMarked
package dev.jaycache.config;

import org.jspecify.annotations.NullMarked;

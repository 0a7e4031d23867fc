/**
 * The operations of a cache as a table of effects, and the plan by which each reaches its store.
 * Nobody's API.
 */
@NullMarked
package dev.jaycache.operation;

import org.jspecify.annotations.NullMarked;

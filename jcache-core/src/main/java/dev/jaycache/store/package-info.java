/**
 * The service provider interface of a backend: a {@link dev.jaycache.store.Mutation} says what to
 * do, a {@link dev.jaycache.store.Store} does it atomically per key, an {@link
 * dev.jaycache.store.Outcome} says what happened. Backends know nothing of {@code javax.cache}.
 */
@NullMarked
package dev.jaycache.store;

import org.jspecify.annotations.NullMarked;

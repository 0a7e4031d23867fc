/**
 * Tests of caches that several JVMs fill through loaders: {@link
 * dev.jaycache.testkit.load.ColdKeyContract}.
 */
@NullMarked
package dev.jaycache.testkit.load;

import org.jspecify.annotations.NullMarked;

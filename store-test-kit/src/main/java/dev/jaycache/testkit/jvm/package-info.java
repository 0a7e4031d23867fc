/**
 * Other JVMs for tests: what several applications do to one store at the same time, and what is
 * left when one of them dies. Knows nothing of JayCache.
 */
@NullMarked
package dev.jaycache.testkit.jvm;

import org.jspecify.annotations.NullMarked;

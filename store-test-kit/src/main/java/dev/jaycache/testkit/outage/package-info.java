/**
 * What caches do while their server is away and after it is back, as tests that a backend extends:
 * dropped writes, breakers, several JVMs.
 */
@NullMarked
package dev.jaycache.testkit.outage;

import org.jspecify.annotations.NullMarked;

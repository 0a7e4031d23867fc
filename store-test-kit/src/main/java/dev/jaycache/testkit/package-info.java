/**
 * What a backend's tests extend: the contract of a store as JUnit tests. They know the SPI and
 * nothing of any one backend.
 */
@NullMarked
package dev.jaycache.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * Integration (JSR-107, chapter 10): the application's cache loader and cache writer. Nothing else
 * calls either.
 */
@NullMarked
package dev.jaycache.integration;

import org.jspecify.annotations.NullMarked;

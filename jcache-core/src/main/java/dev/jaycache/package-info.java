/**
 * The JSR-107 provider: {@link dev.jaycache.JayCachingProvider} and what it hands out. Applications
 * use it through {@code javax.cache}.
 */
@NullMarked
package dev.jaycache;

import org.jspecify.annotations.NullMarked;

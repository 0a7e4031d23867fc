/**
 * Programs that use JayCache as an application does: through {@code javax.cache}, and {@code
 * ./quickstart} runs one of them. They are not part of the product and are not published.
 */
@NullMarked
package dev.jaycache.examples;

import org.jspecify.annotations.NullMarked;

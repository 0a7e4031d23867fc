/**
 * Expiry (JSR-107, chapter 6): what a cache's {@link javax.cache.expiry.ExpiryPolicy} says, as
 * times to live. Nothing else calls an expiry policy.
 */
@NullMarked
package dev.jaycache.expiry;

import org.jspecify.annotations.NullMarked;

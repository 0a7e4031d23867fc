package dev.jaycache.expiry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that an {@link javax.cache.expiry.ExpiryPolicy} answers the same whenever it is asked. It is
 * asked once, when the cache is made, and operations of the cache then take one round trip instead
 * of two. The five policies of JSR-107 need no such mark. The setting {@code pure-expiry} says the
 * same of a policy that can't be changed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PureExpiry {}

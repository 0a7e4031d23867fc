/**
 * Runs the JCache TCK as users run the cache: a combination of store and settings is chosen by
 * public configuration only, and gets a JVM and a server of its own. A new combination is one line
 * in {@link dev.jaycache.tck.Combination#all()}.
 */
@NullMarked
package dev.jaycache.tck;

import org.jspecify.annotations.NullMarked;

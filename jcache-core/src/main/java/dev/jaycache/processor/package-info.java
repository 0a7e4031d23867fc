/**
 * Entry processors (JSR-107, chapter 9): the entry that a processor works on, and ready-made
 * processors that a store can run by itself.
 */
@NullMarked
package dev.jaycache.processor;

import org.jspecify.annotations.NullMarked;

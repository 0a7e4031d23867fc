/**
 * {@code jaycache}: the operator's command line. It is a user of JayCache like any other and knows
 * nothing of its insides.
 */
@NullMarked
package dev.jaycache.cli;

import org.jspecify.annotations.NullMarked;

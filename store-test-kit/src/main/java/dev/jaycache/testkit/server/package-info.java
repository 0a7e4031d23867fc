/**
 * Starts real servers for tests on free loopback ports and stops exactly those. Knows the servers'
 * command lines and enough of their protocol to ask them questions, and nothing of JayCache.
 */
@NullMarked
package dev.jaycache.testkit.server;

import org.jspecify.annotations.NullMarked;

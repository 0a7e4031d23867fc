/**
 * TCP proxies between a client and a server under test: one does what bad networks do, one counts
 * round trips. They work on bytes and know no protocol.
 */
@NullMarked
package dev.jaycache.testkit.proxy;

import org.jspecify.annotations.NullMarked;

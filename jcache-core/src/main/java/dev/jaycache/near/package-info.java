/**
 * The near cache: copies of what was read, in this process, in front of a server's store. No copy
 * is served longer than the settings say after it was last known to be what the server has.
 */
@NullMarked
package dev.jaycache.near;

import org.jspecify.annotations.NullMarked;

/** How the cache logs what could happen at every call. Nothing here knows what it logs. */
@NullMarked
package dev.jaycache.log;

import org.jspecify.annotations.NullMarked;

/**
 * Keys and values as bytes: canonical keys, values by a codec of the user's choice, and the allow
 * list that every class passes on its way in and out. The bytes are pinned by golden files, so that
 * tomorrow's release reads today's entries.
 */
@NullMarked
package dev.jaycache.codec;

import org.jspecify.annotations.NullMarked;

package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * An entry that is wanted by one who may have a copy of it. Immutable as far as {@code K} is.
 *
 * @param key the key
 * @param validator the {@link StoredEntry#validator} of what the copy was made of; null where there
 *     is no copy, or none that could be recognised
 * @param <K> the type of keys
 */
public record Held<K>(K key, @Nullable Object validator) {}

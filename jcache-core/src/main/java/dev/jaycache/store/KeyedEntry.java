package dev.jaycache.store;

/**
 * An entry with its key, as {@link Store#entries} gives it.
 *
 * @param key the key
 * @param entry what stands there
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record KeyedEntry<K, V>(K key, StoredEntry<V> entry) {}

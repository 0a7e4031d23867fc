package dev.jaycache.store;

/**
 * A mutation and its key, for {@link Store#applyAll}.
 *
 * @param key the key
 * @param mutation what to do
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record Request<K, V>(K key, Mutation<V> mutation) {}

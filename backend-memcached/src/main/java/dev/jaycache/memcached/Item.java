package dev.jaycache.memcached;

/**
 * What stands under a key.
 *
 * @param value the bytes
 * @param cas the cas id, an unsigned number that is new with each write
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares items; a copy would cost.
record Item(byte[] value, long cas) {}

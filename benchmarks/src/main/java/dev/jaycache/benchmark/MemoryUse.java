package dev.jaycache.benchmark;

/**
 * What a contender's entries take at the server. Immutable.
 *
 * @param contender whose
 * @param ttl whether they had a time to live
 * @param entries how many there were
 * @param bytesPerEntry growth of the server's memory divided by their number
 */
record MemoryUse(Contender contender, boolean ttl, int entries, double bytesPerEntry) {}

package dev.jaycache.redis;

/**
 * What a connection subscribes to: a channel, or a pattern of channels.
 *
 * @param name a character for each byte
 */
record Channel(String name, boolean isPattern) {}

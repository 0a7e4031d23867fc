package dev.jaycache.redis;

/** A link to one server that has connections of its own. Safe for any number of threads. */
interface ServerLink extends RedisLink {
  /** How its connections are used now. */
  LinkUse use();
}

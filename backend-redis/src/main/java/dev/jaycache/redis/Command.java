package dev.jaycache.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A command as the client library sends it, with what we have to know of it. For one thread until
 * it is complete, then immutable.
 */
final class Command extends CommandArguments {
  private final Form form;
  private final byte @Nullable [] key;
  private final long stamp;
  private boolean forReplicas;
  private boolean typed;

  /** A command that stands for no mutation, and whose first argument is no key. */
  Command(ProtocolCommand name) {
    super(name);
    this.form = Form.PLAIN;
    this.key = null;
    this.stamp = 0;
  }

  /**
   * A command on a key; the key is not added as an argument.
   *
   * @param form how its reply is to be read
   * @param stamp the version of the envelope in it; any number where there is none
   */
  Command(ProtocolCommand name, Form form, byte[] key, long stamp) {
    super(name);
    this.form = form;
    this.key = key;
    this.stamp = stamp;
  }

  /** How the reply is to be read. */
  Form form() {
    return form;
  }

  /** The key that decides where the command goes; null where any server does. */
  byte @Nullable [] key() {
    return key;
  }

  /** Allows a replica to answer, where the user chose so: what it says may be old. */
  Command orByReplica() {
    forReplicas = true;
    return this;
  }

  /** Whether a replica may answer. */
  boolean isForReplicas() {
    return forReplicas;
  }

  /** Has the reply come with its type, as a {@link dev.jaycache.redis.raw.Reply}. */
  Command typed() {
    typed = true;
    return this;
  }

  /** Whether the reply is a {@link dev.jaycache.redis.raw.Reply}. */
  boolean isTyped() {
    return typed;
  }

  /** The version of the envelope that the command stores. */
  long stamp() {
    return stamp;
  }
}

package dev.jaycache.redis;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A command as the client library sends it, with what we have to know of it. For one thread until
 * it is complete, then immutable, but for where it went.
 */
final class Command extends CommandArguments {
  /** These name no key, and answer keys. */
  private static final Set<String> FINDS_KEYS = Set.of("SCAN", "KEYS", "RANDOMKEY");

  private final Form form;
  private final byte @Nullable [] key;
  private final long stamp;
  private boolean forReplicas;
  private boolean typed;
  private boolean change;
  private boolean atOnce;
  private volatile boolean askedElsewhere;
  private volatile @Nullable NodeLink server;

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

  /** Whether it tells of keys or does something to them, be it named or found by the server. */
  boolean isAboutKeys() {
    return key != null || FINDS_KEYS.contains(getCommand().toString());
  }

  /** Allows a replica to answer, where the user chose so: what it says may be old. */
  Command orByReplica() {
    forReplicas = true;
    return this;
  }

  /** Says whether it may change an entry, or its expiry where that was asked for by itself. */
  Command asChange(boolean changes) {
    change = changes;
    return this;
  }

  /** Whether it is a write that replicas can be asked to confirm. */
  boolean isChange() {
    return change;
  }

  /** Whether a replica may answer. */
  boolean isForReplicas() {
    return forReplicas;
  }

  /** Has nobody wait with it for a cluster that can't serve it now: that is its answer then. */
  Command atOnce() {
    atOnce = true;
    return this;
  }

  /** Whether that a cluster can't serve it now is its answer. */
  boolean isAtOnce() {
    return atOnce;
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

  /** Notes that another server was asked than the one that has the slot: the slot moves there. */
  void askElsewhere() {
    askedElsewhere = true;
  }

  /** Whether the reply is of a server that may have no slot yet. */
  boolean isAskedElsewhere() {
    return askedElsewhere;
  }

  /** Notes the server to which it goes, the last one where it goes to several. */
  void goesTo(NodeLink node) {
    server = node;
  }

  /** The server that got it last; null where it went to none by way of such a link. */
  @Nullable NodeLink server() {
    return server;
  }

  /** The version of the envelope that the command stores. */
  long stamp() {
    return stamp;
  }
}

package dev.jaycache.redis.raw;

import java.nio.charset.StandardCharsets;

/** Something happened to a key. Immutable. */
public final class KeyspaceEvent {
  private final byte[] key;
  private final String name;
  private final String node;

  /**
   * An event.
   *
   * @param key not to be changed later
   * @param name what the server calls it, such as {@code expired}
   * @param node {@code host:port} of the server that told
   */
  public KeyspaceEvent(byte[] key, String name, String node) {
    this.key = key;
    this.name = name;
    this.node = node;
  }

  /** The key at the server; a copy. */
  public byte[] key() {
    return key.clone();
  }

  /** The key as UTF-8. */
  public String keyText() {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** What the server calls it, such as {@code expired}. */
  public String name() {
    return name;
  }

  /** Of which kind it is. */
  public KeyspaceKind kind() {
    return KeyspaceKind.of(name);
  }

  /** {@code host:port} of the server that told. */
  public String node() {
    return node;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return name + " at " + node;
  }
}

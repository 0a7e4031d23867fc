package dev.jaycache.codec;

/**
 * Keys of an in-process store by value: an immutable one is itself, any other is copied, on the way
 * in and on the way out. Safe for any number of threads.
 */
final class KeyCopy implements Codec<Object, Object> {
  private final Codec<Object, byte[]> values;

  /**
   * Copies of keys.
   *
   * @param values what takes any key, and gives back an equal one
   */
  KeyCopy(Codec<Object, byte[]> values) {
    this.values = values;
  }

  @Override
  public Object encode(Object key) {
    return Immutables.isImmutable(key) ? key : values.decode(values.encode(key));
  }

  @Override
  public Object decode(Object encoded) {
    return encode(encoded);
  }
}

package dev.jaycache.codec;

import java.util.UUID;

/**
 * Keys of copies, which a change at the server has to find by the key's bytes, in a thread that
 * knows no context loader. So a key whose bytes are not read there as one that is equal to it has
 * no copy. An immutable key is itself, any other what its bytes are read as. Safe for any number of
 * threads.
 *
 * @param keys as at the server, by the CacheManager's class loader alone
 */
record NearKeys(Codec<Object, byte[]> keys) implements Codec<Object, Object> {
  /**
   * A key as it is kept.
   *
   * @throws UndecodableException when a change of it could not be told
   */
  @Override
  public Object encode(Object key) {
    if (key instanceof String
        || key instanceof Integer
        || key instanceof Long
        || key instanceof UUID) {
      return key;
    }
    Object read = keys.decode(keys.encode(key));
    if (!read.equals(key)) {
      throw new UndecodableException(
          "a key of " + key.getClass().getName() + " is read as one that is not equal to it");
    }
    return Immutables.isImmutable(key) ? key : read;
  }

  @Override
  public Object decode(Object encoded) {
    return encode(encoded);
  }
}

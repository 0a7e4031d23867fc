package dev.jaycache.codec;

/**
 * A codec that reads nothing but objects of the type that the cache was configured with. As
 * thread-safe as the codec behind it. It does not look at what is written: the cache has done that.
 *
 * <p>Other applications may keep other types under the same names. Their entries are well-formed,
 * and would be a {@link ClassCastException} in code that is far from here.
 *
 * @param codec what reads and writes
 * @param type the configured type
 * @param <E> the type of encoded objects
 */
record TypedCodec<E>(Codec<Object, E> codec, Class<?> type) implements Codec<Object, E> {
  /** A codec for a type; Object takes everything. */
  static <E> Codec<Object, E> of(Codec<Object, E> codec, Class<?> type) {
    return type == Object.class ? codec : new TypedCodec<>(codec, type);
  }

  @Override
  public E encode(Object object) {
    return codec.encode(object);
  }

  @Override
  public Object decode(E encoded) {
    Object object = codec.decode(encoded);
    if (!type.isInstance(object)) {
      throw new UndecodableException(
          "an object of "
              + object.getClass().getName()
              + " where the cache was configured with "
              + type.getName());
    }
    return object;
  }
}

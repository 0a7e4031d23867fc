package dev.jaycache.codec;

/**
 * Values of an in-process store by value: an immutable one is itself, any other is kept as its
 * bytes and read anew each time, by the codec that a server's store would use. Safe for any number
 * of threads. It copies nothing that is immutable.
 */
final class CopyCodec implements Codec<Object, Object> {
  private final Codec<Object, byte[]> values;

  CopyCodec(Codec<Object, byte[]> values) {
    this.values = values;
  }

  @Override
  public Object encode(Object value) {
    return Immutables.isImmutable(value) ? value : new Encoded(values.encode(value));
  }

  @Override
  public Object decode(Object encoded) {
    return encoded instanceof Encoded bytes ? values.decode(bytes.shared()) : encoded;
  }
}

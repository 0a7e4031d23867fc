package dev.jaycache.codec;

import org.jspecify.annotations.Nullable;

/**
 * The codecs of one cache. Immutable, safe for any number of threads. All of them ask the same
 * allow list.
 */
public final class Codecs {
  private final Codec<Object, byte[]> keys;
  private final Codec<Object, byte[]> values;
  private final Codec<Object, Object> keyCopies;
  private final Codec<Object, Object> nearKeys;
  private final Codec<Object, Object> valueCopies;

  private Codecs(
      AllowList allowed,
      ClassFinder classes,
      CodecSettings settings,
      Class<?> keyType,
      Class<?> valueType) {
    keys = TypedCodec.of(new KeyCodec(allowed, classes, settings), keyType);
    values = TypedCodec.of(new ValueCodec(allowed, classes, settings, valueType), valueType);
    nearKeys =
        new NearKeys(
            TypedCodec.of(new KeyCodec(allowed, classes.withoutContext(), settings), keyType));
    keyCopies =
        new KeyCopy(new ValueCodec(allowed, classes, settings.withCodec("java"), Object.class));
    valueCopies = new CopyCodec(values);
  }

  /**
   * The codecs of a cache.
   *
   * @param settings the cache's settings
   * @param loader where classes are looked for before the context loader; null: the boot loader
   * @param keyType what the cache was configured with; it is allowed by that
   * @param valueType what the cache was configured with; it is allowed by that
   * @throws dev.jaycache.store.StoreException when a library is missing; the message names it
   */
  public static Codecs of(
      CodecSettings settings, @Nullable ClassLoader loader, Class<?> keyType, Class<?> valueType) {
    AllowList allowed = new AllowList(settings.allow(), keyType, valueType);
    return new Codecs(allowed, new ClassFinder(loader), settings, keyType, valueType);
  }

  /** Keys as bytes: equal keys have equal bytes in every JVM. The first byte is never 0xFF. */
  public Codec<Object, byte[]> keys() {
    return keys;
  }

  /** Values as bodies of envelopes; never empty. */
  public Codec<Object, byte[]> values() {
    return values;
  }

  /** Keys as an in-process store by value keeps them: itself, or a copy of the same class. */
  public Codec<Object, Object> keyCopies() {
    return keyCopies;
  }

  /**
   * Keys as a near cache keeps them: itself, or what its bytes at the server are read as. Those
   * which {@link CodedStore#track} can't tell of are refused.
   */
  public Codec<Object, Object> nearKeys() {
    return nearKeys;
  }

  /** Values as an in-process store by value keeps them: itself, or {@link Encoded}. */
  public Codec<Object, Object> valueCopies() {
    return valueCopies;
  }

  /** What a value of {@link #valueCopies()} weighs: its encoded form, in bytes. */
  public int weight(Object copy) {
    return copy instanceof Encoded encoded ? encoded.length() : values.encode(copy).length;
  }
}

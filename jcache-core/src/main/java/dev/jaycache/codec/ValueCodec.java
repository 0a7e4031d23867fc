package dev.jaycache.codec;

import dev.jaycache.store.Bytes;
import dev.jaycache.store.StoreException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values as bodies of envelopes: the id of a codec and what it wrote. Which codec writes is
 * configuration; each reads what another wrote. Safe for any number of threads.
 */
final class ValueCodec implements Codec<Object, byte[]> {
  private final AllowList allowed;
  private final ClassFinder classes;
  private final CodecSettings settings;
  private final Class<?> valueType;
  private final Payload java;
  private final Function<Object, byte[]> writer;
  private volatile @Nullable Payload json;
  private volatile @Nullable Payload fory;
  private volatile @Nullable Compression compression;

  ValueCodec(AllowList allowed, ClassFinder classes, CodecSettings settings, Class<?> valueType) {
    this.allowed = allowed;
    this.classes = classes;
    this.settings = settings;
    this.valueType = valueType;
    this.java = new JavaPayload(new JavaSerialization(allowed, classes, settings));
    this.writer = writer(settings.codec());
    if (settings.compressionThreshold() >= 0) {
      compression();
    }
  }

  private Function<Object, byte[]> writer(String codec) {
    return switch (codec) {
      case "java" -> scalarsOr(java);
      case "fory" -> scalarsOr(fory());
      case "json" -> json()::encode;
      case "string" -> ValueCodec::text;
      case "bytes" -> ValueCodec::bytes;
      default -> throw new IllegalArgumentException("no codec '" + codec + "'");
    };
  }

  private static Function<Object, byte[]> scalarsOr(Payload payload) {
    return value -> {
      byte[] scalar = Scalars.encode(value);
      return scalar == null ? payload.encode(value) : scalar;
    };
  }

  private static byte[] text(Object value) {
    if (value instanceof CharSequence text) {
      return Scalars.text(text.toString());
    }
    throw new UnencodableException(
        "the codec \"string\" takes text, not " + value.getClass().getName());
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return Text.tagged(ValueTag.BYTES, bytes);
    }
    throw new UnencodableException(
        "the codec \"bytes\" takes byte[], not " + value.getClass().getName());
  }

  @Override
  public byte[] encode(Object value) {
    byte[] body = writer.apply(value);
    if (body.length > settings.maxBytes()) {
      throw new UnencodableException(
          "an object of "
              + value.getClass().getName()
              + " has "
              + body.length
              + " bytes, above serialization.max-bytes of "
              + settings.maxBytes());
    }
    long threshold = settings.compressionThreshold();
    // A number stays as it is, so that a server can add to it.
    return threshold >= 0 && body.length - 1 >= threshold && !Bytes.isNumber(body)
        ? compression().compress(body)
        : body;
  }

  @Override
  public Object decode(byte[] encoded) {
    try {
      if (encoded.length == 0) {
        throw new UndecodableException("an empty value");
      }
      return encoded[0] == ValueTag.ZSTD ? read(compression().decompress(encoded)) : read(encoded);
    } catch (UndecodableException | OutOfMemoryError e) {
      throw e;
    } catch (StoreException e) {
      throw new UndecodableException("a value can't be read: " + e.getMessage(), e);
    } catch (Throwable e) {
      // Constructors, class loading and parsers of others took part: anything may come out.
      throw new UndecodableException("not the bytes of a value: " + e, e);
    }
  }

  private Object read(byte[] body) throws Exception {
    if (body.length > settings.maxBytes()) {
      throw new UndecodableException("a value of more than " + settings.maxBytes() + " bytes");
    }
    return switch (body[0]) {
      case ValueTag.JAVA -> java.decode(body);
      case ValueTag.JSON, ValueTag.JSON_NAMED -> json().decode(body);
      case ValueTag.FORY -> fory().decode(body);
      default -> Scalars.decode(body, classes, allowed);
    };
  }

  private Payload json() {
    Payload payload = json;
    if (payload == null) {
      Library.JACKSON.require();
      payload = new JsonPayload(allowed, classes, settings, valueType);
      json = payload;
    }
    return payload;
  }

  private Payload fory() {
    Payload payload = fory;
    if (payload == null) {
      Library.FORY.require();
      payload = new ForyPayload(allowed, classes, settings);
      fory = payload;
    }
    return payload;
  }

  private Compression compression() {
    Compression found = compression;
    if (found == null) {
      Library.ZSTD.require();
      found = new Compression(settings.maxBytes());
      compression = found;
    }
    return found;
  }
}

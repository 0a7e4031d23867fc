package dev.jaycache.codec;

import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the entries of one cache and changes none: also not those that can't be decoded here,
 * which any other read removes. For operators, whose class path seldom has an application's
 * classes. As thread-safe as the store. It counts nothing.
 *
 * @param <K> the type of keys
 * @param <P> the type of encoded keys
 * @param <Q> the type of encoded values
 */
public final class Inspector<K, P, Q> {
  /** The store keeps no bytes. */
  private static final int NO_SIZE = -1;

  private static final String UNKNOWN = "unknown";

  private final Store<P, Q> store;
  private final Codec<K, P> keys;
  private final Codec<?, Q> values;

  Inspector(Store<P, Q> store, Codec<K, P> keys, Codec<?, Q> values) {
    this.store = store;
    this.keys = keys;
    this.values = values;
  }

  /**
   * An entry as it stands.
   *
   * @param value what it decodes to; null: it can't be decoded here
   * @param codec what wrote it: a codec's name, {@code scalar} for what every codec writes alike,
   *     or {@code unknown}
   * @param size of the encoded value in bytes; -1: the store keeps objects
   * @param problem why it can't be decoded; null: it can
   */
  public record Inspection(
      @Nullable Object value, String codec, int size, @Nullable String problem) {}

  /**
   * A key as it stands.
   *
   * @param value what it decodes to; null: it can't be decoded here
   * @param hex its bytes, where it can't be decoded; null: it can
   */
  public record InspectedKey(@Nullable Object value, @Nullable String hex) {}

  /**
   * The entry of a key.
   *
   * @return null: there is none
   * @throws dev.jaycache.store.StoreException when the store fails
   */
  public @Nullable Inspection inspect(K key) {
    Outcome<Q> outcome = store.apply(keys.encode(key), Mutation.read());
    StoredEntry<Q> entry = outcome.previous();
    if (entry == null) {
      return null;
    }
    Q encoded = entry.value();
    int size = encoded instanceof byte[] bytes ? bytes.length : NO_SIZE;
    String codec = encoded instanceof byte[] bytes ? codec(bytes) : "object";
    try {
      return new Inspection(values.decode(encoded), codec, size, null);
    } catch (UndecodableException e) {
      return new Inspection(null, codec, size, e.getMessage());
    }
  }

  /**
   * All keys, page by page; also those that can't be decoded here.
   *
   * @throws dev.jaycache.store.StoreException when the store fails
   */
  public KeyPages<InspectedKey> keys() {
    KeyPages<P> pages = store.keys();
    return new KeyPages<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public List<InspectedKey> next() {
        return pages.next().stream().map(Inspector.this::shown).toList();
      }

      @Override
      public void close() {
        pages.close();
      }
    };
  }

  private InspectedKey shown(P key) {
    try {
      return new InspectedKey(keys.decode(key), null);
    } catch (UndecodableException e) {
      String hex = key instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : key.toString();
      return new InspectedKey(null, hex);
    }
  }

  private static String codec(byte[] body) {
    if (body.length == 0) {
      return UNKNOWN;
    }
    return switch (body[0]) {
      case ValueTag.TEXT, ValueTag.CHARS -> "string";
      case ValueTag.BYTES -> "bytes";
      case ValueTag.JAVA -> "java";
      case ValueTag.JSON, ValueTag.JSON_NAMED -> "json";
      case ValueTag.FORY -> "fory";
      case ValueTag.ZSTD -> "zstd";
      case ValueTag.INT,
          ValueTag.LONG,
          ValueTag.BOOLEAN,
          ValueTag.BYTE,
          ValueTag.SHORT,
          ValueTag.CHAR,
          ValueTag.FLOAT,
          ValueTag.DOUBLE,
          ValueTag.UUID,
          ValueTag.BIG_INTEGER,
          ValueTag.BIG_DECIMAL,
          ValueTag.TIME,
          ValueTag.DATE,
          ValueTag.ENUM ->
          "scalar";
      default -> UNKNOWN;
    };
  }
}

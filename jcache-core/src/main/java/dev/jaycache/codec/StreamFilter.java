package dev.jaycache.codec;

import java.io.ObjectInputFilter;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each step of reading one serialised object: classes against the {@link AllowList},
 * depth, references, bytes and array lengths against the limits. Not thread-safe: it belongs to one
 * stream. An array is never longer than the bytes that are left could fill.
 */
final class StreamFilter implements ObjectInputFilter {
  /**
   * How deep sets and maps may stand in each other. Hashing n sets that hold each other costs 2^n
   * steps; no limit on depth alone stops that.
   */
  static final int MAX_HASHED_DEPTH = 16;

  /** What the JDK's hash maps and sets announce before they read their elements, each of them. */
  private static final Class<?> TABLE = Map.Entry[].class;

  /** A map makes room for several times as many mappings as it holds. */
  private static final int ROOM_PER_BYTE = 8;

  private static final int FREE_ROOM = 64;

  private final AllowList allowed;
  private final CodecSettings limits;
  private final long total;
  private final BitSet hashedAt = new BitSet();
  private @Nullable String refusal;

  StreamFilter(AllowList allowed, CodecSettings limits, long total) {
    this.allowed = allowed;
    this.limits = limits;
    this.total = total;
  }

  /** Why this filter refused, or null where it did not. */
  @Nullable String refusal() {
    return refusal;
  }

  @Override
  public Status checkInput(FilterInfo step) {
    String reason = reason(step);
    if (reason == null) {
      return Status.ALLOWED;
    }
    refusal = reason;
    return Status.REJECTED;
  }

  private @Nullable String reason(FilterInfo step) {
    if (step.depth() > limits.maxDepth()) {
      return "nested deeper than serialization.max-depth of " + limits.maxDepth();
    } else if (step.references() > limits.maxReferences()) {
      return "more references than serialization.max-references of " + limits.maxReferences();
    } else if (step.streamBytes() > limits.maxBytes()) {
      return "more bytes than serialization.max-bytes of " + limits.maxBytes();
    }
    Class<?> type = step.serialClass();
    if (type == null) {
      return null;
    } else if (!allowed.allows(type)) {
      return allowed.refusal(type.getName());
    } else if (step.arrayLength() < 0) {
      return null;
    }
    String reason = arrayReason(type, step);
    return reason == null && type == TABLE ? hashedReason((int) step.depth()) : reason;
  }

  private @Nullable String arrayReason(Class<?> type, FilterInfo step) {
    long length = step.arrayLength();
    if (length > limits.maxArray()) {
      return "an array of "
          + length
          + " elements, more than serialization.max-array of "
          + limits.maxArray();
    }
    long left = total - step.streamBytes();
    Class<?> element = type.isArray() ? type.getComponentType() : type;
    boolean fits =
        element.isPrimitive()
            ? length * Primitives.encodedSize(element) <= left + FREE_ROOM
            : length <= left * ROOM_PER_BYTE + FREE_ROOM;
    return fits ? null : "an array of " + length + " elements in " + left + " bytes";
  }

  private @Nullable String hashedReason(int depth) {
    hashedAt.clear(depth, Math.max(depth, hashedAt.length()));
    hashedAt.set(depth);
    return hashedAt.cardinality() > MAX_HASHED_DEPTH
        ? "sets and maps nested deeper than " + MAX_HASHED_DEPTH
        : null;
  }
}

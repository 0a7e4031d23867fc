package dev.jaycache.codec;

/**
 * A translation there and back. Implementations are safe for any number of threads. A codec knows
 * nothing of envelopes, versions or expiry.
 *
 * @param <A> what the application sees
 * @param <B> what a store sees
 */
public interface Codec<A, B> {
  /**
   * There.
   *
   * @throws UnencodableException when the value has no encoded form, or its class is not allowed
   */
  B encode(A value);

  /**
   * And back.
   *
   * @throws UndecodableException when these are not the bytes of a value, or its class is not
   *     allowed; nothing else is thrown, whatever the bytes are
   */
  A decode(B encoded);
}

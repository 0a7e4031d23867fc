package dev.jaycache.codec;

/**
 * One way to write any value. Implementations are safe for any number of threads, and all ask the
 * {@link AllowList} for every class on both ways.
 */
interface Payload {
  /**
   * The whole body: the id of this payload, and the value.
   *
   * @throws UnencodableException when the value has no such form, or a class is not allowed
   */
  byte[] encode(Object value);

  /** The value of a body that this payload wrote; malformed bytes may end in any exception. */
  Object decode(byte[] body) throws Exception;
}

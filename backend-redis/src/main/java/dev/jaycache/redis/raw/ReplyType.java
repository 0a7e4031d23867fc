package dev.jaycache.redis.raw;

/** What a reply is. */
public enum ReplyType {
  /** Nothing. */
  NULL,
  /** A short text of the server's, such as {@code OK}. */
  STATUS,
  /** Bytes. */
  BULK,
  /** A whole number of 64 bits. */
  INTEGER,
  /** A floating-point number (RESP3). */
  DOUBLE,
  /** True or false (RESP3). */
  BOOLEAN,
  /** A whole number of any size (RESP3). */
  BIG_NUMBER,
  /** Text and its format (RESP3). */
  VERBATIM,
  /** Replies in their order. */
  ARRAY,
  /** Pairs of replies (RESP3). */
  MAP,
  /** Replies in no order (RESP3). */
  SET,
  /** Replies that nobody asked for (RESP3). */
  PUSH,
  /** An error. */
  ERROR
}

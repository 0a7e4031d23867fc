package dev.jaycache.redis;

/** The shapes of commands, by what their replies mean. */
enum Form {
  /** No mutation. */
  PLAIN,
  /** {@code GET}: the envelope, or nothing. */
  GET,
  /** {@code GETEX}: the envelope, which has got another expiry, or nothing. */
  GETEX,
  /** {@code GETDEL} for an entry that is kept and expires now. */
  EXPIRE_NOW,
  /** {@code GETDEL} for an entry that is removed. */
  GETDEL,
  /** {@code GETRANGE 0 0}: the envelope's first byte, or an empty string. */
  EXISTS,
  /** {@code SET} that overwrites. */
  SET,
  /** {@code SET … GET} that overwrites: the envelope that was there, or nothing. */
  SET_GET,
  /** {@code SET … NX GET}: nothing where it was stored, else the envelope that is there. */
  SET_NX_GET,
  /** {@code SET … XX GET}: the envelope that was overwritten, or nothing. */
  SET_XX_GET,
  /** {@code UNLINK}: 1 or 0. */
  UNLINK,
  /** The script, answering a code. */
  SCRIPT,
  /** The script, answering a code and the entry as it was. */
  SCRIPT_TELLING
}

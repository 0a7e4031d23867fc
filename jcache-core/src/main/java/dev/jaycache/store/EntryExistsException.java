package dev.jaycache.store;

import javax.cache.CacheException;

/** A cache whose entries are written once has an entry under this key. Nothing was changed. */
public class EntryExistsException extends CacheException {
  private static final long serialVersionUID = 1L;

  /** With a message that holds no secret. */
  public EntryExistsException(String message) {
    super(message);
  }
}

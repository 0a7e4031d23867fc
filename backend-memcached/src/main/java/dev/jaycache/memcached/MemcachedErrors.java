package dev.jaycache.memcached;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnfitRequestException;
import dev.jaycache.store.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/**
 * Makes exceptions of a server's error replies and of missing ones: what failed, where, and what to
 * do. Stateless but for the link, which it asks for names. No message holds a value or a password;
 * of a key it shows the beginning.
 */
final class MemcachedErrors {
  private static final int KEY_SHOWN = 48;
  private static final int TEXT_SHOWN = 160;

  private final MemcachedLink link;

  MemcachedErrors(MemcachedLink link) {
    this.link = link;
  }

  /** An error for any reply that is none of those that the command can have. */
  StoreException of(Command command, Reply reply) {
    if (reply instanceof Reply.Lost lost) {
      return lost(command, lost.failure());
    }
    if (reply instanceof Reply.Unsure unsure) {
      return unsure(command, unsure);
    }
    if (!(reply instanceof Reply.Refused refused)) {
      return new StoreException(what(command) + " gave an answer to another command");
    }
    return command instanceof Command.Take && !isUnknown(reply)
        ? broken(command, refused.text())
        : refused(command, refused.text());
  }

  /** Each key is ended before it is told: what was not told may be gone all the same. */
  private StoreException broken(Command command, String text) {
    return new UnknownOutcomeException(
        refused(command, text).getMessage()
            + "; what stood there may be removed or not, and nothing was repeated",
        null);
  }

  private StoreException unsure(Command command, Reply.Unsure unsure) {
    return new UnknownOutcomeException(
        refused(command, unsure.text()).getMessage()
            + "; it did not say to which of "
            + unsure.writes()
            + " writes, so this one may be done or not, and nothing was repeated",
        null);
  }

  private StoreException lost(Command command, LinkException failure) {
    String message = what(command) + ' ' + failure.getMessage();
    return !command.isRead() && failure.maybeSent()
        ? new UnknownOutcomeException(
            message + "; the server may have done it or not, and nothing was repeated", failure)
        : new StoreException(message, failure);
  }

  private StoreException refused(Command command, String text) {
    return new StoreException(
        what(command) + ' ' + advice(text) + " (" + shorten(text, TEXT_SHOWN) + ')');
  }

  /** Whether a server refused a value for its size. */
  static boolean isTooLarge(Reply reply) {
    return reply instanceof Reply.Refused refused
        && (refused.text().contains("too large") || refused.text().startsWith("status 0x03"));
  }

  /** Whether a server does not know a command, and did nothing. */
  static boolean isUnknown(@Nullable Reply reply) {
    return reply instanceof Reply.Refused refused && isUnknown(refused.text());
  }

  private static boolean isUnknown(String text) {
    return text.equals("ERROR") || text.startsWith("status 0x81");
  }

  /** Whether a server refused to count because what stands there is no number. */
  static boolean isNoNumber(Reply reply) {
    return reply instanceof Reply.Refused refused
        && (refused.text().contains("non-numeric") || refused.text().startsWith("status 0x06"));
  }

  /**
   * A value that the server does not take.
   *
   * @param size of the item as the server counts it, as far as we know
   * @param limit what it takes; null where it did not say
   */
  StoreException tooLarge(Command command, long size, @Nullable Long limit) {
    return new UnfitRequestException(
        what(command)
            + " takes items of up to "
            + (limit == null ? "its limit" : limit + " bytes")
            + ", and this one has "
            + size
            + "; raise the limit with memcached's option -I, set large-values = chunk for the cache, or"
            + " store less. No entry stands there any more",
        null);
  }

  /**
   * A value that is too long to be written in pieces.
   *
   * @param length of the value as it is encoded, in bytes
   * @param longest what the cache's setting allows
   */
  StoreException tooLong(Command command, long length, long longest) {
    return new UnfitRequestException(
        what(command)
            + " was not asked: the value has "
            + length
            + " bytes, and values in pieces may have "
            + longest
            + "; raise large-values-limit, store less, or raise the size of a piece with"
            + " memcached's option -I where there would be more than "
            + Head.PIECES_AT_MOST
            + " pieces. No entry stands there any more",
        null);
  }

  /** A piece of a value that was not written: its entry is as it was. */
  StoreException ofPiece(Command command, Reply reply) {
    StoreException why = of(command, reply);
    return new StoreException(
        "a piece of a large value was not written, and its entry is as it was: " + why.getMessage(),
        why.getCause());
  }

  /** A server without cas ids: what would be compared there would be done in any case. */
  StoreException withoutCas(int server) {
    return at(
        server,
        "gives no cas ids, so that nothing can be compared there, and nothing was written; start it"
            + " without its option -C");
  }

  /** Something is wrong with a server as a whole. */
  StoreException at(int server, String problem) {
    return new StoreException("memcached at " + link.place(server) + ' ' + problem);
  }

  private static String advice(String text) {
    if (text.contains("out of memory") || text.contains("Out of memory")) {
      return "is full and may not evict; raise its memory with -m, or start it without -M";
    }
    if (text.contains("too large") || text.contains("Too large")) {
      return "refused the size of the value; raise the limit with -I, or store less";
    }
    if (text.contains("unauthenticated")
        || text.contains("uthentication")
        || text.startsWith("status 0x20")
        || text.contains("Auth failure")) {
      return "refused user or password, or wants some; give them in the server's URI:"
          + " memcached://user:password@host";
    }
    if (isUnknown(text)) {
      return "does not know the command; it has to be a memcached with gets and cas";
    }
    return "answered an error";
  }

  private String what(Command command) {
    String about = shown(command.about());
    return "memcached at "
        + link.place(command.server())
        + (about.isEmpty() ? "" : ", key " + about)
        + ": "
        + command.verb()
        + ": the server";
  }

  private static String shown(String key) {
    return shorten(key, KEY_SHOWN);
  }

  private static String shorten(String text, int length) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(length, text.length()); i++) {
      char c = text.charAt(i);
      shown.append(c < ' ' || c > '~' ? '?' : c);
    }
    return text.length() > length ? shown.append("...").toString() : shown.toString();
  }
}

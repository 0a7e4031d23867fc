package dev.jaycache.redis;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Want;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads replies as outcomes. Pure, safe for any number of threads. It repairs nothing. */
final class Outcomes {
  /** What many removals did of which nobody wanted to hear. */
  static final Outcome<byte[]> GONE = new Outcome<>(true, false, Effect.GONE, null);

  /** What a write did of which nobody wanted to hear. */
  static final Outcome<byte[]> STORED = new Outcome<>(true, false, Effect.STORED, null);

  private Outcomes() {}

  /**
   * What a reply means; null where it shows a damaged envelope and somebody has to see to it.
   *
   * @param reply what the server answered, no error
   */
  static @Nullable Outcome<byte[]> read(
      Command command, Mutation<byte[]> mutation, @Nullable Object reply) {
    return switch (command.form()) {
      case GET -> found(mutation, reply, Effect.NONE);
      case GETEX -> found(mutation, reply, Effect.TOUCHED);
      case EXPIRE_NOW -> gone(mutation, reply, Effect.EXPIRED);
      case GETDEL -> gone(mutation, reply, Effect.REMOVED);
      case EXISTS -> isEnvelope(reply) ? matched(Effect.NONE, null) : missing(mutation);
      case SET -> STORED;
      case SET_GET -> overwritten(mutation, reply);
      case SET_NX_GET -> {
        Outcome<byte[]> found = found(mutation, reply, Effect.NONE);
        yield reply == null
            ? new Outcome<>(true, false, Effect.CREATED, null)
            : found == null ? null : new Outcome<>(false, true, Effect.NONE, found.previous());
      }
      case SET_XX_GET -> found(mutation, reply, Effect.UPDATED);
      case UNLINK ->
          Long.valueOf(0).equals(reply) ? missing(mutation) : matched(Effect.REMOVED, null);
      case SCRIPT -> code(code(reply), null);
      case SCRIPT_TELLING -> told(mutation, reply);
      case PLAIN -> throw new IllegalArgumentException("no mutation: " + command.getCommand());
    };
  }

  /** The envelope in a reply, or null. */
  static byte @Nullable [] raw(@Nullable Object reply) {
    if (reply instanceof List<?> pair) {
      return (byte[]) pair.get(1);
    }
    return (byte[]) reply;
  }

  /** The code in a reply of the script. */
  static long code(@Nullable Object reply) {
    Object code = reply instanceof List<?> pair ? pair.get(0) : reply;
    return code instanceof Long number ? number : 0;
  }

  /** There is no entry. */
  static Outcome<byte[]> missing(Mutation<byte[]> mutation) {
    return mutation.guard() instanceof Guard.Any<byte[]>
        ? new Outcome<>(true, false, Effect.NONE, null)
        : Outcome.absent();
  }

  private static @Nullable Outcome<byte[]> found(
      Mutation<byte[]> mutation, @Nullable Object reply, Effect effect) {
    if (reply == null) {
      return missing(mutation);
    }
    if (mutation.want() != Want.PREVIOUS) {
      return isEnvelope(reply) ? matched(effect, null) : null;
    }
    StoredEntry<byte[]> entry = Envelope.open((byte[]) reply);
    return entry == null ? null : matched(effect, entry);
  }

  private static Outcome<byte[]> gone(
      Mutation<byte[]> mutation, @Nullable Object reply, Effect effect) {
    if (mutation.want() != Want.PREVIOUS && isEnvelope(reply)) {
      return matched(effect, null);
    }
    StoredEntry<byte[]> entry = Envelope.open((byte[]) reply);
    return entry == null ? missing(mutation) : matched(effect, entry);
  }

  private static Outcome<byte[]> overwritten(Mutation<byte[]> mutation, @Nullable Object reply) {
    if (mutation.want() != Want.PREVIOUS && isEnvelope(reply)) {
      return matched(Effect.UPDATED, null);
    }
    StoredEntry<byte[]> entry = Envelope.open((byte[]) reply);
    return entry == null
        ? new Outcome<>(true, false, Effect.CREATED, null)
        : matched(Effect.UPDATED, entry);
  }

  private static @Nullable Outcome<byte[]> told(Mutation<byte[]> mutation, @Nullable Object reply) {
    byte[] raw = raw(reply);
    StoredEntry<byte[]> entry = Envelope.open(raw);
    if (raw != null && entry == null) {
      return null;
    }
    boolean previous = mutation.want() == Want.PREVIOUS;
    Outcome<byte[]> outcome = code(code(reply), previous ? entry : null);
    return outcome.matched()
        ? outcome.withResult(MutationScript.counted(mutation, entry == null ? null : entry.value()))
        : outcome;
  }

  private static Outcome<byte[]> code(long code, @Nullable StoredEntry<byte[]> entry) {
    return new Outcome<>(
        MutationScript.matched(code),
        MutationScript.existed(code),
        MutationScript.effect(code),
        entry);
  }

  private static Outcome<byte[]> matched(Effect effect, @Nullable StoredEntry<byte[]> entry) {
    return new Outcome<>(true, true, effect, entry);
  }

  private static boolean isEnvelope(@Nullable Object reply) {
    return reply instanceof byte[] raw && raw.length > 0 && raw[0] == Envelope.FORMAT;
  }
}

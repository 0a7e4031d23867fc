package dev.jaycache.redis;

import dev.jaycache.store.Bytes;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.MutationInterpreter;
import dev.jaycache.store.Ttl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.args.RawableFactory;

/**
 * The script {@code mutate.lua}: how a mutation is handed to it and what its answers mean. Pure,
 * safe for any number of threads.
 */
final class MutationScript {
  private static final byte[] SOURCE = source();
  private static final Rawable SHA = RawableFactory.from(sha(SOURCE));
  private static final Rawable ONE = RawableFactory.from("1");
  private static final Rawable TWO = RawableFactory.from("2");
  private static final Rawable NOTHING = RawableFactory.from(new byte[0]);
  private static final Rawable KEEP = RawableFactory.from("k");
  private static final Rawable NOW = RawableFactory.from("0");
  private static final Rawable ETERNAL = RawableFactory.from("e");

  /** Which effect a number of the script means. */
  private static final Effect[] EFFECTS = {
    Effect.NONE,
    Effect.CREATED,
    Effect.UPDATED,
    Effect.UPDATED_EXPIRED,
    Effect.STILLBORN,
    Effect.REMOVED,
    Effect.TOUCHED,
    Effect.EXPIRED,
    Effect.REFUSED
  };

  private static final MutationInterpreter<byte[]> COUNTING =
      new MutationInterpreter<>(Bytes.VALUES);

  private static final int MATCHED = 16;
  private static final int EXISTED = 32;
  private static final int UNPUBLISHED = 64;

  /** The letters that say what to do, without those of events. */
  private static final int WHAT = 4;

  private static final byte[] NO_LETTERS = {};

  private MutationScript() {}

  /** The command that makes the server know the script. */
  static Command load() {
    Command load = new Command(Protocol.Command.SCRIPT);
    load.add(Protocol.Keyword.LOAD);
    load.add(SOURCE);
    return load;
  }

  /**
   * A mutation as a call of the script.
   *
   * @param lease the key of the lease; null where the mutation has nothing to do with it
   * @param stamp the version of what it writes
   * @param events what is told to other processes; null: nothing
   */
  static Command call(
      byte[] key,
      byte @Nullable [] lease,
      Mutation<byte[]> mutation,
      long stamp,
      @Nullable CacheEvents events) {
    boolean tells = tells(mutation);
    Form form = tells ? Form.SCRIPT_TELLING : Form.SCRIPT;
    Command command = new Command(Protocol.Command.EVALSHA, form, key, stamp);
    command.add(SHA).add(lease == null ? ONE : TWO).add(new Word(key));
    if (lease != null) {
      command.add(new Word(lease));
    }
    byte[] value = mutation.value();
    command.add(new Word(what(mutation, tells, events))).add(argument(mutation.guard()));
    command.add(value == null ? NOTHING : new Word(Envelope.seal(stamp, value)));
    command.add(ttl(mutation.onCreate())).add(ttl(mutation.onExisting()));
    command.add(ttl(mutation.onMismatch()));
    if (lease != null) {
      command.add(mutation.lease().token()).add(Math.max(1, mutation.lease().millis()));
    }
    byte[] first = mutation.action().isArithmetic() ? COUNTING.result(mutation, null) : null;
    if (first != null && !Arrays.equals(first, value)) {
      command.add(new Word(Envelope.seal(stamp, first)));
    } else if (events != null && value != null && mutation.action().isArithmetic()) {
      // What follows must not stand in its place.
      command.add(new Word(Envelope.seal(stamp, value)));
    }
    if (events != null) {
      events.addTo(command);
    }
    return command;
  }

  /** Whether the entry as it was comes back; what came of counting follows from it. */
  private static boolean tells(Mutation<byte[]> mutation) {
    return switch (mutation.want()) {
      case NOTHING, EFFECT -> false;
      case RESULT -> mutation.action().isArithmetic();
      case PREVIOUS -> true;
    };
  }

  /** Removes what stands under a key if it is still exactly this. */
  static Command removeExactly(byte[] key, byte[] raw) {
    Command command = new Command(Protocol.Command.EVALSHA, Form.SCRIPT, key, 0);
    command.add(SHA).add(ONE).add(key).add(new byte[] {'r', 'r', '0', '-'}).add(raw);
    command.add(NOTHING).add(KEEP).add(KEEP).add(KEEP);
    return command;
  }

  /** What came of counting, by the entry as it was; null where the mutation asked for none. */
  static byte @Nullable [] counted(Mutation<byte[]> mutation, byte @Nullable [] before) {
    return mutation.action().isArithmetic() && tells(mutation)
        ? COUNTING.result(mutation, before)
        : null;
  }

  static boolean matched(long code) {
    return (code & MATCHED) != 0;
  }

  static boolean existed(long code) {
    return (code & EXISTED) != 0;
  }

  static Effect effect(long code) {
    int effect = (int) code & (MATCHED - 1);
    return effect < EFFECTS.length ? EFFECTS[effect] : Effect.NONE;
  }

  /** Whether other processes could not be told of what was done. */
  static boolean isUnpublished(long code) {
    return (code & UNPUBLISHED) != 0;
  }

  private static byte[] what(
      Mutation<byte[]> mutation, boolean tells, @Nullable CacheEvents events) {
    byte[] letters = events == null ? NO_LETTERS : events.letters();
    byte[] what = new byte[WHAT + letters.length];
    what[0] = (byte) guard(mutation.guard());
    what[1] = (byte) action(mutation);
    what[2] = (byte) (tells ? '1' : '0');
    what[3] = (byte) lease(mutation.lease());
    System.arraycopy(letters, 0, what, WHAT, letters.length);
    return what;
  }

  private static char guard(Guard<byte[]> guard) {
    if (guard instanceof Guard.Any<byte[]>) {
      return 'a';
    }
    if (guard instanceof Guard.Absent<byte[]>) {
      return 'n';
    }
    if (guard instanceof Guard.Present<byte[]>) {
      return 'p';
    }
    return guard instanceof Guard.Version<byte[]> ? 'v' : 'e';
  }

  private static Rawable argument(Guard<byte[]> guard) {
    if (guard instanceof Guard.Version<byte[]> asked) {
      return new Word(ByteBuffer.allocate(Long.BYTES).putLong(asked.version()).array());
    }
    if (guard instanceof Guard.Value<byte[]> asked) {
      return new Word(Envelope.comparable(asked.value()));
    }
    return NOTHING;
  }

  private static char action(Mutation<byte[]> mutation) {
    return switch (mutation.action()) {
      case KEEP -> 'k';
      case PUT -> 'p';
      case REMOVE -> 'r';
      case ADD -> 'a';
      case SUBTRACT -> 's';
    };
  }

  private static char lease(Lease lease) {
    return switch (lease.kind()) {
      case NONE -> '-';
      case RESPECT -> 'r';
      case TAKE -> 't';
      case GIVE_BACK -> 'g';
    };
  }

  private static Rawable ttl(Ttl ttl) {
    if (ttl.isKeep()) {
      return KEEP;
    }
    if (ttl.isNow()) {
      return NOW;
    }
    return ttl.isEternal() ? ETERNAL : RawableFactory.from(ttl.millis());
  }

  private static byte[] source() {
    try (InputStream in = MutationScript.class.getResourceAsStream("mutate.lua")) {
      if (in == null) {
        throw new IllegalStateException("the resource mutate.lua is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha(byte[] source) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
      return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}

package dev.jaycache.redis;

import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.args.RawableFactory;

/**
 * Chooses the command for a mutation: a native one where it means exactly this mutation, else the
 * script; where others are to be told of changes, the script for these. Safe for any number of
 * threads. It sends nothing.
 *
 * <p>What "exactly" leaves out: {@code SET … KEEPTTL} keeps the time to live of a string that is no
 * envelope of ours; and {@code SET} without {@code GET} and {@code UNLINK}, which are used where
 * nobody asked for the effect, replace or remove a key of any type.
 */
final class MutationCommands {
  /**
   * The largest value that is worth a reply nobody asked for, by {@code SET … GET} or {@code
   * GETDEL}, where only the effect is wanted. Above it the script is cheaper.
   */
  private static final int SMALL = 4_096;

  /** The first version whose {@code SET} takes {@code NX} and {@code GET} together. */
  private static final int NX_GET_SINCE = 7;

  private static final Rawable PX = RawableFactory.from("PX");
  private static final Rawable KEEPTTL = RawableFactory.from("KEEPTTL");
  private static final Rawable GET = RawableFactory.from("GET");
  private static final Rawable NX = RawableFactory.from("NX");
  private static final Rawable XX = RawableFactory.from("XX");
  private static final Rawable PERSIST = RawableFactory.from("PERSIST");
  private static final Rawable ZERO = RawableFactory.from("0");

  private final RedisLink link;
  private final LeaseKeys leases;
  private final @Nullable CacheEvents events;

  /** The length of a value that was put lately. Unguarded: an old one costs a little time. */
  private int typicalLength;

  /**
   * Commands for the entries of one cache.
   *
   * @param events what is told to other processes of changes; null: nothing
   */
  MutationCommands(RedisLink link, StoreSpace space, @Nullable CacheEvents events) {
    this.link = link;
    this.leases = new LeaseKeys(space);
    this.events = events;
  }

  /**
   * The command for a mutation.
   *
   * @param key the entry's key at the server
   */
  Command of(byte[] key, Mutation<byte[]> mutation) {
    if (mutation.lease().kind() != Lease.Kind.NONE
        || (events != null && events.concern(mutation))) {
      return script(key, mutation);
    }
    Command command =
        switch (mutation.action()) {
          case KEEP -> keep(key, mutation);
          case PUT -> put(key, mutation);
          case REMOVE -> remove(key, mutation);
          case ADD, SUBTRACT -> script(key, mutation);
        };
    return command.asChange(isChange(mutation));
  }

  /** Not so what reads, though it may give the entry a new expiry, or take a lease. */
  private static boolean isChange(Mutation<byte[]> mutation) {
    return switch (mutation.action()) {
      case KEEP ->
          mutation.onExisting().isNow()
              || (mutation.want() != Want.PREVIOUS && !mutation.onExisting().isKeep());
      case PUT, REMOVE, ADD, SUBTRACT -> true;
    };
  }

  /** The same by the script in any case. */
  Command script(byte[] key, Mutation<byte[]> mutation) {
    byte[] lease = mutation.lease().kind() == Lease.Kind.NONE ? null : leases.of(key);
    CacheEvents told = events != null && events.concern(mutation) ? events : null;
    return MutationScript.call(key, lease, mutation, mutation.stampToStore(), told)
        .asChange(isChange(mutation));
  }

  /** Takes note of what the reply to a script's call says beside the outcome. */
  void note(@Nullable Object reply) {
    if (events != null && MutationScript.isUnpublished(Outcomes.code(reply))) {
      events.unpublished();
    }
  }

  /** A plain read, by the master. */
  static Command get(byte[] key) {
    Command get = new Command(Protocol.Command.GET, Form.GET, key, 0);
    get.add(new Word(key));
    return get;
  }

  /** Whether a mutation only reads and leaves the entry alone. */
  static boolean isPlainRead(Mutation<byte[]> mutation) {
    return switch (mutation.action()) {
      case KEEP ->
          mutation.want() == Want.PREVIOUS
              && mutation.onExisting().isKeep()
              && mutation.lease().kind() == Lease.Kind.NONE
              && isAnyOrPresent(mutation.guard());
      case PUT, REMOVE, ADD, SUBTRACT -> false;
    };
  }

  private Command keep(byte[] key, Mutation<byte[]> mutation) {
    if (!isAnyOrPresent(mutation.guard())) {
      return script(key, mutation);
    }
    Ttl ttl = mutation.onExisting();
    if (mutation.want() != Want.PREVIOUS) {
      return ttl.isKeep() ? exists(key).orByReplica() : script(key, mutation);
    }
    if (ttl.isKeep()) {
      return get(key).orByReplica();
    }
    if (ttl.isNow()) {
      return on(key, Protocol.Command.GETDEL, Form.EXPIRE_NOW);
    }
    Command command = on(key, Protocol.Command.GETEX, Form.GETEX);
    if (ttl.isEternal()) {
      command.add(PERSIST);
    } else {
      command.add(PX).add(ttl.millis());
    }
    return command;
  }

  /** The first byte instead of {@code EXISTS}: what is no envelope is no entry. */
  private static Command exists(byte[] key) {
    Command command = on(key, Protocol.Command.GETRANGE, Form.EXISTS);
    command.add(ZERO).add(ZERO);
    return command;
  }

  /** Whether {@code UNLINK} is all of it, and nobody wants to hear of it. */
  boolean isUnlink(Mutation<byte[]> mutation) {
    return mutation.lease().kind() == Lease.Kind.NONE
        && (events == null || !events.concern(mutation))
        && isBlindRemoval(mutation);
  }

  /** Among many, UNLINK does not say which were there: no answer to one who asks for presence. */
  private static boolean isBlindRemoval(Mutation<byte[]> mutation) {
    return switch (mutation.action()) {
      case REMOVE ->
          mutation.want() == Want.NOTHING && mutation.guard() instanceof Guard.Any<byte[]>;
      case KEEP, PUT, ADD, SUBTRACT -> false;
    };
  }

  private Command remove(byte[] key, Mutation<byte[]> mutation) {
    if (!isAnyOrPresent(mutation.guard())) {
      return script(key, mutation);
    }
    if (isBlindRemoval(mutation)) {
      return on(key, Protocol.Command.UNLINK, Form.UNLINK);
    }
    // GETDEL tells an entry from what is none, which UNLINK doesn't.
    return mutation.want() == Want.PREVIOUS || typicalLength <= SMALL
        ? on(key, Protocol.Command.GETDEL, Form.GETDEL)
        : script(key, mutation);
  }

  private Command put(byte[] key, Mutation<byte[]> mutation) {
    byte[] value = mutation.value();
    Guard<byte[]> guard = mutation.guard();
    boolean answers = mutation.want() == Want.PREVIOUS || (value != null && value.length <= SMALL);
    if (value == null) {
      return script(key, mutation);
    }
    if (typicalLength != value.length) {
      typicalLength = value.length;
    }
    if (guard instanceof Guard.Any<byte[]>) {
      boolean blind = mutation.want() == Want.NOTHING;
      return isOneTtl(mutation) && (blind || answers)
          ? set(key, mutation, blind ? Form.SET : Form.SET_GET, mutation.onExisting())
          : script(key, mutation);
    }
    if (guard instanceof Guard.Absent<byte[]>) {
      boolean exact = mutation.onMismatch().isKeep() && !mutation.onCreate().isNow();
      return exact && answers && link.capabilities().majorVersion() >= NX_GET_SINCE
          ? set(key, mutation, Form.SET_NX_GET, mutation.onCreate())
          : script(key, mutation);
    }
    if (guard instanceof Guard.Present<byte[]>) {
      return answers && !mutation.onExisting().isNow()
          ? set(key, mutation, Form.SET_XX_GET, mutation.onExisting())
          : script(key, mutation);
    }
    return script(key, mutation);
  }

  /** Whether a new and an updated entry live alike, as one {@code SET} can say it. */
  private static boolean isOneTtl(Mutation<byte[]> mutation) {
    Ttl create = mutation.onCreate();
    Ttl update = mutation.onExisting();
    return update.isKeep()
        ? create.isEternal()
        : !update.isNow() && create.millis() == update.millis();
  }

  private static Command set(byte[] key, Mutation<byte[]> mutation, Form form, Ttl ttl) {
    long stamp = mutation.stampToStore();
    byte[] value = Objects.requireNonNull(mutation.value());
    Command command = new Command(Protocol.Command.SET, form, key, stamp);
    command.add(new Word(key)).add(new Word(Envelope.seal(stamp, value)));
    if (ttl.isFinite()) {
      command.add(PX).add(ttl.millis());
    } else if (ttl.isKeep()) {
      command.add(KEEPTTL);
    }
    if (form == Form.SET_NX_GET) {
      command.add(NX).add(GET);
    } else if (form == Form.SET_XX_GET) {
      command.add(XX).add(GET);
    } else if (form == Form.SET_GET) {
      command.add(GET);
    }
    return command;
  }

  private static Command on(byte[] key, Protocol.Command name, Form form) {
    Command command = new Command(name, form, key, 0);
    command.add(new Word(key));
    return command;
  }

  private static boolean isAnyOrPresent(Guard<byte[]> guard) {
    return guard instanceof Guard.Present<byte[]> || guard instanceof Guard.Any<byte[]>;
  }
}

package dev.jaycache.store;

import java.time.InstantSource;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * One mutation on its way through a {@link BulkCasStore}: read, decide by the {@link
 * MutationInterpreter}, write if nobody else did, again until it holds. For one thread.
 */
final class CasTask implements CasWork {
  private static final MutationInterpreter<byte[]> INTERPRETER =
      new MutationInterpreter<>(Bytes.VALUES);

  /** A longer value is not sent before it is known to be wanted, in bytes. */
  private static final int OFFER_AT_MOST = 64 * 1024;

  /** What the steps that were given last are for. */
  private enum Phase {
    /** Not begun: others on the same key come before. */
    WAIT,
    /** See what stands there, and who holds the lease. */
    LOOK,
    /** Take the lease, and then see what stands there. */
    TAKE,
    /** Write where nothing stands, or else see what does. */
    OFFER,
    /** Remove, and see what stood there. */
    TAKE_OUT,
    /** Write what was decided. */
    WRITE,
    /** Look for a write whose reply was lost. */
    FIND
  }

  private final byte[] key;
  private final Mutation<byte[]> mutation;
  private final Rules rules;
  private Phase phase = Phase.WAIT;

  /** What to do with the lease, as long as it is not done. */
  private Lease lease;

  private List<CasStep> steps = List.of();
  private CasAnswer.@Nullable Seen seen;
  private @Nullable StoredEntry<byte[]> next;
  private @Nullable Outcome<byte[]> decided;
  private long stamp;
  private @Nullable Outcome<byte[]> outcome;
  private @Nullable CacheException failure;
  private @Nullable StoreException lost;

  /**
   * What holds for all tasks of a store.
   *
   * @param clock the clock by which entries expire
   * @param overwrites whether {@link CasStep.Overwrite} and {@link CasStep.Offer} are understood
   * @param takes whether {@link CasStep.Take} is understood
   * @param mayReplace whether the value of an entry may be replaced
   * @param recent what the last reads saw
   */
  record Rules(
      InstantSource clock,
      boolean overwrites,
      boolean takes,
      boolean mayReplace,
      RecentReads recent) {}

  CasTask(byte[] key, Mutation<byte[]> mutation, Rules rules) {
    this.key = key;
    this.mutation = mutation;
    this.rules = rules;
    this.lease = mutation.lease();
  }

  private void begin() {
    RecentReads.Hint hint = rules.recent().take(key);
    if (hint != null && hint.fits(mutation) && goesOnFrom(hint)) {
      return;
    }
    if (rules.overwrites() && rules.mayReplace() && isBlind(mutation)) {
      stamp = mutation.stampToStore();
      next = written(mutation, stamp, rules.clock().millis());
      decided = new Outcome<>(true, false, Effect.STORED, null);
      phase = Phase.WRITE;
      steps = List.of(new CasStep.Overwrite(key, next));
    } else if (rules.overwrites() && isOffer(mutation)) {
      stamp = Stamps.next();
      StoredEntry<byte[]> offered = written(mutation, stamp, rules.clock().millis());
      next = offered;
      decided = new Outcome<>(true, false, Effect.CREATED, null);
      phase = Phase.OFFER;
      steps = List.of(new CasStep.Offer(key, offered));
    } else if (rules.takes() && isRemoval(mutation)) {
      phase = Phase.TAKE_OUT;
      steps = List.of(new CasStep.Take(key));
    } else if (lease.kind() == Lease.Kind.TAKE) {
      phase = Phase.TAKE;
      steps = takeAndLook(null);
    } else {
      again();
    }
  }

  /** A put where nothing stands: small enough to be sent in vain. */
  private static boolean isOffer(Mutation<byte[]> mutation) {
    byte[] value = mutation.value();
    return mutation.action() == Action.PUT
        && mutation.guard() instanceof Guard.Absent<byte[]>
        && mutation.lease().equals(Lease.NONE)
        && !mutation.onCreate().isNow()
        && value != null
        && value.length <= OFFER_AT_MOST;
  }

  /** A removal whatever stands there. */
  private static boolean isRemoval(Mutation<byte[]> mutation) {
    return mutation.action() == Action.REMOVE
        && mutation.guard() instanceof Guard.Any<byte[]>
        && mutation.lease().equals(Lease.NONE);
  }

  /** Goes on from a read where that leads to a write, which compares; nothing else is certain. */
  private boolean goesOnFrom(RecentReads.Hint hint) {
    act(hint.entry(), hint.held());
    if (!isDone() && !LeaseCells.isLease(steps.get(0).key())) {
      return true;
    }
    outcome = null;
    failure = null;
    lease = mutation.lease();
    return false;
  }

  /** A put that does the same whatever stands there, for one who does not ask what did. */
  private static boolean isBlind(Mutation<byte[]> mutation) {
    return mutation.action() == Action.PUT
        && mutation.guard() instanceof Guard.Any<byte[]>
        && mutation.want() == Want.NOTHING
        && mutation.lease().equals(Lease.NONE)
        && mutation.onCreate().equals(mutation.onExisting())
        && !mutation.onCreate().isNow();
  }

  private static StoredEntry<byte[]> written(Mutation<byte[]> mutation, long stamp, long now) {
    StoredEntry<byte[]> entry = INTERPRETER.interpret(mutation, null, stamp, now).next();
    if (entry == null) {
      throw new IllegalStateException("unreachable: a blind put that writes nothing");
    }
    return entry;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public List<CasStep> steps() {
    if (phase == Phase.WAIT) {
      begin();
    }
    return steps;
  }

  @Override
  public boolean isDone() {
    return outcome != null || failure != null;
  }

  @Override
  public Outcome<byte[]> outcome() {
    if (failure != null) {
      throw failure;
    }
    if (outcome == null) {
      throw new IllegalStateException("unreachable: this task is not done");
    }
    return outcome;
  }

  /** What the last look saw; null where there was none. */
  CasAnswer.@Nullable Seen seen() {
    return seen;
  }

  @Override
  public void take(List<CasAnswer> answers) {
    CasAnswer first = answers.get(0);
    CasAnswer last = answers.get(answers.size() - 1);
    switch (phase) {
      case WAIT -> throw new IllegalStateException("unreachable: answers before questions");
      case LOOK -> takeLook(last, answers.size() == 1 ? null : first);
      case TAKE -> takeLease(first, answers.get(1), last);
      case OFFER -> takeOffer(first);
      case TAKE_OUT -> takeOut(first);
      case WRITE -> takeWrite(first);
      case FIND -> takeFind(first);
    }
  }

  /** The lease first: whoever gave it back had written before. */
  private List<CasStep> look() {
    CasStep entry = new CasStep.Read(key);
    return lease.equals(Lease.NONE)
        ? List.of(entry)
        : List.of(new CasStep.Read(LeaseCells.key(key)), entry);
  }

  /** What is read after the lease was taken is what its last holder left. */
  private List<CasStep> takeAndLook(CasAnswer.@Nullable Seen held) {
    byte[] leaseKey = LeaseCells.key(key);
    StoredEntry<byte[]> mine = LeaseCells.entry(lease, Stamps.next(), rules.clock().millis());
    return List.of(
        held != null && held.stands()
            ? new CasStep.Replace(leaseKey, held.token(), mine)
            : new CasStep.Insert(leaseKey, null, mine),
        new CasStep.Read(key),
        new CasStep.Read(leaseKey));
  }

  private void again() {
    phase = Phase.LOOK;
    steps = look();
  }

  private void takeLook(CasAnswer entry, @Nullable CasAnswer lessee) {
    if (entry instanceof CasAnswer.Failed failed) {
      failure = failed.error();
      return;
    }
    if (lessee instanceof CasAnswer.Failed failed) {
      failure = failed.error();
      return;
    }
    CasAnswer.Seen held = (CasAnswer.Seen) lessee;
    boolean taken = held != null && LeaseCells.isTaken(held.entry(), lease, rules.clock().millis());
    if (taken && !lease.isForeseen()) {
      outcome = Outcome.refused();
    } else if (lease.kind() == Lease.Kind.TAKE) {
      phase = Phase.TAKE;
      steps = takeAndLook(held);
    } else {
      seen = (CasAnswer.Seen) entry;
      act(seen, held);
      remember((CasAnswer.Seen) entry, held == null || taken ? Lease.NONE : Lease.RESPECT, null);
    }
  }

  /** For a write that goes on from this read. */
  private void remember(CasAnswer.Seen entry, Lease looked, CasAnswer.@Nullable Seen held) {
    if (outcome != null && mutation.action() == Action.KEEP) {
      rules.recent().add(new RecentReads.Hint(key, entry, looked, held));
    }
  }

  private void takeLease(CasAnswer taken, CasAnswer entry, CasAnswer held) {
    if (taken instanceof CasAnswer.Failed failed) {
      failure = failed.error();
    } else if (taken == CasAnswer.Done.LOST_RACE) {
      again();
    } else if (entry instanceof CasAnswer.Failed failed) {
      failure = failed.error();
    } else {
      lease = Lease.NONE;
      act((CasAnswer.Seen) entry, null);
      CasAnswer.Seen mine = held instanceof CasAnswer.Seen seen ? seen : null;
      remember((CasAnswer.Seen) entry, mutation.lease(), mine);
    }
  }

  private void act(CasAnswer.Seen entry, CasAnswer.@Nullable Seen held) {
    long now = rules.clock().millis();
    StoredEntry<byte[]> current = entry.entry();
    if (current != null && current.isExpiredAt(now)) {
      current = null;
    }
    stamp = mutation.stampToStore();
    MutationInterpreter.Step<byte[]> step = INTERPRETER.interpret(mutation, current, stamp, now);
    if (!rules.mayReplace() && current != null && step.outcome().effect().isWrite()) {
      failure =
          new EntryExistsException(
              "the entries of this cache are written once (write-mode = no-overwrite), and there"
                  + " is one under this key; nothing was changed");
      return;
    }
    next = step.next();
    decided = step.outcome();
    CasStep write = write(entry, current);
    CasStep release = release(held);
    phase = Phase.WRITE;
    if (write == null && release == null) {
      outcome = decided;
    } else if (write == null || release == null) {
      steps = List.of(write == null ? release : write);
    } else {
      steps = List.of(write, release);
    }
  }

  @SuppressWarnings("ReferenceEquality") // The interpreter gives the same object back: no change.
  private @Nullable CasStep write(CasAnswer.Seen entry, @Nullable StoredEntry<byte[]> current) {
    if (next == null) {
      // What stands there and is no live entry is damaged or expired: it goes too.
      return entry.stands() ? new CasStep.Delete(key, entry.token()) : null;
    }
    if (next == current) {
      return null;
    }
    return entry.stands()
        ? new CasStep.Replace(key, entry.token(), next)
        : new CasStep.Insert(key, entry.token(), next);
  }

  /** The lease goes back with the write; were that repeated, it would go on without. */
  private @Nullable CasStep release(CasAnswer.@Nullable Seen held) {
    if (held == null || lease.kind() != Lease.Kind.GIVE_BACK) {
      return null;
    }
    lease = Lease.NONE;
    StoredEntry<byte[]> stands = held.entry();
    return stands != null && LeaseCells.isOf(stands, mutation.lease())
        ? new CasStep.Delete(LeaseCells.key(key), held.token())
        : null;
  }

  private void takeOffer(CasAnswer answer) {
    if (answer instanceof CasAnswer.Seen seen) {
      act(seen, null);
    } else {
      takeWrite(answer);
    }
  }

  /** Nothing is left to be written: what stood there is out already. */
  private void takeOut(CasAnswer answer) {
    if (answer instanceof CasAnswer.Seen seen) {
      long now = rules.clock().millis();
      StoredEntry<byte[]> entry = seen.entry();
      boolean live = entry != null && !entry.isExpiredAt(now);
      outcome = INTERPRETER.interpret(mutation, live ? entry : null, Stamps.next(), now).outcome();
    } else if (answer instanceof CasAnswer.Failed failed) {
      failure = failed.error();
    } else {
      again();
    }
  }

  private void takeWrite(CasAnswer answer) {
    CasStep step = steps.get(0);
    if (LeaseCells.isLease(step.key())) {
      // Only the lease went back. If it did not, it ends by itself.
      outcome = decided;
    } else if (answer == CasAnswer.Done.YES) {
      outcome = decided;
    } else if (answer == CasAnswer.Done.LOST_RACE) {
      again();
    } else if (answer instanceof CasAnswer.Failed failed) {
      if (failed.error() instanceof UnknownOutcomeException && next != null) {
        phase = Phase.FIND;
        steps = List.of(new CasStep.Read(key));
        lost = failed.error();
      } else {
        failure = failed.error();
      }
    } else {
      throw new IllegalStateException("unreachable: a read's answer to a write");
    }
  }

  /**
   * Whether a write whose reply was lost is there to be seen. What is not seen may still arrive, so
   * it is not written again; a removal leaves nothing to be known by.
   */
  private void takeFind(CasAnswer answer) {
    if (answer instanceof CasAnswer.Failed failed && lost != null) {
      lost.addSuppressed(failed.error());
    }
    StoredEntry<byte[]> found = answer instanceof CasAnswer.Seen now ? now.entry() : null;
    boolean mine =
        found != null
            && next != null
            && found.version() == next.version()
            && (next.version() == stamp || found.expiresAt() == next.expiresAt());
    if (mine) {
      outcome = decided;
    } else {
      failure = lost;
    }
  }
}

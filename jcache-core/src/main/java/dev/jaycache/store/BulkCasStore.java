package dev.jaycache.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A store over a server that knows little more than compare-and-set, and takes many requests in one
 * round trip: all keys are read, decided on by the {@link MutationInterpreter}, and written where
 * nobody else did, again for those who lost their race. As thread-safe as {@link #exchange} is. The
 * entry's own expiry decides to the millisecond; the server's only has to be no earlier. Leases
 * stand beside the entries under a key of their own.
 *
 * <p>A read takes one round trip, a write that needs the old state two, however many keys there
 * are, and one if it goes on from a read that was a moment ago; a put that asks nothing, and one
 * where nothing stands, take one where the store {@link #overwrites()}, a removal where it {@link
 * #takes()}. {@link CasStore} is the simple form.
 */
public abstract class BulkCasStore implements Store<byte[], byte[]> {
  private final InstantSource clock;
  private final RecentReads recent = new RecentReads();
  private volatile boolean closed;

  /** A store by the given clock. */
  protected BulkCasStore(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Runs steps, each atomic on its key, in one round trip if possible. No two are of one key, but
   * that a lease may be read after it was written; those of one cache key and its lease run in
   * their order.
   *
   * @param deadline what {@link #deadline()} gave when the operation began
   * @return an answer each, in the same order; errors are answers
   */
  protected abstract List<CasAnswer> exchange(List<CasStep> steps, long deadline);

  /** Every key of this store, as it was given, leases or not. */
  protected abstract KeyPages<byte[]> scan();

  /** Whether {@link CasStep.Overwrite} and {@link CasStep.Offer} are understood. */
  protected boolean overwrites() {
    return false;
  }

  /** Whether {@link CasStep.Take} is understood. */
  protected boolean takes() {
    return false;
  }

  /**
   * Whether the value of an entry may be replaced; else who tries is told by an {@link
   * EntryExistsException}.
   */
  protected boolean mayReplace() {
    return true;
  }

  /**
   * By what an entry that was read is recognised, for {@link CasStep.Check}.
   *
   * @param seen what the read saw
   * @return null where it can't be, so that it is read whole each time
   */
  protected @Nullable Object validator(CasAnswer.Seen seen) {
    return null;
  }

  private CasTask.Rules rules() {
    return new CasTask.Rules(clock, overwrites(), takes(), mayReplace(), recent);
  }

  /**
   * Runs a mutation by a command that means exactly this, where the server has one.
   *
   * @return null where it has none, or it does not fit what stands there; nothing was done then
   *     that the steps would not do
   */
  protected @Nullable Outcome<byte[]> directly(
      byte[] key, Mutation<byte[]> mutation, long deadline) {
    return null;
  }

  /** When an operation that begins now has to end, by {@link System#nanoTime()}. */
  protected long deadline() {
    return Long.MAX_VALUE;
  }

  @Override
  public final Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    requireOpen();
    long deadline = deadline();
    Outcome<byte[]> done = directly(key, mutation, deadline);
    if (done != null) {
      return done;
    }
    CasTask task = new CasTask(key, mutation, rules());
    while (!task.isDone()) {
      task.take(exchange(task.steps(), deadline));
    }
    return task.outcome();
  }

  @Override
  public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
    requireOpen();
    long deadline = deadline();
    CasTask.Rules rules = rules();
    List<CasTask> tasks = new ArrayList<>(requests.size());
    for (Request<byte[], byte[]> request : requests) {
      tasks.add(new CasTask(request.key(), request.mutation(), rules));
    }
    return runAll(tasks, deadline);
  }

  /** Where nothing changed one round trip, else two: the second for what did. */
  @Override
  public List<Outcome<byte[]>> readAllChanged(List<Held<byte[]>> wanted) {
    requireOpen();
    long deadline = deadline();
    CasTask.Rules rules = rules();
    Mutation<byte[]> read = Mutation.read();
    List<CheckedRead> reads = new ArrayList<>(wanted.size());
    for (Held<byte[]> held : wanted) {
      CasTask task = new CasTask(held.key(), read, rules);
      reads.add(new CheckedRead(held, task, this::validator));
    }
    return runAll(reads, deadline);
  }

  private <W extends CasWork> List<Outcome<byte[]>> runAll(List<W> all, long deadline) {
    for (List<W> turn = turn(all); !turn.isEmpty(); turn = turn(turn, all)) {
      run(turn, deadline);
    }
    return outcomes(all);
  }

  /** An outcome each; where any failed, one exception with those of the others. */
  private static List<Outcome<byte[]>> outcomes(List<? extends CasWork> tasks) {
    List<@Nullable Outcome<byte[]>> known = new ArrayList<>(tasks.size());
    List<Outcome<byte[]>> outcomes = new ArrayList<>(tasks.size());
    CacheException failure = null;
    for (CasWork task : tasks) {
      try {
        Outcome<byte[]> outcome = task.outcome();
        known.add(outcome);
        outcomes.add(outcome);
      } catch (CacheException e) {
        known.add(null);
        failure = StoreException.together(failure, e);
      }
    }
    if (failure instanceof StoreException e) {
      throw e.withOutcomes(known);
    }
    if (failure != null) {
      throw failure;
    }
    return outcomes;
  }

  /** Those who are next: of each key, the first that is not done. */
  private static <W extends CasWork> List<W> turn(List<W> tasks) {
    List<W> turn = new ArrayList<>(tasks.size());
    Set<BytesKey> keys = new HashSet<>(tasks.size() * 2);
    for (W task : tasks) {
      if (!task.isDone() && keys.add(new BytesKey(task.key()))) {
        turn.add(task);
      }
    }
    return turn;
  }

  /** Those of the last turn who are not done, or else the next of all. */
  private static <W extends CasWork> List<W> turn(List<W> last, List<W> tasks) {
    List<W> left = notDone(last);
    return left.isEmpty() && last.size() < tasks.size() ? turn(tasks) : left;
  }

  private static <W extends CasWork> List<W> notDone(List<W> tasks) {
    List<W> left = List.of();
    for (W task : tasks) {
      if (!task.isDone()) {
        left = left.isEmpty() ? new ArrayList<>() : left;
        left.add(task);
      }
    }
    return left;
  }

  private void run(List<? extends CasWork> tasks, long deadline) {
    List<CasStep> steps = new ArrayList<>(tasks.size());
    for (CasWork task : tasks) {
      List<CasStep> own = task.steps();
      for (int i = 0; i < own.size(); i++) {
        steps.add(own.get(i));
      }
    }
    List<CasAnswer> answers = exchange(steps, deadline);
    int from = 0;
    for (CasWork task : tasks) {
      int to = from + task.steps().size();
      task.take(answers.subList(from, to));
      from = to;
    }
  }

  @Override
  public final boolean canAdd() {
    return true;
  }

  @Override
  public boolean addsByComparing(Want want) {
    return true;
  }

  @Override
  public KeyPages<byte[]> keys() {
    requireOpen();
    KeyPages<byte[]> pages = scan();
    return new KeyPages<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public List<byte[]> next() {
        return pages.next().stream().filter(key -> !LeaseCells.isLease(key)).toList();
      }

      @Override
      public void close() {
        pages.close();
      }
    };
  }

  @Override
  public void clear() {
    requireOpen();
    try (KeyPages<byte[]> pages = scan()) {
      while (pages.hasNext()) {
        List<Request<byte[], byte[]>> removals = new ArrayList<>();
        for (byte[] key : pages.next()) {
          removals.add(new Request<>(key, Mutation.remove(Guard.any(), Want.NOTHING)));
        }
        applyAll(removals);
      }
    }
  }

  /** A subclass that holds something of its own lets go of it and calls this. */
  @Override
  public void close() {
    closed = true;
  }

  /**
   * For calls of a subclass.
   *
   * @throws IllegalStateException when the store is closed
   */
  protected final void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this store is closed");
    }
  }
}

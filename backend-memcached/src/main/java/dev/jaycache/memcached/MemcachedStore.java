package dev.jaycache.memcached;

import dev.jaycache.store.BulkCasStore;
import dev.jaycache.store.CasAnswer;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Held;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache on memcached servers: an envelope each, with the generation of the cache
 * and the entry's own expiry. Safe for any number of threads.
 *
 * <p>Each write is a {@code cas} or an {@code add}, but for puts that ask nothing, which are a
 * {@code set}. {@code clear()} begins a new generation and walks over nothing. It keeps no entries,
 * and hears of no expiry.
 */
final class MemcachedStore extends BulkCasStore {
  private final MemcachedLink link;
  private final WireKeys keys;
  private final EntryCells cells;
  private final Generations generations;
  private final StepRunner runner;
  private final MemcachedParts parts;
  private final @Nullable ServerCounts counts;
  private final int bulk;
  private final boolean mayReplace;

  /**
   * A store; it sends nothing yet.
   *
   * @param parts what it works with; the link is shared, and not closed with it
   */
  MemcachedStore(MemcachedParts parts, StoreSpace space) {
    super(parts.clock());
    this.parts = parts;
    CacheOptions options = CacheOptions.of(space.settings());
    this.keys = new WireKeys(space, parts.digest(), options.counters());
    Failover failover = parts.failover();
    this.link = failover == null ? parts.link() : new StandbyLink(failover, keys.generation());
    this.cells = new EntryCells(link, keys);
    // What is remembered of one server would be wrong of its standby.
    long remember = failover == null ? options.rememberNanos() : 0;
    this.generations =
        new Generations(link, new MemcachedErrors(link), keys.generation(), remember);
    Exptime exptime = new Exptime(parts.clock(), options.expireMillis(), parts.grace());
    this.runner = new StepRunner(link, keys, cells, generations, exptime, options);
    this.counts = options.counters() ? new ServerCounts(runner, cells, parts.clock()) : null;
    this.bulk = options.bulk();
    this.mayReplace = options.mayReplace();
  }

  @Override
  protected List<CasAnswer> exchange(List<CasStep> steps, long deadline) {
    return runner.run(steps, deadline);
  }

  @Override
  protected @Nullable Outcome<byte[]> directly(
      byte[] key, Mutation<byte[]> mutation, long deadline) {
    return counts == null || !mayReplace ? null : counts.run(key, mutation, deadline);
  }

  @Override
  public boolean addsByComparing(Want want) {
    return counts == null || !mayReplace || want == Want.PREVIOUS;
  }

  /** Runs them in bursts of up to {@code bulk-size} keys, each with a deadline of its own. */
  @Override
  public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
    return inBursts(requests, super::applyAll);
  }

  /** As {@link #applyAll}. */
  @Override
  public List<Outcome<byte[]>> readAllChanged(List<Held<byte[]>> wanted) {
    return inBursts(wanted, super::readAllChanged);
  }

  private <T> List<Outcome<byte[]>> inBursts(
      List<T> all, Function<List<T>, List<Outcome<byte[]>>> burst) {
    if (all.size() <= bulk) {
      return burst.apply(all);
    }
    List<@Nullable Outcome<byte[]>> outcomes = new ArrayList<>(all.size());
    for (int from = 0; from < all.size(); from += bulk) {
      int to = Math.min(all.size(), from + bulk);
      try {
        outcomes.addAll(burst.apply(all.subList(from, to)));
      } catch (StoreException e) {
        // What comes after it was not tried.
        outcomes.addAll(e.outcomes(to - from));
        throw e.withOutcomes(outcomes);
      }
    }
    return outcomes;
  }

  /** The cas id and the generation, where the server can be asked for them alone. */
  @Override
  protected @Nullable Object validator(CasAnswer.Seen seen) {
    StoredEntry<byte[]> entry = seen.entry();
    return link.hasLooks() && entry != null && seen.token() instanceof Move.Token token
        ? Validator.of(token, entry)
        : null;
  }

  @Override
  protected boolean overwrites() {
    return true;
  }

  @Override
  protected boolean takes() {
    return runner.mayTake();
  }

  @Override
  protected boolean mayReplace() {
    return mayReplace;
  }

  @Override
  protected long deadline() {
    return link.deadline();
  }

  @Override
  protected KeyPages<byte[]> scan() {
    return new KeyWalk(parts, link, cells, generations, bulk);
  }

  /** {@code digested-keys}: how often a key stood for itself by its digest. */
  @Override
  public Map<String, Long> counters() {
    return Map.of("digested-keys", keys.digested());
  }

  @Override
  public void clear() {
    requireOpen();
    generations.next(link.deadline());
  }

  @Override
  public String toString() {
    return "MemcachedStore[" + link.place(0) + (link.servers() == 1 ? "]" : ", ...]");
  }
}

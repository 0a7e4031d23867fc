package dev.jaycache.near;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.outage.Recovery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the writes of one cache tell on a bus. Safe for any number of threads.
 *
 * <p>Where it could not be told that a key changed, the cache owes the others that <i>all</i> of
 * its entries changed: the next write says so instead of its key, or {@link Recovery} as soon as
 * the bus is back. Until then copies elsewhere may be older than promised, up to {@code near.ttl}.
 */
final class Publications implements Recovery.Task {
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  private final StoreSpace space;
  private final InvalidationBus bus;
  private final Recovery recovery;
  private final SeldomLog failed = new SeldomLog(LOG);
  private final LongAdder told = new LongAdder();

  /** How often it could not be told. */
  private final AtomicLong failures = new AtomicLong();

  /** Up to which of the failures all others were told of all entries since. */
  private final AtomicLong madeGood = new AtomicLong();

  private volatile boolean closed;

  Publications(StoreSpace space, InvalidationBus bus, Recovery recovery) {
    this.space = space;
    this.bus = bus;
    this.recovery = recovery;
  }

  /** Tells that entries changed; of none, it tells nothing. */
  void tell(List<byte[]> keys) {
    if (!keys.isEmpty()) {
      boolean unused = attempt(keys);
    }
  }

  /** Tells that every entry changed. */
  void tellAll() {
    boolean unused = attempt(List.of());
  }

  /**
   * Tells of keys, or of all entries.
   *
   * @param keys none: all
   * @return whether it could be told
   */
  private boolean attempt(List<byte[]> keys) {
    // Before it is sent: what fails meanwhile may have been told before it was done.
    long owed = failures.get();
    boolean all = keys.isEmpty() || owed > madeGood.get();
    boolean done = false;
    try {
      if (all) {
        bus.publishAll(space);
      } else {
        bus.publish(space, keys);
      }
      done = true;
    } catch (RuntimeException e) {
      // The write stands. Its caller can't do what is done here.
      failed.warn(
          "cache "
              + space.cache()
              + ": a change could not be told on near.bus; until it is, near caches elsewhere may"
              + " answer what is older than near.max-staleness, up to near.ttl",
          e);
    } finally {
      // Also where it was an Error: what is owed is owed.
      if (!done) {
        failures.incrementAndGet();
        if (!closed) {
          recovery.isNeededBy(this);
        }
      }
    }
    if (done) {
      told.increment();
      if (all && madeGood.getAndAccumulate(owed, Math::max) < owed) {
        LOG.info("cache {}: near.bus told all others now what it could not tell", space.cache());
      }
    }
    return done;
  }

  @Override
  public boolean recover() {
    return closed || failures.get() <= madeGood.get() || attempt(List.of());
  }

  /** Tells what is owed now, if it can be told; for who soon closes, and holds no lock yet. */
  void settle() {
    boolean unused = recover();
  }

  /**
   * What is counted: {@code near-published}, messages that were told; {@code near-unpublished},
   * those that could not be told.
   */
  Map<String, Long> counters() {
    return Map.of("near-published", told.sum(), "near-unpublished", failures.get());
  }

  /** Tries no more. */
  void close() {
    closed = true;
    recovery.isLeftBy(this);
    if (failures.get() > madeGood.get()) {
      LOG.warn(
          "cache {}: closed with changes that could not be told on near.bus; near caches elsewhere"
              + " may answer what was before, up to near.ttl",
          space.cache());
    }
  }
}

package dev.jaycache.near;

import dev.jaycache.codec.UndecodableException;
import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Tracking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the keys of a near cache that are asked for most, in a file, and brings their copies
 * back after a restart. Safe for any number of threads; it has none: it works on those of the
 * manager, step by step.
 *
 * <p>Copies are brought as any read brings them, so what changes meanwhile is not kept. All of them
 * go when the server begins to tell of changes, and when another near cache of the manager is
 * opened; so it begins when the server tells, and again where they went within a second. What can't
 * be read keeps no others away, and is tried again; what can't be brought within half a minute is
 * not.
 */
final class NearPreload<K, V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NearPreload.class);
  private static final long PATIENCE_SECONDS = 30;
  private static final int KEYS_PER_TRIP = 200;

  /** What {@link #advance} says when there is nothing left to do. */
  private static final long DONE = -1;

  /** For {@link #seenLife}: in no life of the copies. */
  private static final long UNSEEN = -1;

  private static final long SOON = 50;
  private static final long SETTLED = 1_000;

  private final PreloadPlan<K, V> plan;
  private final NearFills<K, V> fills;
  private final NearReads<K, V> reads;
  private final NearEntries<V> entries;
  private final @Nullable Tracking tracking;
  private final Later later;
  private final SeldomLog failures = new SeldomLog(LOG);
  private final long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What is to be brought; null: nobody has looked yet. Of one step at a time. */
  private volatile @Nullable List<K> wanted;

  /** What of it is not brought yet. Of one step at a time. */
  private volatile List<K> left = List.of();

  /** In which life of the copies they are brought. Of one step at a time. */
  private volatile long broughtIn = -1;

  /** In which life of the copies the file was looked at last. */
  private volatile long seenLife;

  /** Whether what was remembered is brought, or given up. */
  private volatile boolean over;

  /**
   * Nothing is done until {@link #begin}.
   *
   * @param reads how the entries are read
   * @param tracking what tells of changes; null: nothing does
   */
  NearPreload(
      PreloadPlan<K, V> plan,
      NearFills<K, V> fills,
      NearReads<K, V> reads,
      NearEntries<V> entries,
      @Nullable Tracking tracking) {
    this.plan = plan;
    this.fills = fills;
    this.reads = reads;
    this.entries = entries;
    this.tracking = tracking;
    this.later = new Later(plan.background().executor());
  }

  /** Begins in the background, and returns at once. */
  void begin() {
    later.run(this::step, 0);
  }

  private void step() {
    long pause = SOON;
    if (plan.background().turn().tryAcquire()) {
      try {
        pause = advance();
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        // Keys of another release, perhaps, that fail to be asked for their hash; or the end.
        pause = DONE;
        if (!closed.get()) {
          LOG.warn("cache {}: near.preload ends: {}", plan.cache(), e.toString());
        }
      } finally {
        plan.background().turn().release();
      }
    }
    if (pause == DONE) {
      wanted = List.of();
      // Where it was given up, the file says more than what there is; it stays for an interval.
      seenLife = left.isEmpty() ? entries.life() : UNSEEN;
      // Where it was cut short, what there is says less than the file.
      over = !closed.get();
      planSave();
    } else {
      later.run(this::step, pause);
    }
  }

  /** Goes on as far as it can; says after how many ms to do so again. */
  private long advance() {
    List<K> keys = wanted;
    if (keys == null) {
      keys = remembered();
      wanted = keys;
      left = keys;
    }
    if (closed.get()) {
      return DONE;
    }
    if (isLate()) {
      if (!keys.isEmpty()) {
        LOG.info("cache {}: near.preload gave up after {} s", plan.cache(), PATIENCE_SECONDS);
      }
      return DONE;
    }
    if (tracking != null && !tracking.isLive()) {
      return SOON;
    }
    long life = entries.life();
    if (life != broughtIn) {
      broughtIn = life;
      left = keys;
    }
    if (left.isEmpty()) {
      return DONE;
    }
    left = bring(left);
    return SETTLED;
  }

  /** Brings copies, and gives back the keys that are left, those that failed last. */
  private List<K> bring(List<K> keys) {
    List<K> failed = new ArrayList<>();
    int from = 0;
    boolean goesOn = true;
    while (goesOn && from < keys.size() && !closed.get() && !isLate()) {
      List<K> page = keys.subList(from, Math.min(from + KEYS_PER_TRIP, keys.size()));
      List<K> lost = fills.preload(reads, page);
      failed.addAll(lost);
      from += page.size();
      // Where all fail the server is away; the next try is soon enough.
      goesOn = lost.size() < page.size();
    }
    List<K> rest = new ArrayList<>(keys.subList(from, keys.size()));
    rest.addAll(failed);
    return List.copyOf(rest);
  }

  private boolean isLate() {
    return System.nanoTime() - until > 0;
  }

  private List<K> remembered() {
    List<byte[]> encoded;
    try {
      encoded = plan.file().read();
    } catch (IOException e) {
      LOG.warn(
          "cache {}: {} is not read, and near.preload begins with nothing: {}",
          plan.cache(),
          plan.file(),
          e.getMessage());
      return List.of();
    }
    List<K> keys = new ArrayList<>();
    int unreadable = 0;
    for (byte[] key : encoded.subList(0, Math.min(plan.entries(), encoded.size()))) {
      try {
        keys.add(plan.keys().decode(key));
      } catch (UndecodableException e) {
        unreadable++;
      }
    }
    if (unreadable > 0) {
      LOG.warn(
          "cache {}: near.preload leaves out {} of {} keys, which can't be read here",
          plan.cache(),
          unreadable,
          encoded.size());
    }
    return keys;
  }

  private void planSave() {
    later.run(this::save, plan.interval().toMillis());
  }

  private void save() {
    write(false);
    planSave();
  }

  /**
   * Writes the keys of the copies that there are. Where all copies went since the last time, what
   * is there by now may be few, and says little: what was written before stays then.
   */
  private void write(boolean last) {
    long life = entries.life();
    boolean grown = life == seenLife;
    seenLife = life;
    try {
      List<byte[]> keys = encoded();
      // Copies go at the end; who closes has written then.
      boolean late = !last && closed.get();
      if (!late && !keys.isEmpty() && (grown || !plan.file().exists())) {
        plan.file().write(keys);
      }
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      // A full disk, or a key that fails to be asked for its hash, or whose classes can't be had
      // any more: no reason to fail here, and least of all to leave what is being closed open.
      failures.warn(
          "cache " + plan.cache() + ": near.preload can't write its keys to " + plan.file(), e);
    }
  }

  @SuppressWarnings("unchecked") // a copy's key is one of the cache's, or a copy of it
  private List<byte[]> encoded() {
    List<byte[]> keys = new ArrayList<>();
    for (Object key : entries.hottest(plan.entries())) {
      try {
        keys.add(plan.keys().encode((K) key));
      } catch (StoreException e) {
        // It was written once: then it is one whose class has changed its mind.
        LOG.debug("cache {}: a key is not remembered", plan.cache(), e);
      }
    }
    return keys;
  }

  /** Ends what is under way, and writes a last time. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      later.close();
      if (over) {
        write(true);
      }
    }
  }
}

package dev.jaycache.engine;

import dev.jaycache.event.EventPublisher;
import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.integration.ReadThrough;
import dev.jaycache.integration.WriteThrough;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of one cache work with. As thread-safe as its parts.
 *
 * @param store where the entries live
 * @param expiry what the expiry policy says
 * @param integration loader and writer
 * @param observers statistics and events
 * @param locks the queues of callers for each key
 * @param settings the cache's settings
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record Engine<K, V>(
    Store<K, V> store,
    ExpiryRules expiry,
    Integration<K, V> integration,
    Observers<K, V> observers,
    KeyLocks<K> locks,
    EngineSettings settings) {

  /**
   * The application's loader and writer.
   *
   * @param loader null where there is none
   * @param writer null where there is none
   * @param early when entries are loaded anew before they expire; null: never
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public record Integration<K, V>(
      @Nullable ReadThrough<K, V> loader,
      @Nullable WriteThrough<K, V> writer,
      @Nullable EarlyRefresh<K> early) {
    /** A loader and a writer, and no entry is loaded early. */
    public Integration(@Nullable ReadThrough<K, V> loader, @Nullable WriteThrough<K, V> writer) {
      this(loader, writer, null);
    }
  }

  /**
   * Who is told of operations, and of failures.
   *
   * @param failures what becomes of an operation whose store failed
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public record Observers<K, V>(
      CacheStatistics statistics, EventPublisher<K, V> events, Failures<K, V> failures) {}

  @Nullable WriteThrough<K, V> writer() {
    return integration.writer();
  }

  /** The loader, if reads of missing entries load them. */
  @Nullable ReadThrough<K, V> readThrough() {
    ReadThrough<K, V> loader = integration.loader();
    return loader != null && loader.isOnMiss() ? loader : null;
  }

  /** Whether a process takes a key's lease before it loads it. */
  boolean loadsUnderLease() {
    return settings.loads().once() && store.isShared();
  }

  /**
   * Whether an entry processor takes a key's lease before its first read: where it is to run once,
   * and where a lost race would call the writer twice, or the loader in two processes.
   */
  boolean leasesFirst() {
    boolean loads = readThrough() != null && loadsUnderLease();
    return store.isShared() && (settings.exclusiveInvoke() || writer() != null || loads);
  }

  CacheStatistics statistics() {
    return observers.statistics();
  }

  EventPublisher<K, V> events() {
    return observers.events();
  }

  Failures<K, V> failures() {
    return observers.failures();
  }
}

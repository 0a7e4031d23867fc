package dev.jaycache.engine;

import dev.jaycache.integration.WriteThrough;
import dev.jaycache.processor.EntryProcessorEntry;
import dev.jaycache.processor.EntryProcessorEntry.Net;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.Objects;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/**
 * One run of an entry processor over an entry that was read, and what has to be sent to the store
 * for it. Immutable as far as keys and values are.
 *
 * @param result what the processor gave
 * @param net what its calls came to
 * @param previous the value as it was, null where there was none
 * @param value the value as the processor left it, null where there is none
 * @param commit what to send, guarded by what was read; null where nothing changes
 * @param <V> the type of values
 * @param <T> the type of results
 */
record ProcessorRun<V, T>(
    @Nullable T result,
    Net net,
    @Nullable V previous,
    @Nullable V value,
    @Nullable Mutation<V> commit) {

  /**
   * What to run.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   * @param <T> the type of results
   */
  record Task<K, V, T>(EntryProcessor<K, V, T> processor, @Nullable Object[] arguments) {}

  /**
   * Runs a processor, calls the writer and asks the expiry policy for what it came to.
   *
   * @throws EntryProcessorException with what the processor threw as its cause (JSR-107, 9.2)
   */
  static <K, V, T> ProcessorRun<V, T> of(
      Engine<K, V> engine, K key, @Nullable StoredEntry<V> read, Task<K, V, T> task) {
    V given = read == null ? null : read.value();
    V previous = engine.events().keep(given);
    EntryProcessorEntry<K, V> entry =
        new EntryProcessorEntry<>(key, given, engine.readThrough(), engine.settings().types());
    T result;
    long start = engine.statistics().start();
    try {
      result = call(task, entry);
      write(engine.writer(), entry);
    } catch (RuntimeException e) {
      // A hit is when a processor can be invoked, whatever it does then (javadoc of
      // CacheStatisticsMXBean.getCacheHits). Nobody runs it again.
      engine.statistics().lookup(read != null, start == 0 ? 0 : System.nanoTime() - start);
      throw e;
    }
    return new ProcessorRun<>(
        result, entry.net(), previous, entry.value(), commit(engine, entry, read));
  }

  private static <K, V, T> @Nullable T call(Task<K, V, T> task, EntryProcessorEntry<K, V> entry) {
    try {
      return task.processor().process(entry, task.arguments());
    } catch (EntryProcessorException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EntryProcessorException("the entry processor threw " + e, e);
    }
  }

  private static <K, V> void write(
      @Nullable WriteThrough<K, V> writer, EntryProcessorEntry<K, V> entry) {
    if (writer != null) {
      switch (entry.net()) {
        case CREATE, UPDATE -> writer.write(entry.getKey(), Objects.requireNonNull(entry.value()));
        case REMOVE -> writer.delete(entry.getKey());
        case NONE, ACCESS, LOAD -> {}
      }
    }
  }

  private static <K, V> @Nullable Mutation<V> commit(
      Engine<K, V> engine, EntryProcessorEntry<K, V> entry, @Nullable StoredEntry<V> read) {
    Guard<V> unchanged = read == null ? Guard.absent() : new Guard.Version<>(read.version());
    return switch (entry.net()) {
      case NONE -> null;
      case ACCESS -> {
        Ttl ttl = engine.expiry().onAccess();
        yield ttl.isKeep() ? null : Mutation.keep(unchanged, ttl, Want.EFFECT);
      }
      case CREATE, LOAD -> {
        Ttl created = engine.expiry().onCreate();
        Ttl ttl = entry.net() == Net.LOAD ? engine.expiry().loaded(created) : created;
        yield Mutation.put(
            unchanged, Objects.requireNonNull(entry.value()), ttl, Ttl.KEEP, Want.EFFECT);
      }
      case UPDATE ->
          Mutation.put(
              unchanged,
              Objects.requireNonNull(entry.value()),
              Ttl.ETERNAL,
              engine.expiry().onUpdate(),
              Want.EFFECT);
      // A removal of what was not there is for the writer alone.
      case REMOVE -> read == null ? null : Mutation.remove(unchanged, Want.EFFECT);
    };
  }

  /** Whether a lost race means another run; an entry that is only touched may be gone. */
  boolean mustCommit() {
    return commit != null && net != Net.ACCESS;
  }

  /** What to tell where nothing was sent. */
  Outcome<V> unchanged() {
    return new Outcome<>(true, previous != null, Effect.NONE, null);
  }
}

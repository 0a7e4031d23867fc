package dev.jaycache.redis;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.redis.raw.KeyspaceEvent;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.KeyspaceListener;
import dev.jaycache.redis.raw.KeyspaceSubscription;
import dev.jaycache.store.StoreException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** A subscription, and the listener behind it. Safe for any number of threads. */
final class KeyspaceInterest implements KeyspaceSubscription {
  private final String pattern;
  private final Set<KeyspaceKind> kinds;
  private final KeyspaceListener listener;
  private final boolean confirmed;
  private final Consumer<KeyspaceInterest> end;
  private final Set<KeyspaceReader> awaited = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final SeldomLog thrown = new SeldomLog(LoggerFactory.getLogger(KeyspaceInterest.class));
  private volatile boolean closed;

  /**
   * A subscription.
   *
   * @param pattern of channels, a character for each byte
   * @param confirmed whether all servers said that they tell such events
   * @param end what to do when it is closed
   */
  KeyspaceInterest(
      String pattern,
      Set<KeyspaceKind> kinds,
      KeyspaceListener listener,
      boolean confirmed,
      Consumer<KeyspaceInterest> end) {
    this.pattern = pattern;
    this.kinds = kinds;
    this.listener = listener;
    this.confirmed = confirmed;
    this.end = end;
  }

  /** The pattern of channels, a character for each byte. */
  String pattern() {
    return pattern;
  }

  /** What is to be heard. */
  Set<KeyspaceKind> kinds() {
    return kinds;
  }

  /** Says who has to confirm; before anybody can. */
  void awaits(Collection<KeyspaceReader> readers) {
    awaited.addAll(readers);
  }

  /** A reader's node confirmed, or is none of ours any more. */
  void confirmed(KeyspaceReader reader) {
    if (awaited.remove(reader) && awaited.isEmpty()) {
      ready.complete(null);
    }
  }

  /** A reader's node refused; what it confirmed before is not meant. */
  void refused(KeyspaceReader reader, StoreException why) {
    if (awaited.contains(reader)) {
      ready.completeExceptionally(why);
    }
  }

  /**
   * Waits until all have confirmed.
   *
   * @throws StoreException when one refused, or did not confirm in time
   */
  void awaitReady(long deadline, String place) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          ready.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new StoreException(
          "keyspace events: "
              + place
              + " did not confirm the subscription in time (nodes "
              + awaited.stream().map(reader -> reader.node().toString()).sorted().toList()
              + ")",
          e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tells an event, where it is of a kind that is wanted. */
  void heard(KeyspaceEvent event) {
    if (!closed && kinds.contains(event.kind())) {
      told(() -> listener.onEvent(event));
    }
  }

  /** Tells that a node was lost. */
  void lost(String node, String why) {
    if (!closed && ready.isDone()) {
      told(() -> listener.onLost(node, why));
    }
  }

  /** Tells that events of a node may be missing. */
  void gap(String node) {
    if (!closed && ready.isDone()) {
      told(() -> listener.onGap(node));
    }
  }

  private void told(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      // The reader tells others, too.
      thrown.warn("a listener of keyspace events threw", e);
    }
  }

  @Override
  public boolean isConfirmed() {
    return confirmed;
  }

  @Override
  public void close() {
    closed = true;
    end.accept(this);
  }
}

package dev.jaycache.redis;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.redis.raw.KeyspaceEvent;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.KeyspaceListener;
import dev.jaycache.redis.raw.KeyspaceSubscription;
import dev.jaycache.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A subscription, and the listener behind it. Safe for any number of threads. */
final class KeyspaceInterest implements KeyspaceSubscription, ChannelInterest {
  private final Channel channel;
  private final int prefix;
  private final Set<KeyspaceKind> kinds;
  private final KeyspaceListener listener;
  private final boolean confirmed;
  private final Consumer<KeyspaceInterest> end;
  private final Set<ChannelReader> awaited = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final SeldomLog thrown = new SeldomLog(LoggerFactory.getLogger(KeyspaceInterest.class));
  private volatile boolean closed;

  /**
   * A subscription.
   *
   * @param channels what the channels begin with, before the key
   * @param pattern of keys, a character for each byte
   * @param confirmed whether all servers said that they tell such events
   * @param end what to do when it is closed
   */
  KeyspaceInterest(
      String channels,
      String pattern,
      Set<KeyspaceKind> kinds,
      KeyspaceListener listener,
      boolean confirmed,
      Consumer<KeyspaceInterest> end) {
    this.channel = new Channel(channels + pattern, true);
    this.prefix = channels.length();
    this.kinds = kinds;
    this.listener = listener;
    this.confirmed = confirmed;
    this.end = end;
  }

  @Override
  public Set<Channel> channels() {
    return Set.of(channel);
  }

  @Override
  public Set<KeyspaceKind> neededKinds() {
    return kinds;
  }

  /** Says who has to confirm, too; before anybody can. */
  void awaits(ChannelReader reader) {
    awaited.add(reader);
  }

  @Override
  public void confirmed(ChannelReader reader, Channel confirmed) {
    if (channel.equals(confirmed)) {
      gone(reader);
    }
  }

  @Override
  public void gone(ChannelReader reader) {
    if (awaited.remove(reader) && awaited.isEmpty()) {
      ready.complete(null);
    }
  }

  /** What a node confirmed before is not meant. */
  @Override
  public void refused(ChannelReader reader, @Nullable Channel refused, String why) {
    if ((refused == null || channel.equals(refused)) && awaited.contains(reader)) {
      ready.completeExceptionally(new StoreException("keyspace events: " + why));
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

  @Override
  public void heard(NodeLink node, Channel heard, byte[] on, byte[] message) {
    if (closed || !channel.equals(heard)) {
      return;
    }
    byte[] key = Arrays.copyOfRange(on, Math.min(prefix, on.length), on.length);
    String name = new String(message, StandardCharsets.UTF_8);
    KeyspaceEvent event = new KeyspaceEvent(key, name, node.toString());
    if (kinds.contains(event.kind())) {
      told(() -> listener.onEvent(event));
    }
  }

  @Override
  public void lost(NodeLink node, String why) {
    if (!closed && ready.isDone()) {
      told(() -> listener.onLost(node.toString(), why));
    }
  }

  @Override
  public void gap(NodeLink node, Channel again) {
    if (!closed && ready.isDone() && channel.equals(again)) {
      told(() -> listener.onGap(node.toString()));
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
  public void end() {
    close();
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

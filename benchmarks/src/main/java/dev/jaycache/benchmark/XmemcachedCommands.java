package dev.jaycache.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import net.rubyeye.xmemcached.GetsResponse;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.exception.MemcachedException;
import net.rubyeye.xmemcached.transcoders.StringTranscoder;
import org.jspecify.annotations.Nullable;

/**
 * xmemcached by its public methods: text protocol, one connection, its other defaults. Safe for any
 * number of threads. Its writes of many keys are loops, since it has no others that tell whether
 * they arrived.
 */
final class XmemcachedCommands implements MemcachedCommands {
  private static final long TIMEOUT_MILLIS = 3_000;

  private final MemcachedClient client;
  private final StringTranscoder text = new StringTranscoder();

  /** Connects. */
  XmemcachedCommands(URI server) {
    try {
      XMemcachedClientBuilder builder =
          new XMemcachedClientBuilder(
              List.of(new InetSocketAddress(server.getHost(), server.getPort())));
      builder.setOpTimeout(TIMEOUT_MILLIS);
      this.client = builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call of the library. */
  private interface Call<T extends @Nullable Object> {
    T run() throws TimeoutException, InterruptedException, MemcachedException;
  }

  private static <T extends @Nullable Object> T call(Call<T> call) {
    try {
      return call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (TimeoutException | MemcachedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable String get(String key) {
    return call(() -> client.get(key, text));
  }

  @Override
  public @Nullable Stamped gets(String key) {
    GetsResponse<String> found = call(() -> client.gets(key, text));
    return found == null ? null : new Stamped(found.getValue(), found.getCas());
  }

  @Override
  public void set(String key, int exptime, String value) {
    if (!call(() -> client.set(key, exptime, value, text))) {
      throw new IllegalStateException("not stored");
    }
  }

  @Override
  public boolean add(String key, int exptime, String value) {
    return call(() -> client.add(key, exptime, value, text));
  }

  @Override
  public boolean cas(String key, int exptime, String value, long cas) {
    return call(() -> client.cas(key, exptime, value, text, TIMEOUT_MILLIS, cas));
  }

  @Override
  public boolean delete(String key) {
    return call(() -> client.delete(key));
  }

  @Override
  public void increment(String key) {
    call(() -> client.incr(key, 1));
  }

  @Override
  public Map<String, String> getAll(Collection<String> keys) {
    return call(() -> client.get(keys, text));
  }

  @Override
  public void setAll(Map<String, String> entries, int exptime) {
    entries.forEach((key, value) -> set(key, exptime, value));
  }

  @Override
  public void deleteAll(Collection<String> keys) {
    keys.forEach(this::delete);
  }

  @Override
  public void close() {
    try {
      client.shutdown();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

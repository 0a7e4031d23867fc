package dev.jaycache.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.spy.memcached.CASResponse;
import net.spy.memcached.CASValue;
import net.spy.memcached.CachedData;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.transcoders.Transcoder;
import org.jspecify.annotations.Nullable;

/**
 * spymemcached by its public methods: text protocol, its other defaults. Safe for any number of
 * threads. It writes many keys without waiting in between, then waits for all.
 */
final class SpymemcachedCommands implements MemcachedCommands {
  private static final long TIMEOUT_MILLIS = 3_000;

  static {
    // Else it prints by itself what it does.
    System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger");
  }

  private final MemcachedClient client;
  private final Text text = new Text();

  /** Connects. */
  SpymemcachedCommands(URI server) {
    try {
      this.client =
          new MemcachedClient(
              new ConnectionFactoryBuilder().setOpTimeout(TIMEOUT_MILLIS).setDaemon(true).build(),
              List.of(new InetSocketAddress(server.getHost(), server.getPort())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Text as its UTF-8. */
  private static final class Text implements Transcoder<String> {
    @Override
    public boolean asyncDecode(CachedData data) {
      return false;
    }

    @Override
    public CachedData encode(String value) {
      return new CachedData(0, value.getBytes(StandardCharsets.UTF_8), getMaxSize());
    }

    @Override
    public String decode(CachedData data) {
      return new String(data.getData(), StandardCharsets.UTF_8);
    }

    @Override
    public int getMaxSize() {
      return CachedData.MAX_SIZE;
    }
  }

  private static boolean await(Future<Boolean> done) {
    try {
      return done.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable String get(String key) {
    return client.get(key, text);
  }

  @Override
  public @Nullable Stamped gets(String key) {
    CASValue<String> found = client.gets(key, text);
    return found == null ? null : new Stamped(found.getValue(), found.getCas());
  }

  @Override
  public void set(String key, int exptime, String value) {
    requireStored(client.set(key, exptime, value, text));
  }

  private static void requireStored(Future<Boolean> done) {
    if (!await(done)) {
      throw new IllegalStateException("not stored");
    }
  }

  @Override
  public boolean add(String key, int exptime, String value) {
    return await(client.add(key, exptime, value, text));
  }

  @Override
  public boolean cas(String key, int exptime, String value, long cas) {
    return client.cas(key, cas, exptime, value, text) == CASResponse.OK;
  }

  @Override
  public boolean delete(String key) {
    return await(client.delete(key));
  }

  @Override
  public void increment(String key) {
    client.incr(key, 1);
  }

  @Override
  public Map<String, String> getAll(Collection<String> keys) {
    return client.getBulk(keys, text);
  }

  @Override
  public void setAll(Map<String, String> entries, int exptime) {
    List<Future<Boolean>> sent = new ArrayList<>(entries.size());
    entries.forEach((key, value) -> sent.add(client.set(key, exptime, value, text)));
    sent.forEach(SpymemcachedCommands::requireStored);
  }

  @Override
  public void deleteAll(Collection<String> keys) {
    List<Future<Boolean>> sent = new ArrayList<>(keys.size());
    keys.forEach(key -> sent.add(client.delete(key)));
    sent.forEach(SpymemcachedCommands::await);
  }

  @Override
  public void close() {
    client.shutdown();
  }
}

package dev.jaycache.benchmark.near;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.csc.DefaultCache;

/**
 * Jedis' client-side cache, over RESP3. It caches replies, so what is no text is serialised by the
 * application, as its user would: by Java. As safe for threads as that cache is.
 *
 * @param <V> the type of values
 */
final class JedisNear<V> implements NearTarget<V> {
  private static final int MOST_CONNECTIONS = 64;

  private final RedisClient jedis;
  private final Class<V> type;

  /** It refuses any server but Redis 7.4 and later, unless it is told not to. */
  private static final class Copies extends DefaultCache {
    Copies(int size) {
      super(size);
    }

    @Override
    public boolean compatibilityMode() {
      return true;
    }
  }

  /**
   * Connects.
   *
   * @param size how many copies
   * @param type text is stored as it is, anything else serialised
   */
  JedisNear(URI server, Class<V> type, int size) {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(MOST_CONNECTIONS);
    pool.setMaxIdle(MOST_CONNECTIONS);
    this.type = type;
    this.jedis =
        RedisClient.builder()
            .hostAndPort(new HostAndPort(server.getHost(), server.getPort()))
            .clientConfig(
                DefaultJedisClientConfig.builder()
                    .resp3()
                    .database(RedissonNear.database(server))
                    .build())
            .poolConfig(pool)
            .cache(new Copies(size))
            .build();
  }

  @Override
  public @Nullable V get(String key) {
    if (type == String.class) {
      return type.cast(jedis.get(name(key)));
    }
    byte[] bytes = jedis.get(name(key).getBytes(StandardCharsets.UTF_8));
    return bytes == null ? null : type.cast(read(bytes));
  }

  @Override
  public void put(String key, V value) {
    if (value instanceof String text) {
      jedis.set(name(key), text);
    } else {
      jedis.set(name(key).getBytes(StandardCharsets.UTF_8), written(value));
    }
  }

  private static String name(String key) {
    return "jedis:near:" + key;
  }

  private static byte[] written(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int read(String[] keys, int from, int count) {
    int there = 0;
    for (int i = from; i < from + count; i++) {
      if (get(keys[i]) != null) {
        there++;
      }
    }
    return there;
  }

  @Override
  public void close() {
    jedis.close();
  }
}

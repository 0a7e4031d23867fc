package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an entry of 100 bytes costs the server, beside {@code SET … PX} of the same payload. */
@ServerTest
class EntrySizeTest {
  /** Well above one growth of the server's tables and below the next, on both servers. */
  private static final int ENTRIES = 28_000;

  private static final int PAYLOAD = 100;
  private static final Ttl DAY = Ttl.ofMillis(86_400_000);

  /** The memory in use while nobody is connected whose buffers would count. */
  private static long used(RedisProcess server) {
    while (server.cli("CLIENT", "LIST").lines().count() > 1) {
      Thread.onSpinWait();
    }
    return server
        .cli("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .sum();
  }

  private static byte[] key(int number) {
    return Mutations.key(String.format("customer-%08d", number));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static double raw(RedisProcess server) {
    KeySpace keys = new KeySpace(TestBackends.space("cache"));
    long before = used(server);
    try (RespClient client = server.connect()) {
      for (int i = 0; i < ENTRIES; i++) {
        byte[] payload = ascii("v".repeat(PAYLOAD));
        client.command(ascii("SET"), keys.at(key(i)), payload, ascii("PX"), ascii("86400000"));
      }
    }
    return (used(server) - before) / (double) ENTRIES;
  }

  private static double ours(RedisProcess server) {
    long before = used(server);
    try (Backend backend = TestBackends.connect(server, "")) {
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      for (int i = 0; i < ENTRIES; i++) {
        byte[] body = Bodies.text("v".repeat(PAYLOAD));
        Mutation<byte[]> put = Mutation.put(Guard.any(), body, DAY, DAY, Want.NOTHING);
        store.apply(key(i), put);
      }
    }
    return (used(server) - before) / (double) ENTRIES;
  }

  @ParameterizedTest
  @EnumSource(
      value = Flavor.class,
      names = {"REDIS", "VALKEY"})
  void entry_costsAtMostFifteenPercentMore(Flavor flavor) {
    double raw;
    try (RedisProcess server = RedisProcess.start(flavor)) {
      raw = raw(server);
    }
    double ours;
    try (RedisProcess server = RedisProcess.start(flavor)) {
      ours = ours(server);
    }
    System.out.printf(
        "bytes per entry on %s: raw %.1f, ours %.1f, ratio %.3f%n", flavor, raw, ours, ours / raw);
    assertTrue(ours / raw <= 1.15, () -> ours + " bytes instead of " + raw);
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.KeyspaceListener;
import dev.jaycache.redis.raw.KeyspaceSubscription;
import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.redis.raw.RedisTransaction;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds docs/raw-access.md against what runs. */
@ServerTest
@Timeout(60)
class RawAccessDocumentTest {
  @Test
  void code_isTheExampleThatRuns() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/jaycache/redis/RawAccessDocumentTest.java"));
    String begin = "      // document: begin\n";
    int from = source.indexOf(begin) + begin.length();
    String code = source.substring(from, source.indexOf("      // document: end", from));
    String document = Files.readString(Path.of("..", "docs", "raw-access.md"));
    String fence = "```java\n";
    String block =
        document.substring(
            document.indexOf(fence) + fence.length(),
            document.indexOf("```", document.indexOf(fence) + fence.length()));
    assertEquals(code.stripTrailing().stripIndent(), block.stripTrailing());
  }

  @Test
  void example_doesWhatItSays() throws Exception {
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    KeyspaceListener listener = event -> heard.add(event.keyText());
    try (RedisProcess process =
            RedisProcess.start(
                Flavor.REDIS, RedisOptions.PLAIN.with("notify-keyspace-events", "Kx"));
        CacheManager manager =
            new JayCachingProvider()
                .getCacheManager(
                    URI.create(process.uri() + "?name=srv1"), null, new Properties())) {
      process.cli("SET", "stock", "5");
      // document: begin
      RedisServer server = RedisServers.of(manager).server("srv1");

      server.command("HSET user:%s name %s mail %s", 17, "Ada Lovelace", "ada@example.com");
      Reply user = server.command("HMGET user:%s name mail phone", 17);
      String name = user.value(0);
      boolean hasPhone = !user.at(2).isNull();

      List<Reply> counted =
          server.pipeline().add("INCR %s", "visits").add("EXPIRE %s %s", "visits", 3600).execute();

      try (RedisTransaction transaction = server.transaction()) {
        transaction.watch("stock");
        long stock = transaction.command("GET %s", "stock").asLong();
        transaction.add("SET %s %s", "stock", stock - 1).add("RPUSH %s %s", "orders", "one more");
        boolean done = transaction.execute().isPresent();
      }

      Reply job = server.blocking(Duration.ofSeconds(30)).command("BLPOP %s 30", "orders");

      try (Stream<byte[]> keys = server.scanPrefix("user:", 1_000)) {
        long users = keys.count();
      }

      KeyspaceSubscription expired =
          server
              .keyspaceEvents()
              .subscribePrefix("session:", Set.of(KeyspaceKind.EXPIRED), listener);
      // document: end
      assertEquals("Ada Lovelace", name);
      assertFalse(hasPhone);
      assertEquals(1, counted.get(0).asLong());
      assertEquals("one more", job.value(1));
      assertEquals("4", server.command("GET stock").value());
      assertTrue(expired.isConfirmed());
      server.command("SET session:1 v PX 1");
      assertEquals("session:1", heard.poll(30, TimeUnit.SECONDS));
    }
  }
}

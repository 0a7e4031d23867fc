package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read for a near cache, from several hosts of which one serves. */
@ServerTest
@Timeout(60)
class WholeReadsTest {
  private final RedisProcess first = RedisProcess.start(Flavor.REDIS);
  private final RedisProcess second = RedisProcess.start(Flavor.REDIS);
  private final StoreSpace space = TestBackends.space("cache");
  private final DeadlineWatch watch = new DeadlineWatch("reads", TimeUnit.SECONDS.toNanos(10));
  private final RedisPlace place =
      new RedisPlace(
          new RedisTarget(
              "",
              RedisTarget.Kind.SERVERS,
              List.of(at(first), at(second)),
              Access.PLAIN,
              /* sentinel= */ null),
          RedisSettings.of(TestBackends.settings("")),
          watch);
  private final ChoosingLink link = place.link();
  private final byte[] key = new KeySpace(space).at(Mutations.key("k"));

  private static Endpoint at(RedisProcess server) {
    return Endpoint.tcp("127.0.0.1", server.port());
  }

  private NodeLink host() {
    return link.owner(MutationCommands.get(key), link.deadline());
  }

  private static long expiry(Outcome<byte[]> outcome) {
    return Objects.requireNonNull(outcome.previous()).expiresAt();
  }

  @AfterEach
  void close() {
    place.close();
    watch.close();
    first.close();
    second.close();
  }

  @Test
  void answerOfAHostThatNobodyListensTo_isNotToBeKept() {
    RedisErrors errors = new RedisErrors(link.place());
    MutationRunner runner =
        new MutationRunner(
            link, new MutationCommands(link, space), errors, new ValueLimit(link, errors));
    NodeLink heard = host();
    WholeReads reads = new WholeReads(link, runner, errors, node -> node == heard, 500);
    runner.run(key, Mutations.put("v"), link.deadline());
    assertEquals(StoredEntry.NEVER_EXPIRES, expiry(reads.run(key)));
    assertEquals(StoredEntry.NEVER_EXPIRES, expiry(reads.run(List.of(key)).get(0)));

    link.leave(heard, link.deadline());
    runner.run(key, Mutations.put("w"), link.deadline());
    assertEquals(StoredEntry.UNKNOWN_EXPIRY, expiry(reads.run(key)));
    assertEquals(StoredEntry.UNKNOWN_EXPIRY, expiry(reads.run(List.of(key)).get(0)));
  }
}

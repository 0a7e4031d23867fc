package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read for a near cache, from several hosts of which one serves. */
@ServerTest
@Timeout(60)
class WholeReadsTest {
  private static final int MOST = 4;

  private final RedisProcess first = RedisProcess.start(Flavor.REDIS);
  private final RedisProcess second = RedisProcess.start(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(first.host(), first.port());
  private final StoreSpace space = TestBackends.space("cache");
  private final DeadlineWatch watch = new DeadlineWatch("reads", TimeUnit.SECONDS.toNanos(10));
  private final RedisPlace place =
      new RedisPlace(
          new RedisTarget(
              "",
              RedisTarget.Kind.SERVERS,
              List.of(
                  Endpoint.tcp("127.0.0.1", proxy.port()),
                  Endpoint.tcp("127.0.0.1", second.port())),
              Access.PLAIN,
              /* sentinel= */ null),
          RedisSettings.of(TestBackends.settings("")),
          watch);
  private final Counted link = new Counted(place.link());
  private final RedisErrors errors = new RedisErrors(link.place());
  private final MutationRunner runner =
      new MutationRunner(
          link, new MutationCommands(link, space, null), errors, new ValueLimit(link, errors));
  private final List<byte[]> keys = new ArrayList<>();

  /** Counts the trips. */
  private static final class Counted implements RedisLink {
    private final ChoosingLink link;
    private int trips;

    Counted(ChoosingLink link) {
      this.link = link;
    }

    @Override
    public @Nullable Object call(Command command, long deadline) {
      trips++;
      return link.call(command, deadline);
    }

    @Override
    public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
      trips++;
      return link.pipeline(commands, deadline);
    }

    @Override
    public long deadline() {
      return link.deadline();
    }

    @Override
    public Capabilities capabilities() {
      return link.capabilities();
    }

    @Override
    public String place() {
      return link.place();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void put() {
    for (int i = 0; i < 3 * MOST; i++) {
      byte[] key = new KeySpace(space).at(Mutations.key("k" + i));
      keys.add(key);
      runner.run(key, Mutations.put("v"), link.deadline());
    }
    link.trips = 0;
  }

  @AfterEach
  void close() {
    place.close();
    watch.close();
    proxy.close();
    first.close();
    second.close();
  }

  private WholeReads reads(Predicate<@Nullable NodeLink> heard) {
    return new WholeReads(link, runner, errors, heard, MOST);
  }

  private NodeLink host() {
    return place.link().owner(MutationCommands.get(keys.get(0)), link.deadline());
  }

  private static long expiry(Outcome<byte[]> outcome) {
    return Objects.requireNonNull(outcome.previous()).expiresAt();
  }

  @Test
  void answerOfAHostThatNobodyListensTo_isNotToBeKept() {
    NodeLink heard = host();
    WholeReads reads = reads(node -> node == heard);
    assertEquals(StoredEntry.NEVER_EXPIRES, expiry(reads.run(keys.get(0))));
    assertEquals(StoredEntry.NEVER_EXPIRES, expiry(reads.run(keys).get(0)));

    place.link().leave(heard, link.deadline());
    runner.run(keys.get(0), Mutations.put("w"), link.deadline());
    assertEquals(StoredEntry.UNKNOWN_EXPIRY, expiry(reads.run(keys.get(0))));
    assertEquals(StoredEntry.UNKNOWN_EXPIRY, expiry(reads.run(keys).get(0)));
  }

  @Test
  void serverThatCantBeReached_isAskedOnce() {
    first.stop();
    second.stop();
    StoreException e = assertThrows(StoreException.class, () -> reads(node -> true).run(keys));
    assertEquals(1, link.trips);
    assertEquals(Collections.nCopies(keys.size(), null), e.outcomes(keys.size()));
  }

  @Test
  void lostReplies_areAskedForInOneMoreTrip() {
    proxy.loseReply();
    for (Outcome<byte[]> outcome : reads(node -> true).run(keys)) {
      assertNotNull(outcome.previous());
    }
    assertEquals(3 + 1, link.trips);
  }
}

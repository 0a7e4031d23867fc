package dev.jaycache.memcached;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Guard;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.outage.Breaker;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract of stores where every value is in pieces: they are padded above what the server says
 * to be its limit. A real server with so small a limit ends by a segmentation fault (memcached
 * 1.6.18).
 */
@ServerTest
class ChunkStoreContractTest extends StoreContract {
  private static final int LIMIT = 8 << 10;
  private static final int PADDING = 20_000;

  private static MemcachedProcess server;

  private final List<ServerAddress> servers = TestLinks.addresses(List.of(server));
  private final MemcachedLink link = new SmallItems(TestLinks.open(servers, new TextWire()));
  private final Backend backend = TestLinks.backend(link, servers, new TextWire(), clock());

  ChunkStoreContractTest() {
    super(TestClock.manual());
  }

  @BeforeAll
  static void start() {
    server = MemcachedProcess.start("-m", "1024");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    Store<byte[], byte[]> store =
        backend.open(
            new StoreSpace(
                space.namespace(),
                space.cache(),
                ConfigFactory.parseString("large-values = chunk").withFallback(space.settings())));
    return new Padded(store);
  }

  @Override
  public int mutations() {
    return Integer.getInteger("jaycache.mutations", 10_000);
  }

  /** Servers that claim a small limit. */
  private record SmallItems(MemcachedLink real) implements MemcachedLink {
    @Override
    public List<Reply> run(List<Command> commands, long deadline) {
      List<Reply> replies = new ArrayList<>(real.run(commands, deadline));
      for (int i = 0; i < replies.size(); i++) {
        if (commands.get(i) instanceof Command.Stats) {
          replies.set(i, new Reply.Table(Map.of("item_size_max", String.valueOf(LIMIT))));
        }
      }
      return replies;
    }

    @Override
    public int servers() {
      return real.servers();
    }

    @Override
    public int serverOf(String key) {
      return real.serverOf(key);
    }

    @Override
    public long deadline() {
      return real.deadline();
    }

    @Override
    public Breaker breaker(int server) {
      return real.breaker(server);
    }

    @Override
    public String place(int server) {
      return real.place(server);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** A store of padded values; none of them is a number to it. */
  private record Padded(Store<byte[], byte[]> store) implements Store<byte[], byte[]> {
    private static byte @Nullable [] pad(byte @Nullable [] value) {
      if (value == null) {
        return null;
      }
      byte[] padded = new byte[PADDING + value.length];
      Arrays.fill(padded, 0, PADDING, (byte) 'p');
      System.arraycopy(value, 0, padded, PADDING, value.length);
      return padded;
    }

    private static byte @Nullable [] strip(byte @Nullable [] padded) {
      return padded == null ? null : Arrays.copyOfRange(padded, PADDING, padded.length);
    }

    private static Mutation<byte[]> pad(Mutation<byte[]> mutation) {
      Guard<byte[]> guard =
          mutation.guard() instanceof Guard.Value<byte[]> asked
              ? new Guard.Value<>(Objects.requireNonNull(pad(asked.value())))
              : mutation.guard();
      return mutation.with(guard, pad(mutation.value()), pad(mutation.initial()));
    }

    private static Outcome<byte[]> strip(Outcome<byte[]> outcome) {
      StoredEntry<byte[]> previous = outcome.previous();
      return new Outcome<>(
          outcome.matched(),
          outcome.existed(),
          outcome.effect(),
          previous == null
              ? null
              : new StoredEntry<>(
                  Objects.requireNonNull(strip(previous.value())),
                  previous.version(),
                  previous.expiresAt()),
          strip(outcome.result()));
    }

    @Override
    public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
      return strip(store.apply(key, pad(mutation)));
    }

    @Override
    public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
      return store
          .applyAll(
              requests.stream()
                  .map(each -> new Request<>(each.key(), pad(each.mutation())))
                  .toList())
          .stream()
          .map(Padded::strip)
          .toList();
    }

    @Override
    public KeyPages<byte[]> keys() {
      return store.keys();
    }

    @Override
    public void clear() {
      store.clear();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}

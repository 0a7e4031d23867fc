package dev.jaycache.memcached;

import dev.jaycache.store.Backend;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.testkit.DamagedEntryContract;
import dev.jaycache.testkit.RawAccess;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.TestClock;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract of stores, over memcached servers. */
@ServerTest
abstract class MemcachedContract extends StoreContract implements DamagedEntryContract {
  private final MemcachedLink link;
  private final Backend backend;

  MemcachedContract(int servers, Wire wire, TestClock clock) {
    super(clock);
    List<ServerAddress> addresses = TestLinks.addresses(SharedServers.memcached(servers));
    this.link = TestLinks.open(addresses, wire);
    this.backend = TestLinks.backend(addresses, wire, clock);
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return backend.open(space);
  }

  @AfterEach
  void closeBackend() {
    backend.close();
    link.close();
  }

  private Reply run(Command command) {
    return link.run(List.of(command), link.deadline()).get(0);
  }

  @Override
  public RawAccess raw(StoreSpace space) {
    WireKeys keys = new WireKeys(space, "MD5");
    EntryCells cells = new EntryCells(link, keys);
    Generations generations = new Generations(link, new MemcachedErrors(link), keys.generation());
    return new RawAccess() {
      /** A sound envelope gets the generation, without which nobody's entry is alive. */
      @Override
      public void write(byte[] key, byte[] bytes) {
        EntryCells.Place place = cells.place(new CasStep.Read(key));
        int server = place.server();
        StoredEntry<byte[]> entry = Envelope.open(bytes);
        byte[] written =
            entry == null || Envelope.generation(bytes) != null
                ? bytes
                : EntryCells.seal(
                    place,
                    entry,
                    generations.begin(java.util.Set.of(server), link.deadline()).get(server));
        run(
            new Command.Write(
                server, Command.Mode.SET, place.key().text(), written, Exptime.NEVER, 0));
      }

      @Override
      public byte @Nullable [] read(byte[] key) {
        EntryCells.Place place = cells.place(new CasStep.Read(key));
        Reply reply = run(new Command.Get(place.server(), List.of(place.key().text())));
        Item item = ((Reply.Items) reply).items().get(0);
        return item == null ? null : item.value();
      }

      @Override
      public long millisLeft(byte[] key) {
        return StoredEntry.UNKNOWN_EXPIRY;
      }
    };
  }
}

package dev.jaycache.testkit;

import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import org.junit.jupiter.api.AfterEach;

/**
 * What each store of bytes has to do, as tests: a backend's test class extends this and says how
 * its stores are opened. Where its server has bytes that others can write, the class implements
 * {@link DamagedEntryContract} too, and where replies can be lost, {@link LostReplyContract}. For
 * one thread; each test has an instance of its own. Counts no round trips and knows no server.
 */
public abstract class StoreContract
    implements MutationExamples,
        MutationGrid,
        ExpiryContract,
        KeysContract,
        BulkContract,
        LeaseContract,
        ContentionContract,
        LifecycleContract,
        DifferentialContract {
  private final TestClock clock;
  private final StoreFixture fixture;

  /** The contract for stores that run by a server's clock: time that goes by is waited for. */
  protected StoreContract() {
    this(TestClock.real());
  }

  /** The contract for stores that run by the given clock. */
  protected StoreContract(TestClock clock) {
    this.clock = clock;
    this.fixture = new StoreFixture(this::open, clock);
  }

  /**
   * Opens a store. Two stores of one space have the same entries where {@link Store#isShared()}.
   * The caller closes it; connections that several stores share are the subclass's to close.
   *
   * @param space the namespace is new in each test
   */
  protected abstract Store<byte[], byte[]> open(StoreSpace space);

  /** The clock that the stores have to run by where it is a manual one. */
  protected final TestClock clock() {
    return clock;
  }

  @Override
  public final StoreFixture fixture() {
    return fixture;
  }

  @AfterEach
  final void closeStores() {
    fixture.close();
  }
}

package dev.jaycache.testkit.cache;

import java.util.Properties;
import org.junit.jupiter.api.AfterEach;

/**
 * What each manager's caches have to do that a comparison of single steps can't see, as tests: a
 * backend's test class extends this and says how a manager gets to its place. Each test has an
 * instance of its own. Counts no round trips and knows no server.
 */
public abstract class CacheContract
    implements ArgumentContract,
        ManagerContract,
        MonitoringContract,
        CloseableContract,
        ByValueContract,
        LoadingContract,
        WritingContract,
        ListenerContract,
        EventOrderContract,
        ProcessorContract,
        CountersContract,
        IterationContract {
  private final CachePlace place = new CachePlace(settings());

  /** What a manager needs to reach its place; empty for caches in this process. */
  protected abstract Properties settings();

  @Override
  public final CachePlace place() {
    return place;
  }

  @AfterEach
  final void closePlace() {
    place.close();
  }
}

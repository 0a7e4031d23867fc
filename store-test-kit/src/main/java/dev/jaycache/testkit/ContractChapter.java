package dev.jaycache.testkit;

/** A group of tests of the {@link StoreContract}, mixed into the test class of a backend. */
public interface ContractChapter {
  /** What the running test works with. */
  StoreFixture fixture();
}

package dev.jaycache.testkit.outage;

import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.testkit.ReferenceStore;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store that really stores, behind a link that fails as a test says. What is sent while it is
 * mute arrives when it is heard again, after the first answer, as from a server that was frozen.
 * Safe for any number of threads.
 */
final class WeakStore implements Store<byte[], byte[]> {
  /** How the link fails. */
  enum Link {
    GOOD,
    /** Nothing is sent. */
    REFUSES,
    /** It is sent and done; the reply is lost. */
    LOSES_REPLIES,
    /** It is sent, and done when the link is good again. */
    MUTE
  }

  private final ReferenceStore entries = new ReferenceStore(InstantSource.system());
  private final Queue<Request<byte[], byte[]>> sent = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Link link = Link.GOOD;
  private volatile byte @Nullable [] lostKey;

  void set(Link other) {
    link = other;
  }

  /** Only what concerns this key fails. */
  void failOnly(byte[] key) {
    lostKey = key;
  }

  /** The entries, as another process with a link of its own has them. */
  Store<byte[], byte[]> elsewhere() {
    return entries;
  }

  /** How often it was asked, with or without success. */
  int calls() {
    return calls.get();
  }

  @Override
  public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    calls.incrementAndGet();
    byte[] only = lostKey;
    Link now = only == null || java.util.Arrays.equals(only, key) ? link : Link.GOOD;
    return switch (now) {
      case REFUSES -> throw new StoreException("refused by the test");
      case LOSES_REPLIES -> {
        entries.apply(key, mutation);
        throw new UnknownOutcomeException("the reply is lost by the test", null);
      }
      case MUTE -> {
        lock.lock();
        try {
          sent.add(new Request<>(key, mutation));
        } finally {
          lock.unlock();
        }
        throw new UnknownOutcomeException("no reply by the test", null);
      }
      case GOOD -> {
        Outcome<byte[]> outcome = entries.apply(key, mutation);
        arrive();
        yield outcome;
      }
    };
  }

  /** Whether it answers. */
  void check() {
    calls.incrementAndGet();
    if (link != Link.GOOD && lostKey == null) {
      throw new StoreException("refused by the test");
    }
    arrive();
  }

  /** What was sent on other connections is done after what was asked on this one. */
  private void arrive() {
    lock.lock();
    try {
      for (Request<byte[], byte[]> late = sent.poll(); late != null; late = sent.poll()) {
        entries.apply(late.key(), late.mutation());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
    List<@Nullable Outcome<byte[]>> known = new ArrayList<>();
    List<Outcome<byte[]>> outcomes = new ArrayList<>();
    StoreException failure = null;
    for (Request<byte[], byte[]> request : requests) {
      try {
        outcomes.add(apply(request.key(), request.mutation()));
        known.add(outcomes.get(outcomes.size() - 1));
      } catch (StoreException e) {
        failure = e;
        known.add(null);
      }
    }
    if (failure != null) {
      throw failure.withOutcomes(known);
    }
    return outcomes;
  }

  @Override
  public KeyPages<byte[]> keys() {
    if (link != Link.GOOD && lostKey == null) {
      throw new StoreException("refused by the test");
    }
    return entries.keys();
  }

  @Override
  public void clear() {
    calls.incrementAndGet();
    if (link != Link.GOOD && lostKey == null) {
      throw new StoreException("refused by the test");
    }
    entries.clear();
    arrive();
  }

  @Override
  public boolean canAdd() {
    return true;
  }

  @Override
  public void close() {
    entries.close();
  }
}

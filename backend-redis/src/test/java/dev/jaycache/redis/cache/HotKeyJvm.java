package dev.jaycache.redis.cache;

import dev.jaycache.Counters;
import dev.jaycache.processor.Processors;
import dev.jaycache.testkit.jvm.ParentJvm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/**
 * One of several applications that share a hot key. Arguments: the role, the server, a name of its
 * own, threads, rounds, and settings. It says {@code ready}, waits for a line, works, and says what
 * it saw.
 */
final class HotKeyJvm {
  /** The key that all share. */
  static final String HOT = "hot";

  /** The key that is counted up by ready-made processors. */
  static final String READY_MADE = "ready-made";

  /** The key that is counted up by {@link Counters}. */
  static final String COUNTED = "counted";

  /** What an application does. */
  enum Role {
    /** Counts up by a processor of its own, and another key by a ready-made one. */
    COUNT,
    /** Appends words to a text by a processor. */
    APPEND,
    /** Replaces the text, plainly, by a marker. */
    MARK,
    /** Counts up once, and stays in the processor. */
    STAY
  }

  private final String name;
  private final int threads;
  private final int rounds;

  private HotKeyJvm(String name, int threads, int rounds) {
    this.name = name;
    this.threads = threads;
    this.rounds = rounds;
  }

  public static void main(String[] args) throws Exception {
    HotKeyJvm jvm = new HotKeyJvm(args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    try (TestManagers managers = new TestManagers()) {
      String[] settings = List.of(args).subList(5, args.length).toArray(new String[0]);
      URI server = URI.create(args[1]);
      switch (Role.valueOf(args[0])) {
        case COUNT -> jvm.count(numbers(managers, server, settings));
        case APPEND -> jvm.append(texts(managers, server, settings));
        case MARK -> jvm.mark(texts(managers, server, settings));
        case STAY -> stay(numbers(managers, server, settings));
      }
    }
  }

  static Cache<String, Long> numbers(TestManagers managers, URI server, String... settings) {
    return managers.cache(
        server,
        new MutableConfiguration<String, Long>().setTypes(String.class, Long.class),
        settings);
  }

  static Cache<String, String> texts(TestManagers managers, URI server, String... settings) {
    return managers.cache(
        server,
        new MutableConfiguration<String, String>().setTypes(String.class, String.class),
        settings);
  }

  @SuppressWarnings("unchecked")
  private static Counters<String> counters(Cache<String, Long> cache) {
    return cache.unwrap(Counters.class);
  }

  private interface Round {
    void run(int thread, int round);
  }

  private void work(Round round) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    ParentJvm.say("ready");
    ParentJvm.hear();
    List<Future<?>> futures = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      futures.add(
          pool.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  round.run(thread, i);
                }
              }));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    pool.shutdown();
  }

  /** Says how often its processor ran in all, and in one call at most. */
  private void count(Cache<String, Long> cache) throws Exception {
    cache.get(HOT);
    AtomicLong runs = new AtomicLong();
    AtomicInteger most = new AtomicInteger();
    work(
        (thread, round) -> {
          AtomicInteger mine = new AtomicInteger();
          cache.invoke(
              HOT,
              (entry, more) -> {
                mine.incrementAndGet();
                entry.setValue((entry.exists() ? entry.getValue() : 0) + 1);
                return null;
              });
          runs.addAndGet(mine.get());
          most.accumulateAndGet(mine.get(), Math::max);
          cache.invoke(READY_MADE, Processors.increment(1L));
          counters(cache).increment(COUNTED, 1, 1, Counters.NEVER);
        });
    ParentJvm.say(runs.toString());
    ParentJvm.say(most.toString());
  }

  /** Says each text that it left, its own word last. */
  private void append(Cache<String, String> cache) throws Exception {
    cache.get(HOT);
    work(
        (thread, round) -> {
          String word = name + '-' + thread + '-' + round;
          ParentJvm.say(
              cache.invoke(
                  HOT,
                  (entry, more) -> {
                    String text = entry.getValue() + ' ' + word;
                    entry.setValue(text);
                    return text;
                  }));
        });
  }

  private void mark(Cache<String, String> cache) throws Exception {
    cache.put(HOT, "start");
    work(
        (thread, round) -> {
          cache.put(HOT, "mark-" + thread + '-' + round);
          // So that the others get on: who writes without looking wins every race.
          for (int i = 0; i < 20; i++) {
            cache.get(HOT);
          }
        });
  }

  private static void stay(Cache<String, Long> cache) {
    cache.invoke(
        HOT,
        (entry, more) -> {
          ParentJvm.say("inside");
          ParentJvm.hear();
          entry.setValue(-1L);
          return null;
        });
  }
}

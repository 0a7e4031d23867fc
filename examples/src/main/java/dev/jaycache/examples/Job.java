package dev.jaycache.examples;

import dev.jaycache.processor.Processors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessorResult;

/**
 * The job of the quick start: caches the characters of Unicode and works on them, through {@code
 * javax.cache} alone. For one thread. It leaves its entries where they are.
 */
final class Job implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int BATCH = 500;
  private static final int SHOWN = 5;
  private static final int SNOWMAN = 0x2603;
  private static final long SHORT_MILLIS = 300;
  private static final long PATIENCE_SECONDS = 10;

  private final Report report;
  private final List<Integer> codePoints = UnicodeLoader.codePoints();
  private final Cache<Integer, UnicodeCharacter> characters;
  private final Cache<String, Long> tally;
  private final Cache<Integer, String> shortLived;
  private final CacheStatisticsMXBean statistics;

  Job(CacheManager manager, Report report) {
    this.report = report;
    this.characters =
        manager.createCache(
            "quickstart-characters",
            new MutableConfiguration<Integer, UnicodeCharacter>()
                .setTypes(Integer.class, UnicodeCharacter.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(FactoryBuilder.factoryOf(UnicodeLoader.class))
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR))
                .setStatisticsEnabled(true));
    this.tally =
        manager.createCache(
            "quickstart-tally",
            new MutableConfiguration<String, Long>()
                .setTypes(String.class, Long.class)
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
    this.shortLived =
        manager.createCache(
            "quickstart-short-lived",
            new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(
                        new Duration(TimeUnit.MILLISECONDS, SHORT_MILLIS))));
    this.statistics = characters.unwrap(CacheStatisticsMXBean.class);
  }

  void run() {
    readThrough();
    samples();
    process();
    count();
    replace();
    expire();
    iterate();
    showStatistics();
  }

  private void readThrough() {
    report.step("Read through: look up %,d characters of Unicode".formatted(codePoints.size()));
    if (characters.containsKey(codePoints.get(0))) {
      report.line("An earlier run left entries here.");
    }
    long misses = statistics.getCacheMisses();
    long first = pass("first pass");
    boolean cold = statistics.getCacheMisses() - misses == codePoints.size();
    long second = pass("second pass");
    long start = System.nanoTime();
    int found = 0;
    for (int from = 0; from < codePoints.size(); from += BATCH) {
      int to = Math.min(codePoints.size(), from + BATCH);
      found += characters.getAll(new HashSet<>(codePoints.subList(from, to))).size();
    }
    long bulk = System.nanoTime() - start;
    report.line(
        "%-12s %,7d by getAll of %d              %8s %14s",
        "third pass", found, BATCH, Report.seconds(bulk), Report.each(bulk, found));
    if (cold) {
      report.line(
          "The second pass took 1/%.1f of the time of the first, which loads and warms the JVM up.",
          first / (double) Math.max(1, second));
    }
  }

  private long pass(String name) {
    long hits = statistics.getCacheHits();
    long misses = statistics.getCacheMisses();
    long start = System.nanoTime();
    for (Integer codePoint : codePoints) {
      characters.get(codePoint);
    }
    long nanos = System.nanoTime() - start;
    report.line(
        "%-12s %,7d hits  %,7d misses (loaded) %8s %14s",
        name,
        statistics.getCacheHits() - hits,
        statistics.getCacheMisses() - misses,
        Report.seconds(nanos),
        Report.each(nanos, codePoints.size()));
    return nanos;
  }

  private void samples() {
    for (int codePoint : new int[] {'A', 0x03B1, 0x20AC, SNOWMAN}) {
      report.character(codePoint, characters.get(codePoint));
    }
  }

  private void process() {
    Set<Integer> greek = new HashSet<>(codePoints);
    greek.removeIf(point -> Character.UnicodeBlock.of(point) != Character.UnicodeBlock.GREEK);
    report.step(
        "Entry processor: the names of %d Greek characters in lower case, with a listener"
            .formatted(greek.size()));
    Updates updates = new Updates();
    Factory<Updates> factory = () -> updates;
    MutableCacheEntryListenerConfiguration<Integer, UnicodeCharacter> listening =
        new MutableCacheEntryListenerConfiguration<>(factory, null, true, true);
    characters.registerCacheEntryListener(listening);
    long start = System.nanoTime();
    Map<Integer, EntryProcessorResult<Boolean>> results =
        characters.invokeAll(greek, new LowerCaseName());
    long nanos = System.nanoTime() - start;
    characters.deregisterCacheEntryListener(listening);
    long changed = results.values().stream().filter(EntryProcessorResult::get).count();
    report.line(
        "%d changed, %d were so already, %s", changed, results.size() - changed, seconds(nanos));
    report.line("The listener was told of %d updates%s", updates.count(), updates.example());
  }

  private void count() {
    report.step("Counters: %d threads tally the categories by increments".formatted(THREADS));
    tally.clear();
    List<Integer> points = new ArrayList<>(codePoints);
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> slices = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int slice = i;
        slices.add(threads.submit(() -> increment(points, slice)));
      }
      for (Future<?> each : slices) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CacheException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
    long nanos = System.nanoTime() - start;
    Map<String, Long> counts = new TreeMap<>();
    tally.forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    long sum = counts.values().stream().mapToLong(Long::longValue).sum();
    report.line(
        "%,d increments of %d counters, %,d counted, %d lost, %s, %s",
        points.size(),
        counts.size(),
        sum,
        points.size() - sum,
        seconds(nanos),
        Report.each(nanos, points.size()));
    report.line("%s", top(counts));
  }

  /** Every fourth, so that all threads meet on the same counters. */
  private void increment(List<Integer> points, int slice) {
    for (int i = slice; i < points.size(); i += THREADS) {
      tally.invoke(UnicodeLoader.category(points.get(i)), Processors.increment(1L));
    }
  }

  private void replace() {
    report.step("Conditional replace: only whoever knows the present value may change it");
    UnicodeCharacter before = characters.get(SNOWMAN);
    UnicodeCharacter after = before.withName(before.name() + ", a classic");
    report.line("%-32s %s", "replace(key, old, new)", characters.replace(SNOWMAN, before, after));
    report.line(
        "%-32s %s", "once more with the same old", characters.replace(SNOWMAN, before, after));
    report.character(SNOWMAN, characters.get(SNOWMAN));
    report.line("%-32s %s", "and back again", characters.replace(SNOWMAN, after, before));
  }

  private void expire() {
    report.step("Expiry: entries that live for %d ms".formatted(SHORT_MILLIS));
    long start = System.nanoTime();
    shortLived.put(SNOWMAN, "melts");
    report.line("there at once: %s", shortLived.containsKey(SNOWMAN));
    long end = start + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (shortLived.containsKey(SNOWMAN) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    report.line("gone %d ms after its put: %s", millis, !shortLived.containsKey(SNOWMAN));
  }

  private void iterate() {
    report.step("Iterate and aggregate");
    Map<String, Long> blocks = new TreeMap<>();
    long start = System.nanoTime();
    long entries = 0;
    for (Cache.Entry<Integer, UnicodeCharacter> entry : characters) {
      blocks.merge(Report.block(entry.getValue().block()), 1L, Long::sum);
      entries++;
    }
    long nanos = System.nanoTime() - start;
    report.line("%,d entries in %d blocks, %s", entries, blocks.size(), seconds(nanos));
    report.line("%s", top(blocks));
  }

  private void showStatistics() {
    report.step("Statistics of this run, from the standard MXBean");
    report.line(
        "gets %,d   hits %,d   misses %,d   hit ratio %.1f %%",
        statistics.getCacheGets(),
        statistics.getCacheHits(),
        statistics.getCacheMisses(),
        statistics.getCacheHitPercentage());
    report.line(
        "puts %,d   removals %,d   average get %.1f us   (what the loader brings is no put)",
        statistics.getCachePuts(), statistics.getCacheRemovals(), statistics.getAverageGetTime());
  }

  private static String top(Map<String, Long> counts) {
    List<String> shown =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(SHOWN)
            .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
            .toList();
    return "most: " + String.join(", ", shown);
  }

  private static String seconds(long nanos) {
    return Report.seconds(nanos);
  }

  /** Closes the caches; the entries stay where others can reach them. */
  @Override
  public void close() {
    characters.close();
    tally.close();
    shortLived.close();
  }
}

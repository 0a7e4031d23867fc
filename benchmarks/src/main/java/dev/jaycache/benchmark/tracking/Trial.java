package dev.jaycache.benchmark.tracking;

import dev.jaycache.benchmark.Ratio;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way of tracking with one number of JVMs, on a server of its own: writes at full speed beside
 * reads at a limited rate, then a mix at full speed, then how late changes are told. For one
 * thread, once.
 */
final class Trial {
  static final long READS_PER_SECOND = 10_000;
  static final long WRITES_PER_SECOND = 1_000;
  static final int MIXED_WRITES_PERCENT = 5;

  private final TrackingMode mode;
  private final int jvms;
  private final Entries entries;
  private final Duration time;
  private final int probes;
  private final Map<String, Double> found = new LinkedHashMap<>();

  /**
   * Prepares a trial.
   *
   * @param time how long each of the loads lasts
   * @param probes how many writes are looked at for how late they are told
   */
  Trial(TrackingMode mode, int jvms, Entries entries, Duration time, int probes) {
    this.mode = mode;
    this.jvms = jvms;
    this.entries = entries;
    this.time = time;
    this.probes = probes;
  }

  /** Runs, and gives figures by name. */
  Map<String, Double> run() throws InterruptedException {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS);
        Wire writes = new Wire(server.host(), server.port())) {
      for (int i = 0; i <= entries.size(); i++) {
        writes.add(entries.set(i));
        if (writes.open() == 100 || i == entries.size()) {
          writes.send();
          writes.receive();
        }
      }
      long empty = ServerFigures.of(server).usedMemory();
      try (Crowd crowd =
          new Crowd(server.host(), server.port(), mode, jvms, entries, MIXED_WRITES_PERCENT)) {
        crowd.readAll();
        crowd.ear().awaitQuiet();
        ServerFigures filled = ServerFigures.of(server);
        found.put("memoryKiB", (filled.usedMemory() - empty) / 1024.0);
        found.put("trackedKeys", (double) filled.trackedKeys());
        found.put("trackedItems", (double) filled.trackedItems());
        found.put("trackedPrefixes", (double) filled.prefixes());
        found.put("trackingClients", (double) filled.clients());
        writes(server, crowd, writes);
        mixed(server, crowd);
        if (mode != TrackingMode.NONE) {
          delays(crowd, server);
        }
      }
    }
    return found;
  }

  private void writes(RedisProcess server, Crowd crowd, Wire wire) throws InterruptedException {
    Ear ear = crowd.ear();
    long messages = ear.messages();
    long keys = ear.keys();
    ServerFigures before = ServerFigures.of(server);
    Writer writer = new Writer(wire, entries, Crowd.FULL_SPEED);
    Crowd.Done done = crowd.run(time, READS_PER_SECOND, false);
    double written = Math.max(1, writer.stop());
    found.put("peakMemoryKiB", ServerFigures.of(server).usedMemory() / 1024.0);
    ear.awaitQuiet();
    ServerFigures after = ServerFigures.of(server);
    double seconds = done.nanos() / 1e9;
    found.put("writesPerSecond", written / seconds);
    found.put("readsPerSecond", done.reads() / seconds);
    found.put("readsAtServerPerWrite", done.asked() / written);
    found.put("messagesPerWrite", (ear.messages() - messages) / written);
    found.put("keysToldPerWrite", (ear.keys() - keys) / written);
    found.put("cpuMicrosPerWrite", (after.cpuMicros() - before.cpuMicros()) / written);
  }

  private void mixed(RedisProcess server, Crowd crowd) {
    Ear ear = crowd.ear();
    long messages = ear.messages();
    ServerFigures before = ServerFigures.of(server);
    Crowd.Done done = crowd.run(time, Crowd.FULL_SPEED, true);
    ear.awaitQuiet();
    ServerFigures after = ServerFigures.of(server);
    double operations = Math.max(1, done.reads() + done.writes());
    found.put("mixedPerSecond", done.perSecond());
    found.put("mixedHits", 1 - (double) done.asked() / Math.max(1, done.reads()));
    found.put(
        "mixedMessagesPerWrite", (ear.messages() - messages) / (double) Math.max(1, done.writes()));
    found.put("mixedCpuMicrosPerOperation", (after.cpuMicros() - before.cpuMicros()) / operations);
  }

  /**
   * One write at a time, of a key that all have read, beside a steady load of other writes: from
   * when its writer has read the reply to when each JVM has read the message. The server sends the
   * message first, so this may be below zero.
   */
  private void delays(Crowd crowd, RedisProcess server) throws InterruptedException {
    double[] micros = new double[probes * jvms];
    byte[] read = entries.get(entries.size());
    try (Wire own = new Wire(server.host(), server.port());
        Wire load = new Wire(server.host(), server.port())) {
      Writer writer = new Writer(load, entries, WRITES_PER_SECOND);
      for (int i = 0; i < probes; i++) {
        List<Wire> data = crowd.data();
        data.forEach(wire -> wire.add(read));
        data.forEach(Wire::send);
        data.forEach(Wire::receive);
        crowd.ear().forgetProbe();
        own.add(entries.set(entries.size()));
        own.send();
        own.receive();
        long acknowledged = System.nanoTime();
        long[] heard = crowd.ear().awaitProbe();
        for (int jvm = 0; jvm < jvms; jvm++) {
          micros[i * jvms + jvm] = (heard[jvm] - acknowledged) / 1e3;
        }
      }
      writer.stop();
    }
    found.put("delayMicrosMedian", Ratio.median(micros));
    found.put("delayMicros99", Ratio.quantile(0.99, micros));
  }
}
